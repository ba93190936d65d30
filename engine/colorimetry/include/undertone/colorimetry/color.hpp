#pragma once
// Colour values and the differences between them. Lab is CIE 1976 L*a*b*, relative to the viewing's own white.

#include <Eigen/Core>

namespace undertone {

struct XYZ {
    double x = 0, y = 0, z = 0; ///< Y = 100 for the perfect diffuser
};

struct Lab {
    double l = 0, a = 0, b = 0;
};

struct LCh {
    double l = 0, c = 0, h_deg = 0; ///< h in [0, 360)
};

Lab lab_from_xyz(const XYZ& xyz, const XYZ& white);
XYZ xyz_from_lab(const Lab& lab, const XYZ& white);
LCh lch_from_lab(const Lab& lab);

/// CIEDE2000 (ISO/CIE 11664-6:2014; Sharma, Wu and Dalal 2005), kL = kC = kH = 1.
double delta_e_2000(const Lab& lab_1, const Lab& lab_2);

/// The same for many pairs at once, row by row (columns L*, a*, b*): within 1e-11 of the scalar form, several times
/// faster. Throws DomainError where the numbers of rows differ.
Eigen::ArrayXd delta_e_2000_rows(const Eigen::ArrayX3d& labs_1, const Eigen::ArrayX3d& labs_2);

/// CIE 1976 colour difference.
double delta_e_1976(const Lab& lab_1, const Lab& lab_2);

/// Individual typology angle atan2(L* - 50, b*) in degrees (Chardon, Cretois and Hourseau 1991). Where b* < 0, as skin
/// never is, the angle runs on beyond +-90 instead of changing sign.
double ita_deg(const Lab& lab);

/// "very_light" > 55 > "light" > 41 > "intermediate" > 28 > "tan" > 10 > "brown" > -30 > "dark" (Del Bino and Bernerd 2013).
const char* ita_class(double ita_deg);

} // namespace undertone
