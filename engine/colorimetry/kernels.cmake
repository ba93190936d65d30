# CIEDE2000 over arrays is compiled once per instruction set and chosen at run time.
set(delta_e_flags -O3 -fno-math-errno -fno-trapping-math)
undertone_kernel(colorimetry delta_e_2000_baseline ${delta_e_flags})
undertone_kernel(colorimetry delta_e_2000_avx2 ${delta_e_flags} X86 -mavx2 -mfma)
