// The best mix for a target that a known mix gives: it is found, and proven best on the dosing grid.
#include <undertone/search/match.hpp>

#include <cstdio>

int main() {
    using namespace undertone;

    const Line line = load_line("demo");
    const Skin skin{SkinParameters{}};
    const Dots dots;
    const Bands target = appearance(skin, line, Blend{{{"warm_black", 1}}, 6}, dots).area;

    MatchOptions options;
    options.max_inks = 2;
    const MatchReport report = match(skin, target, line, dots, options);
    std::printf("%s\n", report.brief_report().c_str());
    for (const Recipe& recipe : report.recipes) {
        std::printf("%g:1, delta E %.2f at worst:", recipe.blend.water_parts, recipe.worst_delta_e_2000);
        for (const auto& [ink, parts] : recipe.blend.parts) std::printf(" %g %s", parts, ink.c_str());
        std::printf("\n");
    }
    std::printf("%s\n", report.proof.text().c_str());
    return report.is_usable() && report.recipes[0].worst_delta_e_2000 < 0.5 ? 0 : 1;
}
