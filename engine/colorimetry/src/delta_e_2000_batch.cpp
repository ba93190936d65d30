#include "undertone/colorimetry/color.hpp"

#include "delta_e_2000_scaled.hpp"
#include "undertone/base/error.hpp"

#include <string>

namespace undertone {

namespace {

using Kernel = void (*)(const double*, const double*, const double*, const double*, const double*, const double*, double*,
                        long);

} // namespace

namespace delta_e_baseline {
void delta_e_2000(const double*, const double*, const double*, const double*, const double*, const double*, double*, long);
}
#ifdef UNDERTONE_X86
namespace delta_e_avx2 {
void delta_e_2000(const double*, const double*, const double*, const double*, const double*, const double*, double*, long);
}
#endif

namespace {

Kernel kernel() {
#ifdef UNDERTONE_X86
    static const Kernel best = [] {
        __builtin_cpu_init();
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &delta_e_avx2::delta_e_2000
                                                                               : &delta_e_baseline::delta_e_2000;
    }();
    return best;
#else
    return &delta_e_baseline::delta_e_2000;
#endif
}

} // namespace

Eigen::ArrayXd delta_e_2000_rows(const Eigen::ArrayX3d& labs_1, const Eigen::ArrayX3d& labs_2) {
    if (labs_1.rows() != labs_2.rows())
        throw DomainError("labs_2", std::to_string(labs_2.rows()) + " colours",
                          "as many as labs_1 (" + std::to_string(labs_1.rows()) + ")");
    Eigen::ArrayXd differences(labs_1.rows());
    kernel()(labs_1.col(0).data(), labs_1.col(1).data(), labs_1.col(2).data(), labs_2.col(0).data(), labs_2.col(1).data(),
             labs_2.col(2).data(), differences.data(), static_cast<long>(labs_1.rows()));
    if (!(differences >= 0).all())
        for (Eigen::Index i = 0; i < differences.size(); ++i)
            if (!(differences(i) >= 0))
                differences(i) = detail::delta_e_2000_scaled({labs_1(i, 0), labs_1(i, 1), labs_1(i, 2)},
                                                             {labs_2(i, 0), labs_2(i, 1), labs_2(i, 2)});
    return differences;
}

} // namespace undertone
