// One part of an ink, thinned three times, in typical skin: the area, and one dot close up.
#include <undertone/colorimetry/viewing.hpp>
#include <undertone/pigment/appearance.hpp>
#include <undertone/pigment/line.hpp>

#include <cstdio>

int main() {
    using namespace undertone;

    const Line line = load_line("demo"); // computed from published optical constants, no maker's product
    const Skin skin{SkinParameters{}};
    const Viewing daylight("D65");
    double last = 0;
    for (const double water : {3.0, 20.0}) {
        const Appearance look = appearance(skin, line, Blend{{{"pure_black", 1}}, water}, Dots{});
        const Lab area = daylight.lab(look.area), dot = daylight.lab(look.dot), bare = daylight.lab(look.bare);
        std::printf("%g:1  area L* %.1f, dot L* %.1f, bare skin L* %.1f\n", water, area.l, dot.l, bare.l);
        if (!(dot.l < area.l && area.l < bare.l && area.l > last)) return 1;
        last = area.l;
    }
    return 0;
}
