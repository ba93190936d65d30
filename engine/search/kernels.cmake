# The surrogate's polynomial is compiled once per instruction set and chosen at run time; without contraction all agree to the bit.
set(surrogate_flags -O3 -fno-math-errno -fno-trapping-math -ffp-contract=off -Wno-psabi)
undertone_kernel(search surrogate/surrogate_baseline ${surrogate_flags})
undertone_kernel(search surrogate/surrogate_avx2 ${surrogate_flags} X86 -mavx2)
# So are colours under all viewings.
undertone_kernel(search surrogate/viewing_baseline ${surrogate_flags})
undertone_kernel(search surrogate/viewing_avx2 ${surrogate_flags} X86 -mavx2)
