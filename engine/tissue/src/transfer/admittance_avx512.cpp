// The kernel for AVX-512; see admittance_kernel.hpp.
#define UNDERTONE_KERNEL_NAMESPACE kernel_avx512
#define UNDERTONE_KERNEL_WIDTH 8
#include "admittance_kernel.hpp"
