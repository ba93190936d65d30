# CIEDE2000 over arrays is compiled once per instruction set and chosen at run time.
set(delta_e_flags -O3 -fno-math-errno -fno-trapping-math)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_definitions(undertone_colorimetry PRIVATE UNDERTONE_X86)
  set_source_files_properties(colorimetry/src/delta_e_2000_avx2.cpp PROPERTIES COMPILE_OPTIONS "${delta_e_flags};-mavx2;-mfma")
else()
  set_source_files_properties(colorimetry/src/delta_e_2000_avx2.cpp PROPERTIES HEADER_FILE_ONLY ON)
endif()
set_source_files_properties(colorimetry/src/delta_e_2000_baseline.cpp PROPERTIES COMPILE_OPTIONS "${delta_e_flags}")
