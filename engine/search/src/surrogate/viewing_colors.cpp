#include "viewing_colors.hpp"

#include "undertone/base/instruction_set.hpp"

#include <algorithm>
#include <cmath>

namespace undertone {

namespace viewing_baseline {
void viewing_lightness(const double*, int, const double*, double*);
void viewing_colors(const double*, int, const double*, const double*, double*, double*);
} // namespace viewing_baseline
#ifdef UNDERTONE_X86
namespace viewing_avx2 {
void viewing_lightness(const double*, int, const double*, double*);
void viewing_colors(const double*, int, const double*, const double*, double*, double*);
} // namespace viewing_avx2
#endif

namespace {

struct Kernels {
    decltype(&viewing_baseline::viewing_lightness) lightness = viewing_baseline::viewing_lightness;
    decltype(&viewing_baseline::viewing_colors) colors = viewing_baseline::viewing_colors;
};

const Kernels& kernels() {
    static const Kernels chosen = [] {
#ifdef UNDERTONE_X86
        if (instruction_set() >= InstructionSet::avx2)
            return Kernels{viewing_avx2::viewing_lightness, viewing_avx2::viewing_colors};
#endif
        return Kernels{};
    }();
    return chosen;
}

static_assert(reduced_band_count % 2 == 0); // the kernel takes them in pairs

constexpr double minus_infinity = -std::numeric_limits<double>::infinity();

} // namespace

ViewingColors::ViewingColors(const std::vector<SearchViewing>& viewings, double darker_tolerance_l)
    : count_(viewings.size()), groups_((viewings.size() + width - 1) / width) {
    for (Group& group : groups_) group.least_y.fill(minus_infinity);
    for (std::size_t v = 0; v < count_; ++v) {
        const SearchViewing& viewing = viewings[v];
        Group& group = groups_[v / width];
        const std::size_t at = v % width;
        const double white[] = {viewing.white.x, viewing.white.y, viewing.white.z};
        for (std::size_t xyz = 0; xyz < 3; ++xyz) {
            const auto from = static_cast<Eigen::Index>(xyz);
            for (std::size_t b = 0; b < reduced_band_count; ++b)
                group.weights[xyz * row + b * width + at] =
                    viewing.weights.weights(from, static_cast<Eigen::Index>(b)) / white[xyz];
            group.weights[xyz * row + reduced_band_count * width + at] = viewing.weights.offset[from] / white[xyz];
        }
        const Lab& target = viewing.target;
        const double of_target[] = {target.l, target.a, target.b, std::sqrt(target.a * target.a + target.b * target.b)};
        for (std::size_t i = 0; i < 4; ++i) group.target[i * width + at] = of_target[i];
        group.weight[at] = viewing.weight;
        const double least_l = target.l - darker_tolerance_l; // minus infinity where the rule is off
        if (least_l > 0) group.least_y[at] = xyz_from_lab({least_l, 0, 0}, viewing.white).y / viewing.white.y;
    }
}

bool ViewingColors::too_dark(const ReducedBands& area) const {
    const auto lightness = kernels().lightness;
    for (const Group& group : groups_) {
        std::array<double, width> y;
        lightness(group.weights.data() + row, reduced_band_count, area.data(), y.data());
        bool dark = false;
        for (std::size_t at = 0; at < width; ++at) dark |= y[at] < group.least_y[at];
        if (dark) return true;
    }
    return false;
}

ViewingColors::Bounds ViewingColors::bounds(const ReducedBands& area, Lab* labs) const {
    const auto colors = kernels().colors;
    Bounds sums;
    for (std::size_t g = 0; g < groups_.size(); ++g) {
        const Group& group = groups_[g];
        std::array<double, 3 * width> lab;
        std::array<double, 2 * width> bound;
        colors(group.weights.data(), reduced_band_count, area.data(), group.target.data(), lab.data(), bound.data());
        const std::size_t used = std::min(width, count_ - g * width);
        for (std::size_t at = 0; at < used; ++at) {
            labs[g * width + at] = {lab[at], lab[width + at], lab[2 * width + at]};
            sums.all += group.weight[at] * bound[at];
            if (lab[at] >= group.target[at]) sums.by_lightness += group.weight[at] * bound[width + at];
        }
    }
    return sums;
}

} // namespace undertone
