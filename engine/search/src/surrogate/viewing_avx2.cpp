// The kernel for AVX2; see viewing_kernel.hpp.
#define UNDERTONE_KERNEL_NAMESPACE viewing_avx2
#include "viewing_kernel.hpp"
