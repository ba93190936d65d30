# The surrogate's polynomial is compiled once per instruction set and chosen at run time; without contraction all agree to the bit.
set(surrogate_flags -O3 -fno-math-errno -fno-trapping-math -ffp-contract=off -Wno-psabi)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_definitions(undertone_matching PRIVATE UNDERTONE_X86)
  set_source_files_properties(matching/src/surrogate_avx2.cpp PROPERTIES COMPILE_OPTIONS "${surrogate_flags};-mavx2")
else()
  set_source_files_properties(matching/src/surrogate_avx2.cpp PROPERTIES HEADER_FILE_ONLY ON)
endif()
set_source_files_properties(matching/src/surrogate_baseline.cpp PROPERTIES COMPILE_OPTIONS "${surrogate_flags}")
