// The plain walk for AVX-512; see plain_walk_kernel.hpp.
#define UNDERTONE_KERNEL_NAMESPACE plain_walk_avx512
#define UNDERTONE_KERNEL_WIDTH 8
#include "plain_walk_kernel.hpp"
