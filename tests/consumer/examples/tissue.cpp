// A typical skin with dots of strong pigment: the model beside photons followed one by one.
#include <undertone/tissue/dots.hpp>
#include <undertone/tissue/monte_carlo.hpp>
#include <undertone/tissue/skin.hpp>

#include <cmath>
#include <cstdio>

int main() {
    using namespace undertone;

    const Skin skin{SkinParameters{}};
    const LayerStack layers = skin.layers().at({34}); // 550 nm
    DotField dots;
    dots.pigment_mu_a_per_mm = Eigen::ArrayXd::Constant(1, 60.0);
    dots.pigment_mu_s_per_mm = Eigen::ArrayXd::Constant(1, 0.0);
    dots.pigment_g = Eigen::ArrayXd::Constant(1, 0.0);

    const double bare = skin.reflectance()(34), area = dot_reflectance(layers, dots)(0);
    MonteCarloOptions options;
    options.photons = 20000;
    const MonteCarloResult walked = monte_carlo(layers, dots, options);
    std::printf("bare skin %.3f, with dots %.3f; Monte Carlo %.3f +- %.3f\n", bare, area, walked.mean(0),
                walked.standard_error(0));
    return area < bare && std::abs(area - walked.mean(0)) < 4 * walked.standard_error(0) + 0.002 ? 0 : 1;
}
