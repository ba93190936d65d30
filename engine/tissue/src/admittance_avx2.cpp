// The kernel for AVX2 with FMA; see admittance_kernel.hpp.
#define UNDERTONE_KERNEL_NAMESPACE kernel_avx2
#include "admittance_kernel.hpp"
