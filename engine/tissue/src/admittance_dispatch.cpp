#include "admittance_plan.hpp"

namespace undertone {

namespace kernel_baseline {
AdmittanceKernel kernel(const char* name);
}
#ifdef UNDERTONE_X86
namespace kernel_avx2 {
AdmittanceKernel kernel(const char* name);
}
namespace kernel_avx512 {
AdmittanceKernel kernel(const char* name);
}
#endif

const std::vector<AdmittanceKernel>& supported_admittance_kernels() {
    static const std::vector<AdmittanceKernel> kernels = [] {
        std::vector<AdmittanceKernel> all{kernel_baseline::kernel("baseline")};
#ifdef UNDERTONE_X86
        __builtin_cpu_init();
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) all.push_back(kernel_avx2::kernel("avx2"));
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"))
            all.push_back(kernel_avx512::kernel("avx512"));
#endif
        return all;
    }();
    return kernels;
}

const AdmittanceKernel& admittance_kernel() {
    static const AdmittanceKernel& best = supported_admittance_kernels().back();
    return best;
}

} // namespace undertone
