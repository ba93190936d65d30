# The kernels of adding-doubling and of the plain photon walk are compiled once per instruction set and chosen at run time.
set(kernel_flags -O3 -fno-math-errno -fno-trapping-math -Wno-psabi)
if(CMAKE_CXX_FLAGS MATCHES "-fsanitize") # which checks every access: with -O3, minutes for each instruction set
  list(TRANSFORM kernel_flags REPLACE "^-O3$" -O1)
endif()
set(walk_flags ${kernel_flags} -ffp-contract=off) # photons must go the same way on every processor
undertone_kernel(tissue transfer/admittance_baseline ${kernel_flags})
undertone_kernel(tissue transfer/admittance_avx2 ${kernel_flags} X86 -mavx2 -mfma)
undertone_kernel(tissue transfer/admittance_avx512 ${kernel_flags} X86 -mavx512f -mavx512dq -mfma -mprefer-vector-width=512)
undertone_kernel(tissue walk/plain_walk_baseline ${walk_flags})
undertone_kernel(tissue walk/plain_walk_avx2 ${walk_flags} X86 -mavx2)
# gcc 12 warns of its own intrinsics there
undertone_kernel(tissue walk/plain_walk_avx512 ${walk_flags} X86 -mavx512f -mavx512dq -mprefer-vector-width=512 -Wno-uninitialized
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
set_source_files_properties(tissue/src/walk/photon_walk.cpp tissue/src/walk/dot_grid.cpp PROPERTIES COMPILE_OPTIONS "-fno-math-errno")
