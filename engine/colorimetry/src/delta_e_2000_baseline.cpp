// CIEDE2000 for any processor; see delta_e_2000_kernel.hpp.
#define UNDERTONE_KERNEL_NAMESPACE delta_e_baseline
#include "delta_e_2000_kernel.hpp"
