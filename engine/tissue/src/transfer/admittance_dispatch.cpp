// The admittance kernels that this processor can run.

#include "admittance_plan.hpp"
#include "kernel_dispatch.hpp"

namespace undertone {

UNDERTONE_KERNELS_TO_AVX512(admittance, AdmittanceKernel kernel();)

const std::vector<AdmittanceKernel>& supported_admittance_kernels() {
    static const std::vector<AdmittanceKernel> kernels = supported_kernels(std::array{
        admittance_baseline::kernel() UNDERTONE_ON_X86(, admittance_avx2::kernel(), admittance_avx512::kernel())});
    return kernels;
}

const AdmittanceKernel& admittance_kernel() {
    static const AdmittanceKernel chosen = chosen_kernel(supported_admittance_kernels());
    return chosen;
}

} // namespace undertone
