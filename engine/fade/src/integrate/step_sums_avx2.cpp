// The kernel for AVX2; see step_sums_kernel.hpp.
#define UNDERTONE_KERNEL_NAMESPACE step_sums_avx2
#define UNDERTONE_KERNEL_WIDTH 4
#include "step_sums_kernel.hpp"
