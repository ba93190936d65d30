// CIEDE2000 for AVX2 with FMA; see delta_e_2000_kernel.hpp.
#define UNDERTONE_KERNEL_NAMESPACE delta_e_avx2
#include "delta_e_2000_kernel.hpp"
