# The kernels of adding-doubling and of the plain photon walk are compiled once per instruction set and chosen at run time.
set(kernel_flags -O3 -fno-math-errno -fno-trapping-math -Wno-psabi)
if(CMAKE_CXX_FLAGS MATCHES "-fsanitize") # which checks every access: with -O3, minutes for each instruction set
  list(TRANSFORM kernel_flags REPLACE "^-O3$" -O1)
endif()
set(walk_flags ${kernel_flags} -ffp-contract=off) # photons must go the same way on every processor
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_definitions(undertone_tissue PRIVATE UNDERTONE_X86)
  set_source_files_properties(tissue/src/admittance_avx2.cpp PROPERTIES COMPILE_OPTIONS "${kernel_flags};-mavx2;-mfma")
  set_source_files_properties(tissue/src/admittance_avx512.cpp PROPERTIES COMPILE_OPTIONS
    "${kernel_flags};-mavx512f;-mavx512dq;-mfma;-mprefer-vector-width=512")
  set_source_files_properties(tissue/src/plain_walk_avx2.cpp PROPERTIES COMPILE_OPTIONS "${walk_flags};-mavx2")
  # gcc 12 warns of its own intrinsics there
  set_source_files_properties(tissue/src/plain_walk_avx512.cpp PROPERTIES COMPILE_OPTIONS
    "${walk_flags};-mavx512f;-mavx512dq;-mprefer-vector-width=512;-Wno-uninitialized;$<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>")
else()
  set_source_files_properties(tissue/src/admittance_avx2.cpp tissue/src/admittance_avx512.cpp tissue/src/plain_walk_avx2.cpp
    tissue/src/plain_walk_avx512.cpp PROPERTIES HEADER_FILE_ONLY ON)
endif()
set_source_files_properties(tissue/src/admittance_baseline.cpp PROPERTIES COMPILE_OPTIONS "${kernel_flags}")
set_source_files_properties(tissue/src/plain_walk_baseline.cpp PROPERTIES COMPILE_OPTIONS "${walk_flags}")
set_source_files_properties(tissue/src/photon_walk.cpp tissue/src/dot_grid.cpp PROPERTIES COMPILE_OPTIONS "-fno-math-errno")
