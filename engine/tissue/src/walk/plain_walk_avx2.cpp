// The plain walk for AVX2; see plain_walk_kernel.hpp.
#define UNDERTONE_KERNEL_NAMESPACE plain_walk_avx2
#define UNDERTONE_KERNEL_WIDTH 4
#include "plain_walk_kernel.hpp"
