#include "undertone/supply/color_difference.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <regex>

namespace undertone {

ColorDifference color_difference(const Lab& master, const Lab& batch) {
    ColorDifference out;
    out.delta_l = batch.l - master.l;
    out.delta_a = batch.a - master.a;
    out.delta_b = batch.b - master.b;
    const double c_master = std::hypot(master.a, master.b), c_batch = std::hypot(batch.a, batch.b);
    out.delta_c = c_batch - c_master;
    // The half-angle form (Sève 1991): exact also where the hues are nearly the same, and with the sign of the turn.
    const double turn = master.a * batch.b - batch.a * master.b,
                 beside = c_master * c_batch + master.a * batch.a + master.b * batch.b;
    if (beside > 0)
        out.delta_h = turn / std::sqrt(0.5 * beside);
    else
        out.delta_h = std::copysign(2 * std::sqrt(c_master * c_batch), turn); // opposite hues, or no chroma
    out.delta_e_2000 = delta_e_2000(master, batch);
    out.delta_e_cmc_2_1 = delta_e_cmc(master, batch);
    return out;
}

double delta_e_cmc(const Lab& master, const Lab& batch, double lightness_weight, double chroma_weight) {
    if (!(lightness_weight > 0 && lightness_weight <= 100))
        throw DomainError("lightness_weight", fmt::format("{:g}", lightness_weight), "above 0, up to 100",
                          "2 for textiles, 1 for thresholds");
    if (!(chroma_weight > 0 && chroma_weight <= 100))
        throw DomainError("chroma_weight", fmt::format("{:g}", chroma_weight), "above 0, up to 100", "1 is usual");
    const auto cosine = [](double deg) { return std::cos(deg * std::numbers::pi / 180); };
    const LCh lch = lch_from_lab(master);
    const double delta_l = batch.l - master.l, delta_c = std::hypot(batch.a, batch.b) - lch.c;
    const double delta_a = batch.a - master.a, delta_b = batch.b - master.b;
    const double delta_h_squared = std::max(0.0, delta_a * delta_a + delta_b * delta_b - delta_c * delta_c);
    const double s_l = lch.l < 16 ? 0.511 : 0.040975 * lch.l / (1 + 0.01765 * lch.l);
    const double s_c = 0.0638 * lch.c / (1 + 0.0131 * lch.c) + 0.638;
    const double c4 = std::pow(lch.c, 4), f = std::sqrt(c4 / (c4 + 1900));
    const double t = lch.h_deg >= 164 && lch.h_deg <= 345 ? 0.56 + std::abs(0.2 * cosine(lch.h_deg + 168))
                                                          : 0.36 + std::abs(0.4 * cosine(lch.h_deg + 35));
    const double s_h = s_c * (f * t + 1 - f);
    return std::sqrt(std::pow(delta_l / (lightness_weight * s_l), 2) + std::pow(delta_c / (chroma_weight * s_c), 2) +
                     delta_h_squared / (s_h * s_h));
}

double DifferenceMetric::operator()(const Lab& master, const Lab& batch) const {
    return lightness_weight > 0 ? delta_e_cmc(master, batch, lightness_weight, chroma_weight) : delta_e_2000(master, batch);
}

DifferenceMetric difference_metric(std::string_view name) {
    if (name == "delta_e_2000") return {};
    static const std::regex cmc(R"(cmc\(([0-9]{1,2}(?:\.[0-9]{1,3})?):([0-9]{1,2}(?:\.[0-9]{1,3})?)\))");
    std::cmatch found;
    if (name.size() < 20 && std::regex_match(name.data(), name.data() + name.size(), found, cmc)) {
        DifferenceMetric metric{std::string(name), std::stod(found[1]), std::stod(found[2])};
        if (metric.lightness_weight > 0 && metric.chroma_weight > 0) return metric;
    }
    throw DomainError("metric", fmt::format("\"{}\"", name),
                      "delta_e_2000, cmc(2:1), or cmc(l:c) with other weights above 0");
}

} // namespace undertone
