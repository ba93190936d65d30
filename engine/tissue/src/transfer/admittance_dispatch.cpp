#include "admittance_plan.hpp"

#include "undertone/base/instruction_set.hpp"

#include <cstddef>

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
        const InstructionSet best = best_instruction_set();
        if (best >= InstructionSet::avx2) all.push_back(kernel_avx2::kernel("avx2"));
        if (best >= InstructionSet::avx512) all.push_back(kernel_avx512::kernel("avx512"));
#endif
        return all;
    }();
    return kernels;
}

const AdmittanceKernel& admittance_kernel() {
    static const AdmittanceKernel& chosen = supported_admittance_kernels().at(static_cast<std::size_t>(instruction_set()));
    return chosen;
}

} // namespace undertone
