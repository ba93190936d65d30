#define UNDERTONE_KERNEL_NAMESPACE surrogate_baseline
#define UNDERTONE_KERNEL_WIDTH 2
#include "surrogate_kernel.hpp"
