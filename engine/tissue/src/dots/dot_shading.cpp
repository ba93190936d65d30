#include "dot_shading.hpp"

#include "small_network.hpp"
#include "undertone/base/table.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace undertone {

namespace {

/// Layers cut at the dots' ends.
struct Pieces {
    std::vector<double> thickness_mm;
    std::vector<Eigen::Index> layer; ///< that each piece is cut from
    std::vector<bool> above, inside;

    Pieces(const LayerStack& layers, double top, double bottom) {
        double depth = 0;
        for (Eigen::Index i = 0; i < layers.layer_count(); ++i) {
            const double end = depth + layers.thickness_mm(i);
            double from = depth;
            for (const double edge : {top, bottom, end}) {
                const double to = std::min(edge, end);
                if (to <= from) continue;
                thickness_mm.push_back(to - from);
                layer.push_back(i);
                above.push_back(to <= top);
                inside.push_back(from >= top && to <= bottom);
                from = to;
            }
            depth = end;
        }
    }
};

/// What an endless cylinder of one diameter absorbs of light that comes evenly from all sides, over what the same pigment
/// would absorb unshaded: (1 - <exp(-x s)>) / x, the mean taken over its chords s (in diameters; their mean is 1).
double unshaded_share(double x) {
    constexpr int angles = 24; // of the chord around and along the cylinder, midpoint rule: 1e-4
    double transmitted = 0, weights = 0;
    for (int i = 0; i < angles; ++i)
        for (int j = 0; j < angles; ++j) {
            const double along = (i + 0.5) / angles * std::numbers::pi / 2,
                         around = (j + 0.5) / angles * std::numbers::pi / 2;
            const double weight = std::sin(along) * std::sin(along) * std::cos(around);
            transmitted -= weight * std::expm1(-x * std::cos(around) / std::sin(along));
            weights += weight;
        }
    return transmitted / (weights * x);
}

/// Logarithm of unshaded_share, from a table: linear in log x to 2e-5.
double ln_unshaded_share(double x) {
    constexpr double least_x = 1e-6, most_x = 1e4;
    constexpr int nodes = 240;
    static const std::vector<double> table = [] {
        std::vector<double> values;
        for (int i = 0; i < nodes; ++i)
            values.push_back(std::log(unshaded_share(least_x * std::pow(most_x / least_x, i / (nodes - 1.0)))));
        return values;
    }();
    static const double nodes_per_e = (nodes - 1) / std::log(most_x / least_x);
    if (x > most_x) return table.back() - std::log(x / most_x); // opaque: as 1 / x
    const double place = std::clamp(std::log(x / least_x) * nodes_per_e, 0.0, nodes - 1.000001);
    const auto at = static_cast<std::size_t>(place);
    return table[at] + (place - static_cast<double>(at)) * (table[at + 1] - table[at]);
}

/// Inputs of the networks, rows of data/tissue/dot_shading_groups.csv, in the order of the weights and of Shading::groups.
constexpr std::array<std::string_view, 12> group_ids{"absorption", "scattering",  "transport",   "tissue_absorption",
                                                     "cover",      "slenderness", "depth",       "blur",
                                                     "placement",  "anisotropy",  "shade_above", "albedo"};

/// A learnt logarithm, kept between -6 and 6: where light does not depend on it, nothing else holds it.
double bounded(double u) {
    constexpr double most = 6;
    return u / std::sqrt(1 + u * u / (most * most));
}

/// The learnt part: data/tissue/dot_shading*.csv.
struct Learnt {
    SmallNetwork area, center;

    Learnt() {
        const Table weights = data_table("tissue/dot_shading.csv"), groups = data_table("tissue/dot_shading_groups.csv");
        area = SmallNetwork(weights, 0, groups.column("area_low", group_ids), groups.column("area_high", group_ids));
        center = SmallNetwork(weights, 1, groups.column("center_low", group_ids), groups.column("center_high", group_ids));
    }
};

const Learnt& learnt() {
    static const Learnt instance;
    return instance;
}

/// Everything about the dots that both answers need; one entry per wavelength.
struct Shading {
    Pieces pieces;
    double cover;
    Eigen::ArrayXd mu_a, mu_s; ///< inside the widened dot
    Eigen::ArrayXd ln_packaging, x, v;
    Eigen::MatrixXd groups; ///< groups x wavelengths, in the order of group_ids

    Shading(const LayerStack& layers, const DotField& dots) : pieces(layers, dots.top_mm, dots.bottom_mm) {
        const Eigen::Index wavelengths = layers.wavelength_count();
        const double spread = 4 * dots.edge_sigma_mm / dots.diameter_mm,
                     diameter = dots.diameter_mm * std::sqrt(1 + spread * spread), length = dots.bottom_mm - dots.top_mm;
        cover = std::min(1.0, std::numbers::pi / 4 * diameter * diameter / (dots.pitch_mm * dots.pitch_mm));
        const double thinned = dots.area_fraction() / cover; // the amount is kept, also where wide dots run together
        mu_a = dots.pigment_mu_a_per_mm * thinned;
        mu_s = dots.pigment_mu_s_per_mm * thinned;
        x = mu_a * diameter;
        const Eigen::ArrayXd y = mu_s * (1 - dots.pigment_g) * diameter;
        v = x + y;
        const double ends = 0.5 * diameter / length;
        ln_packaging = x.unaryExpr([ends](double value) {
            return std::min(0.0, ln_unshaded_share(value) + std::log1p(-ends * std::expm1(-value)));
        });

        // Means over the dot's depth, and what lies above it.
        Eigen::ArrayXd mean_mu_a = Eigen::ArrayXd::Zero(wavelengths), mean_mu_s = mean_mu_a, mean_mu_s_prime = mean_mu_a,
                       shade_above = mean_mu_a, depth = mean_mu_a;
        for (std::size_t i = 0; i < pieces.layer.size(); ++i) {
            const Eigen::Index layer = pieces.layer[i];
            const double thickness = pieces.thickness_mm[i];
            const auto a = layers.mu_a_per_mm.row(layer).transpose(), s = layers.mu_s_per_mm.row(layer).transpose();
            const auto s_prime = s * (1 - layers.g.row(layer).transpose());
            if (pieces.above[i]) {
                shade_above += a * thickness;
                depth += (a + s_prime) * thickness;
            } else if (pieces.inside[i]) {
                mean_mu_a += a * (thickness / length);
                mean_mu_s += s * (thickness / length);
                mean_mu_s_prime += s_prime * (thickness / length);
            }
        }
        constexpr double least = 1e-9; // a clear tissue has no logarithm
        groups.resize(group_ids.size(), wavelengths);
        int row = 0;
        const auto put = [&](const auto& values) { groups.row(row++) = values.matrix().transpose(); };
        const auto put_one = [&](double value) { groups.row(row++).setConstant(value); };
        put((1 + x).log());
        put((1 + y).log());
        put((mean_mu_s_prime * diameter + least).log());
        put(((mean_mu_a + least) / (mean_mu_s_prime + least)).log());
        put_one(std::sqrt(cover));
        put_one(std::log(length / diameter));
        put((0.1 + depth).log());
        put_one(dots.edge_sigma_mm / diameter);
        put_one(dots.placement == Placement::blue_noise ? 1 : 0);
        put(1 - mean_mu_s_prime / (mean_mu_s + least));
        put((0.1 + shade_above).log());
        put(x / (v + 1e-3));
    }

    /// The stack with this share of each band covered and these logarithms of the factors on the coefficients.
    LayerStack stack(const LayerStack& layers, const DotField& dots, const Eigen::ArrayXd& share, const Eigen::ArrayXd& ln_a,
                     const Eigen::ArrayXd& ln_s) const {
        const auto count = static_cast<Eigen::Index>(pieces.layer.size()), wavelengths = layers.wavelength_count();
        const Eigen::RowVectorXd added_mu_a = (share * mu_a * ln_a.exp()).matrix().transpose(),
                                 added_mu_s = (share * mu_s * ln_s.exp()).matrix().transpose(),
                                 added_forward = (added_mu_s.transpose().array() * dots.pigment_g).matrix().transpose();
        LayerStack result;
        result.n = layers.n;
        result.n_below = layers.n_below;
        result.thickness_mm = Eigen::Map<const Eigen::ArrayXd>(pieces.thickness_mm.data(), count);
        result.mu_a_per_mm.resize(count, wavelengths);
        result.mu_s_per_mm.resize(count, wavelengths);
        result.g.resize(count, wavelengths);
        for (Eigen::Index i = 0; i < count; ++i) {
            const auto piece = static_cast<std::size_t>(i);
            const auto a = layers.mu_a_per_mm.row(pieces.layer[piece]), s = layers.mu_s_per_mm.row(pieces.layer[piece]),
                       g = layers.g.row(pieces.layer[piece]);
            result.mu_a_per_mm.row(i) = a;
            result.mu_s_per_mm.row(i) = s;
            result.g.row(i) = g;
            if (!pieces.inside[piece]) continue;
            result.mu_a_per_mm.row(i) += added_mu_a.array();
            result.mu_s_per_mm.row(i) += added_mu_s.array();
            const auto total = result.mu_s_per_mm.row(i);
            result.g.row(i) = (total > 0).select((s * g + added_forward.array()) / total.max(1e-300), g);
        }
        return result;
    }
};

} // namespace

LayerStack shaded_area(const LayerStack& layers, const DotField& dots) {
    const Shading shading(layers, dots);
    const Eigen::MatrixXd learnt_factors = learnt().area(shading.groups);
    const double keep = 1 - shading.cover * shading.cover * shading.cover;
    const auto ln_factor = [&](int output, const Eigen::ArrayXd& strength) -> Eigen::ArrayXd {
        const Eigen::ArrayXd factor = learnt_factors.row(output).transpose().unaryExpr(&bounded).array();
        return keep * (shading.ln_packaging + strength / (1 + strength) * factor);
    };
    const Eigen::ArrayXd share = Eigen::ArrayXd::Constant(layers.wavelength_count(), shading.cover);
    return shading.stack(layers, dots, share, ln_factor(0, shading.x), ln_factor(1, shading.v));
}

LayerStack shaded_center(const LayerStack& layers, const DotField& dots) {
    const Shading shading(layers, dots);
    const Eigen::ArrayXd output = learnt().center(shading.groups).row(0).transpose();
    const Eigen::ArrayXd share = shading.cover + (1 - shading.cover) / (1 + (-output).exp());
    const Eigen::ArrayXd ln_factor = (1 - share.cube()) * shading.ln_packaging;
    return shading.stack(layers, dots, share, ln_factor, ln_factor);
}

} // namespace undertone
