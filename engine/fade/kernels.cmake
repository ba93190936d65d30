# Steps' sums over the states are compiled once per instruction set and chosen at run time; without contraction all agree to the bit.
set(step_flags -O3 -fno-math-errno -fno-trapping-math -ffp-contract=off -fno-tree-vectorize)
undertone_kernel(fade integrate/step_sums_baseline ${step_flags})
undertone_kernel(fade integrate/step_sums_avx2 ${step_flags} X86 -mavx2)
set_source_files_properties(fade/src/models/models.cpp PROPERTIES COMPILE_OPTIONS "-fno-math-errno;-fno-trapping-math")
