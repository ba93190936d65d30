#define UNDERTONE_KERNEL_NAMESPACE step_sums_baseline
#define UNDERTONE_KERNEL_WIDTH 2
#include "step_sums_kernel.hpp"
