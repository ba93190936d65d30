#include "reading_parts.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

namespace undertone {

void check_kind(const std::string& name, const std::optional<Bands>& reflectance, const std::optional<Lab>& lab,
                double surface) {
    if (reflectance.has_value() == lab.has_value())
        throw DomainError(name, lab ? "both a reflectance and a Lab" : "neither a reflectance nor a Lab", "one of the two",
                          "give the spectrum where there is one");
    if (!(surface >= 0 && surface < 0.2)) throw DomainError(name + ": surface", fmt::format("{}", surface), "0 to 0.2");
}

void check_spectrum(const std::string& name, const Bands& reflectance, const std::bitset<band_count>& measured,
                    const char* of) {
    if (measured.count() < 14)
        throw DomainError(name + ": coverage", fmt::format("{} bands", measured.count()),
                          fmt::format("at least 14 measured bands{}", of), "measure at least 420-680 nm");
    for (int b = 0; b < band_count; ++b) {
        const double value = reflectance(b);
        if (measured[static_cast<std::size_t>(b)] && !(value > 0 && value < 1))
            throw DomainError(fmt::format("{}: reflectance at {} nm", name, first_wavelength_nm + wavelength_step_nm * b),
                              fmt::format("{:.4g}", value), "more than 0 and less than 1",
                              reflectance.maxCoeff() > 1.5 ? "this looks like percent: divide by 100"
                                                           : "check the calibration");
    }
}

Eigen::MatrixXd lab_slope(const Viewing& viewing, const Bands& reflectance) {
    Eigen::MatrixXd slope(3, band_count);
    for (int b = 0; b < band_count; ++b) {
        const double h = 1e-4 * reflectance(b);
        Bands up = reflectance, down = reflectance;
        up(b) += h;
        down(b) -= h;
        slope.col(b) = (vector_of(viewing.lab(up)) - vector_of(viewing.lab(down))) / (2 * h);
    }
    return slope;
}

} // namespace undertone
