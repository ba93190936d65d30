// The kernel for AVX2; see surrogate_kernel.hpp.
#define UNDERTONE_KERNEL_NAMESPACE surrogate_avx2
#define UNDERTONE_KERNEL_WIDTH 4
#include "surrogate_kernel.hpp"
