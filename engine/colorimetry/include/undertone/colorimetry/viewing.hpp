#pragma once
// An illuminant seen by an observer: turns reflectance into XYZ and Lab.

#include "undertone/colorimetry/color.hpp"
#include "undertone/spectral/grid.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace undertone {

struct Illuminant {
    std::string name;
    Bands power = Bands::Zero(); ///< relative spectral power on the grid
};

struct Observer {
    std::string name;
    Eigen::Array<double, band_count, 3> color_matching = Eigen::Array<double, band_count, 3>::Zero();
};

/// "A", "D50", "D65", "F2", "F11", "LED-B1" ... "LED-B5". Throws DomainError listing the names it knows.
const Illuminant& illuminant(std::string_view name);
std::vector<std::string> illuminant_names();
/// "daylight (D65)", "lamplight (A)", "fluorescent light (F11)", "LED light (LED-B1)".
std::string illuminant_text(std::string_view name);

/// "1931_2deg" or "1964_10deg".
const Observer& observer(std::string_view name);
std::vector<std::string> observer_names();

/// Sums over the 5 nm bands, 380-780 nm (CIE 015:2018), scaled so that the perfect diffuser has Y = 100.
class Viewing {
public:
    /// Throws DomainError where the power is negative or not finite, or gives no luminance at all.
    explicit Viewing(const Illuminant& light, const Observer& eye = observer("1931_2deg"));
    explicit Viewing(std::string_view illuminant_name, std::string_view observer_name = "1931_2deg")
        : Viewing(illuminant(illuminant_name), observer(observer_name)) {}

    XYZ xyz(const Bands& reflectance) const;
    Lab lab(const Bands& reflectance) const { return lab_from_xyz(xyz(reflectance), white_); }
    const XYZ& white() const { return white_; }
    const std::string& illuminant_name() const { return illuminant_name_; }
    const std::string& observer_name() const { return observer_name_; }
    /// 3 x 81: XYZ = weights * reflectance.
    const Eigen::Matrix<double, 3, band_count>& weights() const { return weights_; }

private:
    std::string illuminant_name_, observer_name_;
    Eigen::Matrix<double, 3, band_count> weights_;
    XYZ white_;
};

} // namespace undertone
