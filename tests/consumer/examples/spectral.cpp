// A reading every 10 nm from 400 to 700 nm, on the engine's grid; what was not measured is marked.
#include <undertone/spectral/resample.hpp>

#include <cstdio>
#include <vector>

int main() {
    using namespace undertone;

    std::vector<double> at_nm, reflectance;
    for (int nm = 400; nm <= 700; nm += 10) {
        at_nm.push_back(nm);
        reflectance.push_back(0.2 + 0.001 * (nm - 400));
    }
    const ResampledSpectrum spectrum = resample(at_nm, reflectance);

    std::printf("%zu of %d bands measured\n", spectrum.coverage.measured.count(), band_count);
    for (const Diagnostic& one : spectrum.diagnostics) std::printf("%s: %s\n", to_string(one.severity), one.message.c_str());
    return spectrum.coverage.measured.count() == 61 && spectrum.values(0) == reflectance.front() ? 0 : 1;
}
