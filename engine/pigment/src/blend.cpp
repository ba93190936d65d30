#include "undertone/pigment/blend.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <cmath>

namespace undertone {

void Blend::validate(const Line& line) const {
    if (parts.empty()) throw DomainError("blend.parts", "empty", "at least one ink with its parts");
    for (const auto& [ink, share] : parts) {
        line.ink_index(ink);
        if (!(share >= 1e-6 && share <= 1e6))
            throw DomainError("blend.parts[\"" + ink + "\"]", fmt::format("{}", share), "more than 0 (1e-6), up to 1e6",
                              "leave out inks that are not used");
    }
    if (!(water_parts >= 0 && water_parts <= 1e6))
        throw DomainError("blend.water_parts", fmt::format("{}", water_parts), "0 to 1e6: N of N:1");
}

Mixture mix(const Line& line, const Blend& blend) {
    blend.validate(line);
    double total_parts = 0;
    for (const auto& [ink, share] : blend.parts) total_parts += share;
    Mixture mixture{Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(line.colorants.size())), 0};
    const double water_share = blend.water_parts / (1 + blend.water_parts);
    for (const auto& [id, share] : blend.parts) {
        const Ink& ink = line.ink(id);
        const double volume_share = share / total_parts * (1 - water_share);
        mixture.density_g_per_ml += volume_share * ink.density_g_per_ml;
        for (const auto& component : ink.components)
            mixture.mg_per_ml(static_cast<Eigen::Index>(component.colorant)) += volume_share * component.mg_per_ml;
    }
    mixture.density_g_per_ml += water_share * line.diluent_density_g_per_ml;
    return mixture;
}

std::string proportions_text(const Line& line, const Blend& blend) {
    std::string text;
    for (const auto& [id, share] : blend.parts) {
        if (!text.empty()) text += " + ";
        if (blend.parts.size() > 1) text += fmt::format("{:g} ", share);
        text += line.ink(id).name;
    }
    return text;
}

std::string blend_text(const Line& line, const Blend& blend) {
    return fmt::format("{}, {:g}:1", proportions_text(line, blend), blend.water_parts);
}

} // namespace undertone
