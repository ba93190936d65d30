#include "step_sums.hpp"

#include "undertone/base/instruction_set.hpp"

namespace undertone {

namespace step_sums_baseline {
void combine(const double* const*, const double*, std::size_t, std::size_t, double*);
double square_errors(const double*, const double*, const double*, double, double, std::size_t, double*);
} // namespace step_sums_baseline
#ifdef UNDERTONE_X86
namespace step_sums_avx2 {
void combine(const double* const*, const double*, std::size_t, std::size_t, double*);
double square_errors(const double*, const double*, const double*, double, double, std::size_t, double*);
} // namespace step_sums_avx2
#endif

namespace {

StepSums choose() {
#ifdef UNDERTONE_X86
    if (instruction_set() >= InstructionSet::avx2) return {&step_sums_avx2::combine, &step_sums_avx2::square_errors};
#endif
    return {&step_sums_baseline::combine, &step_sums_baseline::square_errors};
}

} // namespace

const StepSums& step_sums() {
    static const StepSums chosen = choose();
    return chosen;
}

} // namespace undertone
