#define UNDERTONE_KERNEL_NAMESPACE viewing_baseline
#include "viewing_kernel.hpp"
