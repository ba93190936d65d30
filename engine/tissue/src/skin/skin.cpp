#include "undertone/tissue/skin.hpp"

#include "skin_model.hpp"
#include "undertone/base/error.hpp"
#include "undertone/spectral/grid_table.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace undertone {

namespace {

/// Rows of data/tissue/skin_layers.csv, from the surface down.
constexpr std::array<std::string_view, 4> layer_ids{"epidermis", "papillary_dermis", "upper_plexus", "reticular_dermis"};
constexpr int epidermis = 0, papillary_dermis = 1;

/// Everything fixed: tables of data/tissue, read once.
struct SkinModel {
    Bands oxy, deoxy, bilirubin, carotene, water, baseline, eumelanosome, pheomelanosome, ln_wavelength;
    Eigen::ArrayXd thickness_mm, vessel_radius_mm, arterial_share, water_fraction; ///< per layer
    double arterial_saturation, bilirubin_mg_per_l, anisotropy, refractive_index;

    SkinModel() {
        const Table constants = data_table("tissue/skin_model.csv"), layers = data_table("tissue/skin_layers.csv"),
                    blood = grid_table("tissue/hemoglobin.csv"), yellow = grid_table("tissue/bilirubin_carotene.csv"),
                    melanin = grid_table("tissue/melanin.csv");
        thickness_mm = layers.column("thickness_mm", layer_ids);
        vessel_radius_mm = layers.column("vessel_radius_mm", layer_ids);
        arterial_share = layers.column("arterial_share", layer_ids);
        water_fraction = layers.column("water_fraction", layer_ids);
        const auto constant = [&](std::string_view name) { return constants.column(name)(0); };
        oxy = blood.column("oxy_per_mm");
        deoxy = blood.column("deoxy_per_mm");
        bilirubin = yellow.column("bilirubin_per_mm_per_mg_per_l");
        carotene = yellow.column("carotene_per_mm_per_mg_per_l");
        water = grid_table("tissue/water.csv").column("mu_a_per_mm");
        const Bands relative = wavelengths_nm() / 500.0;
        ln_wavelength = relative.log();
        baseline = constant("baseline_scale") * 0.1 * (0.244 + 85.3 * (-(wavelengths_nm() - 154.0) / 66.2).exp());
        const double at_500 = constant("melanosome_per_mm_at_500nm");
        eumelanosome = at_500 * relative.pow(-constant("melanosome_exponent"));
        // Pheomelanin of the same mass: Sarna's two spectra carry the ratio, the melanosome the magnitude.
        constexpr int band_500 = 24;
        pheomelanosome = at_500 * melanin.column("pheomelanin_per_mm_per_mg_per_ml") /
                         melanin.column("eumelanin_per_mm_per_mg_per_ml")(band_500);
        arterial_saturation = constant("arterial_saturation");
        bilirubin_mg_per_l = constant("bilirubin_mg_per_l_of_blood");
        anisotropy = constant("anisotropy");
        refractive_index = constant("refractive_index");
    }
};

const SkinModel& skin_model() {
    static const SkinModel instance;
    return instance;
}

/// Blood in vessels absorbs less than the same blood spread evenly: light must get into the vessel first (Svaasand et al.
/// 1995; Verkruysse et al. 1997; van Veen et al. 2002).
double in_vessels(double mu_a_per_mm, double radius_mm) {
    const double x = 2 * mu_a_per_mm * radius_mm;
    return x < 1e-6 ? mu_a_per_mm : -std::expm1(-x) / (2 * radius_mm);
}

} // namespace

std::span<const int> all_bands() {
    static const auto bands = [] {
        std::array<int, band_count> index{};
        std::iota(index.begin(), index.end(), 0);
        return index;
    }();
    return bands;
}

LayerStack make_skin_stack(Eigen::Index wavelengths) {
    const Eigen::Index count = layer_ids.size();
    LayerStack layers;
    layers.thickness_mm = skin_model().thickness_mm;
    layers.mu_a_per_mm.resize(count, wavelengths);
    layers.mu_s_per_mm.resize(count, wavelengths);
    layers.g.setConstant(count, wavelengths, skin_model().anisotropy);
    layers.n = layers.n_below = skin_model().refractive_index;
    // The reticular dermis is taken as endless (data/tissue/skin_layers.toml).
    layers.thickness_mm(count - 1) = std::numeric_limits<double>::infinity();
    return layers;
}

void fill_skin_layers(const SkinParameters& p, std::span<const int> bands, LayerStack& layers, Eigen::Index first_column) {
    const SkinModel& m = skin_model();
    layers.thickness_mm(epidermis) = p.epidermis_thickness_mm;
    for (std::size_t i = 0; i < bands.size(); ++i) {
        const int band = bands[i];
        const Eigen::Index column = first_column + static_cast<Eigen::Index>(i);
        const double common = p.carotene_mg_per_l * m.carotene(band) + m.baseline(band);
        const double mu_s = p.scattering_a_per_mm * std::exp(-p.scattering_b * m.ln_wavelength(band)) / (1 - m.anisotropy);
        const double melanosome =
            m.eumelanosome(band) + p.pheomelanin_fraction * (m.pheomelanosome(band) - m.eumelanosome(band));
        for (Eigen::Index layer = 0; layer < layers.layer_count(); ++layer) {
            double mu_a = common + m.water_fraction(layer) * m.water(band);
            if (layer == epidermis)
                mu_a = p.melanosome_fraction * melanosome + (1 - p.melanosome_fraction) * mu_a;
            else {
                const double s =
                    p.oxygen_saturation + m.arterial_share(layer) * (m.arterial_saturation - p.oxygen_saturation);
                const double blood =
                    m.deoxy(band) + s * (m.oxy(band) - m.deoxy(band)) + m.bilirubin_mg_per_l * m.bilirubin(band);
                mu_a += (layer == papillary_dermis ? p.blood_fraction : p.deep_blood_fraction) *
                        in_vessels(blood, m.vessel_radius_mm(layer));
            }
            layers.mu_a_per_mm(layer, column) = mu_a;
            layers.mu_s_per_mm(layer, column) = mu_s;
        }
    }
}

Skin::Skin(const SkinParameters& parameters)
    : parameters_(parameters), layers_(make_skin_stack(band_count)), residual_ratio_(Bands::Ones()) {
    parameters.validate();
    fill_skin_layers(parameters, all_bands(), layers_, 0);
    bare_ = undertone::reflectance(layers_);
}

Skin::Skin(const SkinParameters& parameters, const Bands& measured) : Skin(parameters) {
    for (int band = 0; band < band_count; ++band)
        if (!(measured(band) > 0 && measured(band) < 1))
            throw DomainError(fmt::format("measured[{}]", band), fmt::format("{}", measured(band)),
                              "more than 0 and less than 1",
                              "give the reflectance as a fraction, with the surface reflection taken off");
    residual_ratio_ = measured / bare_;
    bare_ = measured;
}

Bands blood_mu_a_per_mm(double oxygen_saturation) {
    SkinParameters{.oxygen_saturation = oxygen_saturation}.validate();
    const SkinModel& m = skin_model();
    return m.deoxy + oxygen_saturation * (m.oxy - m.deoxy) + m.bilirubin_mg_per_l * m.bilirubin;
}

Bands melanosome_mu_a_per_mm(double pheomelanin_fraction) {
    SkinParameters{.pheomelanin_fraction = pheomelanin_fraction}.validate();
    return skin_model().eumelanosome + pheomelanin_fraction * (skin_model().pheomelanosome - skin_model().eumelanosome);
}

double skin_refractive_index() { return skin_model().refractive_index; }

} // namespace undertone
