#pragma once
// A small line and plan for tests of fading; its optics are round numbers of the right size.

#include "undertone/fade/simulate.hpp"

namespace undertone::fade_example {

inline Line line() {
    Line line;
    line.id = "test";
    const auto add = [&line](const char* id, const char* ci, double mu_a_380, double power, double mu_s) {
        Colorant colorant;
        colorant.id = colorant.name = id;
        colorant.color_index = ci;
        colorant.mu_a_per_mm = mu_a_380 * (wavelengths_nm() / 380.0).pow(-power);
        colorant.mu_s_per_mm = mu_s * (wavelengths_nm() / 500.0).pow(-1.0);
        colorant.g = Bands::Constant(0.5);
        line.colorants.push_back(colorant);
    };
    add("carbon_black", "CI 77266", 7.0, 1.1, 1.0);
    add("yellow_oxide", "CI 77492", 0.8, 5.0, 3.0);
    add("titanium_dioxide", "CI 77891", 1e-3, 8.0, 10.0);
    return line;
}

inline Eigen::ArrayXd cup() { return Eigen::Array3d(5.0, 3.0, 1.0); }

/// One sitting at day 0.
inline FadePlan single_session() {
    FadePlan plan;
    plan.sessions = {{0, cup(), 1, 1}};
    return plan;
}

/// Three sittings ten days apart, a touch-up of all dots at four years.
inline FadePlan full_plan() {
    FadePlan plan;
    plan.sessions = {{0, cup(), 0.4, 0.4}, {10, cup(), 0.3, 0.3}, {20, cup(), 0.3, 0.3}, {1461, 0.5 * cup(), 1, 0}};
    return plan;
}

inline std::vector<double> ten_years() { return {0, 20, 62, 365.25, 3 * 365.25, 1461, 5 * 365.25, 10 * 365.25}; }

} // namespace undertone::fade_example
