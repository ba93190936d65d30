// Uses one thing of several layers, with nothing but the installed headers and libraries.
#include <undertone/base/data_file.hpp>
#include <undertone/base/error.hpp>
#include <undertone/colorimetry/color.hpp>
#include <undertone/tissue/reflectance.hpp>

#include <cmath>
#include <cstdio>

namespace {

int failures = 0;

void expect(bool truth, const char* what) {
    if (truth) return;
    std::fprintf(stderr, "not so: %s\n", what);
    ++failures;
}

} // namespace

int main() {
    using namespace undertone;

    // Sharma, Wu and Dalal (2005), pair 1.
    expect(std::abs(delta_e_2000({50, 2.6772, -79.7751}, {50, 0, -82.7485}) - 2.0425) < 1e-4,
           "CIEDE2000 of Sharma's first pair is 2.0425");

    // van de Hulst (1980): slab of optical thickness 2, albedo 0.9, g 0.75, matched boundaries, reflects 0.09739.
    LayerStack slab;
    slab.n = 1.0;
    slab.thickness_mm = Eigen::ArrayXd::Constant(1, 0.02);
    slab.mu_a_per_mm = Eigen::ArrayXXd::Constant(1, 1, 10.0);
    slab.mu_s_per_mm = Eigen::ArrayXXd::Constant(1, 1, 90.0);
    slab.g = Eigen::ArrayXXd::Constant(1, 1, 0.75);
    expect(std::abs(reflectance(slab, 16)(0) - 0.09739) < 5e-4, "van de Hulst's slab reflects 0.09739");

    expect(!data_files("observers/").empty(), "the tables travel inside the library");
    try {
        data_file("no/such.csv");
        expect(false, "an error thrown inside the library is caught outside");
    } catch (const Error&) {
    }
    return failures == 0 ? 0 : 1;
}
