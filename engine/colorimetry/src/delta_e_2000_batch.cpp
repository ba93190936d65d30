// CIEDE2000 for arrays: the kernel, and the exact function where its result is not a number.
#include "undertone/colorimetry/color.hpp"

#include "delta_e_2000_scaled.hpp"
#include "kernel_dispatch.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/stop.hpp"

#include <algorithm>
#include <string>

namespace undertone {

UNDERTONE_KERNELS_TO_AVX2(delta_e_2000, void rows(const double*, const double*, const double*, const double*, const double*,
                                                  const double*, double*, long);)

Eigen::ArrayXd delta_e_2000_rows(const Eigen::ArrayX3d& labs_1, const Eigen::ArrayX3d& labs_2) {
    if (labs_1.rows() != labs_2.rows())
        throw DomainError("labs_2", std::to_string(labs_2.rows()) + " colours",
                          "as many as labs_1 (" + std::to_string(labs_1.rows()) + ")");
    Eigen::ArrayXd differences(labs_1.rows());
    const auto some_of =
        chosen_kernel(std::array{&delta_e_2000_baseline::rows UNDERTONE_ON_X86(, &delta_e_2000_avx2::rows)});
    constexpr Eigen::Index at_once = 4096; // a tenth of a millisecond
    for (Eigen::Index from = 0; from < labs_1.rows(); from += at_once) {
        poll_stop();
        const auto at = [from](const Eigen::ArrayX3d& labs, Eigen::Index column) { return labs.col(column).data() + from; };
        some_of(at(labs_1, 0), at(labs_1, 1), at(labs_1, 2), at(labs_2, 0), at(labs_2, 1), at(labs_2, 2),
                differences.data() + from, static_cast<long>(std::min(at_once, labs_1.rows() - from)));
    }
    if (!(differences >= 0).all())
        for (Eigen::Index i = 0; i < differences.size(); ++i)
            if (!(differences(i) >= 0))
                differences(i) = detail::delta_e_2000_scaled({labs_1(i, 0), labs_1(i, 1), labs_1(i, 2)},
                                                             {labs_2(i, 0), labs_2(i, 1), labs_2(i, 2)});
    return differences;
}

} // namespace undertone
