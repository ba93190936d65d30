// The plain walk for any processor; see plain_walk_kernel.hpp.
#define UNDERTONE_KERNEL_NAMESPACE plain_walk_baseline
#define UNDERTONE_KERNEL_WIDTH 2
#include "plain_walk_kernel.hpp"
