#pragma once
// The parameters of skin: what differs between people, and which of it a fit and learning may move, within which bounds.
//
// A new parameter is a field here with its line in `skin_fields`, and its effect in fill_skin_layers (src/skin/skin.cpp). A row in
// data/tissue/skin_parameters.csv then makes it one that is fitted and learnt.

#include "undertone/base/table.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace undertone {

/// What differs between people; everything else is fixed in data/tissue with its source. The values here are those of a typical skin:
/// the medians of the priors in data/tissue/skin_parameters, which a test holds them to.
struct SkinParameters {
    double melanosome_fraction = 0.03;    ///< volume fraction of melanosomes in the epidermis
    double pheomelanin_fraction = 0.26;   ///< pheomelanin's share of the melanin's mass; not fitted: the same in all people
    double blood_fraction = 0.01;         ///< volume fraction of blood in the papillary dermis
    double deep_blood_fraction = 0.01;    ///< the same in the upper plexus and the reticular dermis
    double oxygen_saturation = 0.6;       ///< of venous blood; the papillary loops hold half arterial blood
    double scattering_a_per_mm = 4.6;     ///< mu_s_prime at 500 nm
    double scattering_b = 1.42;           ///< mu_s_prime falls with this power of the wavelength
    double carotene_mg_per_l = 0.3;       ///< carotenoids: lycopene and beta-carotene in the proportion of skin
    double epidermis_thickness_mm = 0.08; ///< not fitted: reflectance does not separate it from the melanosome fraction

    /// Throws DomainError naming the field, its value and its physical range.
    void validate() const;
};

/// One field of SkinParameters, with its unit and its physical range.
struct SkinField {
    const char *id, *unit;
    double low, high;
    double SkinParameters::*value;
};

inline constexpr std::array skin_fields{
    SkinField{"melanosome_fraction", "1", 0, 1, &SkinParameters::melanosome_fraction},
    SkinField{"pheomelanin_fraction", "1", 0, 1, &SkinParameters::pheomelanin_fraction},
    SkinField{"blood_fraction", "1", 0, 1, &SkinParameters::blood_fraction},
    SkinField{"deep_blood_fraction", "1", 0, 1, &SkinParameters::deep_blood_fraction},
    SkinField{"oxygen_saturation", "1", 0, 1, &SkinParameters::oxygen_saturation},
    SkinField{"scattering_a_per_mm", "1/mm", 0.01, 100, &SkinParameters::scattering_a_per_mm},
    SkinField{"scattering_b", "1", -4, 4, &SkinParameters::scattering_b},
    SkinField{"carotene_mg_per_l", "mg/l", 0, 1000, &SkinParameters::carotene_mg_per_l},
    SkinField{"epidermis_thickness_mm", "mm", 0.005, 2, &SkinParameters::epidermis_thickness_mm}};

/// A parameter that a fit may move. Its coordinate is its natural logarithm where `logarithmic`, else the value itself.
struct FreeSkinParameter {
    SkinField field;
    bool logarithmic = false;
    double lower = 0, upper = 1, prior_mean = 0; ///< in the parameter's unit; the prior's median where logarithmic
    double prior_sd = 1;                         ///< of the coordinate

    double coordinate(double value) const;
    double value(double coordinate) const;
};

/// The parameters that a fit moves, as the axes of its search.
class SkinSpace {
public:
    /// From rows known by `id`, a name in `skin_fields`, with the columns of data/tissue/skin_parameters.csv. The axes have the
    /// order of `skin_fields`. Throws DomainError: an unknown parameter, bounds that are not in order or not physical, a prior
    /// outside them.
    explicit SkinSpace(const Table& priors);

    /// data/tissue/skin_parameters.csv.
    static const SkinSpace& shipped();

    Eigen::Index size() const { return static_cast<Eigen::Index>(free_.size()); }
    const FreeSkinParameter& operator[](Eigen::Index axis) const { return free_[static_cast<std::size_t>(axis)]; }
    std::vector<std::string> names() const;
    /// Nothing where this parameter is not free.
    std::optional<Eigen::Index> axis(std::string_view id) const;

    Eigen::VectorXd lower() const; ///< coordinates, as all that follow
    Eigen::VectorXd upper() const;
    Eigen::VectorXd prior_mean() const;
    Eigen::VectorXd prior_sd() const;

    /// Values of the parameters to coordinates; throws DomainError for another number of them.
    Eigen::VectorXd coordinates(const Eigen::VectorXd& values) const;
    Eigen::VectorXd values(const Eigen::VectorXd& coordinates) const;
    /// d value / d coordinate.
    Eigen::VectorXd slope(const Eigen::VectorXd& coordinates) const;
    /// `fixed` with the free parameters at these coordinates.
    SkinParameters parameters(const Eigen::VectorXd& coordinates, SkinParameters fixed = {}) const;

private:
    std::vector<FreeSkinParameter> free_;
};

} // namespace undertone
