// The kernel for any processor; see admittance_kernel.hpp.
#define UNDERTONE_KERNEL_NAMESPACE kernel_baseline
#define UNDERTONE_KERNEL_WIDTH 2
#include "admittance_kernel.hpp"
