// The kernel for AVX2 with FMA; see admittance_kernel.hpp.
#define UNDERTONE_KERNEL_NAMESPACE kernel_avx2
#define UNDERTONE_KERNEL_WIDTH 4
#include "admittance_kernel.hpp"
