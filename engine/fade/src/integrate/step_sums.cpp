#include "step_sums.hpp"
#include "kernel_dispatch.hpp"

namespace undertone {

UNDERTONE_KERNELS_TO_AVX2(step_sums, void combine(const double* const*, const double*, std::size_t, std::size_t, double*);
                          double square_errors(const double*, const double*, const double*, double, double, std::size_t,
                                               double*);)

const std::vector<StepSums>& supported_step_sums() {
    static const std::vector<StepSums> kernels = supported_kernels(
        std::array{StepSums{&step_sums_baseline::combine, &step_sums_baseline::square_errors} UNDERTONE_ON_X86(
            , StepSums{&step_sums_avx2::combine, &step_sums_avx2::square_errors})});
    return kernels;
}

const StepSums& step_sums() {
    static const StepSums chosen = chosen_kernel(supported_step_sums());
    return chosen;
}

} // namespace undertone
