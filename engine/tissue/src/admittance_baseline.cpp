// The kernel for any processor; see admittance_kernel.hpp.
#define UNDERTONE_KERNEL_NAMESPACE kernel_baseline
#include "admittance_kernel.hpp"
