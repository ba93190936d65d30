// Two greys under two lights, and how far apart they look.
#include <undertone/colorimetry/color.hpp>
#include <undertone/colorimetry/viewing.hpp>

#include <cmath>
#include <cstdio>

int main() {
    using namespace undertone;

    const Bands even = Bands::Constant(0.30);
    const Bands warm = 0.30 + 0.05 * (wavelengths_nm() - 560) / 200;
    double worst = 0;
    for (const char* light : {"D65", "A"}) {
        const Viewing viewing(light); // seen by the observer of 2 degrees
        const Lab one = viewing.lab(even), other = viewing.lab(warm);
        const double delta_e = delta_e_2000(one, other);
        std::printf("%-4s L* %.2f a* %.2f b* %.2f against L* %.2f a* %.2f b* %.2f: %.2f CIEDE2000\n", light, one.l, one.a,
                    one.b, other.l, other.a, other.b, delta_e);
        worst = std::max(worst, delta_e);
    }
    const Lab skin{62, 9, 17};
    std::printf("ITA %.0f degrees: %s\n", ita_deg(skin), ita_class(ita_deg(skin)));
    return worst > 2 && worst < 8 ? 0 : 1;
}
