#pragma once
// A small line for these tests: shapes of real pigments, round numbers, no data files.

#include "undertone/pigment/line.hpp"

#include <cmath>

namespace undertone::testing_line {

inline Bands edge(double at_nm, double width_nm) { return 1.0 / (1.0 + ((wavelengths_nm() - at_nm) / width_nm).exp()); }

inline Line line() {
    Line result;
    result.id = "test";
    const auto colorant = [&](const char* id, const Bands& mu_a, const Bands& mu_s, double g) {
        Colorant c;
        c.id = c.name = id;
        c.mu_a_per_mm = mu_a;
        c.mu_s_per_mm = mu_s;
        c.g = Bands::Constant(g);
        c.density_g_per_ml = 1.9;
        result.colorants.push_back(c);
    };
    colorant("carbon", 6 * (550 / wavelengths_nm()).pow(1.1), 0.6 * (550 / wavelengths_nm()).pow(3), 0.2);
    result.colorants.back().role = ColorantRole::carbon_black;
    colorant("hematite", 0.1 + 4 * edge(590, 15), Bands::Constant(5), 0.6);
    colorant("goethite", 0.05 + 2 * edge(500, 20), Bands::Constant(5), 0.6);
    colorant("titania", Bands::Constant(0.001), Bands::Constant(6), 0.6);
    const auto ink = [&](const char* id, std::vector<InkComponent> components, double density) {
        Ink i;
        i.id = id;
        i.name = std::string("Ink ") + id;
        i.components = std::move(components);
        i.density_g_per_ml = density;
        result.inks.push_back(i);
    };
    ink("black", {{0, 100}}, 1.10);
    ink("brown", {{0, 30}, {1, 60}, {2, 40}}, 1.15);
    ink("red", {{1, 120}}, 1.20);
    ink("cream", {{3, 150}, {2, 20}}, 1.25);
    return result;
}

} // namespace undertone::testing_line
