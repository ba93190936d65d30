#include "undertone/pigment/colorant.hpp"

#include "colorant_record.hpp"
#include "fork_safe_mutex.hpp"
#include "join.hpp"
#include "stated_role.hpp"
#include "toml_record.hpp"
#include "undertone/base/data_file.hpp"
#include "undertone/base/error.hpp"
#include "undertone/pigment/color_index.hpp"
#include "undertone/pigment/mie.hpp"
#include "undertone/spectral/grid_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <numbers>
#include <tuple>

namespace undertone {

namespace {

constexpr std::string_view folder = "pigments/";
constexpr double reference_nm = 550; ///< where a wavelength law leaves the strength as it is
constexpr int reference_band = static_cast<int>((reference_nm - first_wavelength_nm) / wavelength_step_nm);

void check_density(double density_g_per_ml, const std::string& where) {
    if (!(density_g_per_ml > 0.5 && density_g_per_ml < 25))
        throw DomainError(where + "density_g_per_ml", fmt::format("{}", density_g_per_ml), "0.5 to 25 g/ml");
}

template <typename Value, std::size_t N>
Value value_named(const std::array<std::pair<std::string_view, Value>, N>& names, std::string_view wanted,
                  const std::string& what) {
    std::vector<std::string_view> known;
    for (const auto& [name, value] : names) {
        if (name == wanted) return value;
        known.push_back(name);
    }
    throw DomainError(what, fmt::format("\"{}\"", wanted), "one of " + detail::join(known));
}

void check(const Colorant& colorant, const std::vector<OpticalConstants>& constants, const ParticleSizes& sizes,
           double n_medium, int nodes) {
    const auto require = [](bool good, const char* name, double value, const char* allowed) {
        if (!good) throw DomainError(name, fmt::format("{}", value), allowed);
    };
    const double d = sizes.volume_median_diameter_nm, sd = sizes.geometric_sd;
    check_density(colorant.density_g_per_ml, "");
    require(d >= 5 && d <= 2e4, "volume_median_diameter_nm", d, "5 nm to 20 um");
    require(sd >= 1.01 && sd <= 4, "geometric_sd", sd, "1.01 to 4");
    require(n_medium >= 1 && n_medium <= 2, "n_medium", n_medium, "1 to 2");
    require(nodes >= 5 && nodes <= 10000, "nodes", nodes, "5 to 10000");
    double sum = 0;
    for (const auto& part : constants) sum += part.share;
    require(std::abs(sum - 1) < 1e-9, "constants.share", sum, "shares that sum to 1");
}

/// Constants of a table with columns n, k, or n_o, k_o, n_e, k_e for a uniaxial crystal, whose grains lie at random:
/// two of three axes see the ordinary index.
std::vector<OpticalConstants> read_constants(const std::string& path) {
    const Table table = grid_table(path);
    if (table.columns.size() == 3) return {{table.column("n"), table.column("k"), 1}};
    return {{table.column("n_o"), table.column("k_o"), 2.0 / 3.0}, {table.column("n_e"), table.column("k_e"), 1.0 / 3.0}};
}

/// Uncertainty of the absorption, and the wavelength law that replaces that of the optical constants where one is stated.
void read_absorption(const detail::TomlRecord& record, const toml::table& parameters, Colorant& colorant) {
    colorant.absorption_log_sd = record.number(parameters, "absorption_log_sd").value_or(0);
    colorant.absorption_exponent_sd = record.number(parameters, "absorption_exponent_sd").value_or(0);
    if (const auto exponent = record.number(parameters, "absorption_exponent"))
        colorant.mu_a_per_mm = colorant.mu_a_per_mm(reference_band) * (wavelengths_nm() / reference_nm).pow(*exponent);
}

ColorantRecord read_record(const std::string& id) {
    const std::string path = std::string(folder) + id;
    const detail::TomlRecord record(data_file(path + ".toml"), "data/" + path + ".toml");
    const toml::table* parameters = record.table(record.root(), "parameters");
    if (parameters == nullptr)
        record.fail(record.root(), "\"parameters\" is missing", "density and grain size stand there", "add [parameters]");
    record.refuse_unknown_keys(*parameters,
                               {"id", "name", "color_index", "role", "density_g_per_ml", "volume_median_diameter_nm",
                                "geometric_sd", "absorption_exponent", "absorption_exponent_sd", "absorption_log_sd"});
    ColorantRecord result;
    Colorant& colorant = result.colorant;
    colorant.id = record.required_text(*parameters, "id");
    colorant.name = record.required_text(*parameters, "name");
    colorant.color_index = record.required_text(*parameters, "color_index");
    if (colorant.id != id)
        record.fail(*parameters->get("id"), fmt::format("\"id\" is \"{}\", the file is called \"{}\"", colorant.id, id),
                    "inks find a colorant by its file's name", "make the two the same");
    colorant.role = stated_role(record, *parameters);
    colorant.density_g_per_ml = record.required_number(*parameters, "density_g_per_ml");
    for (const auto& source : record.required_array(record.root(), "source")) {
        if (!source.is_string())
            record.fail(source, "\"source\" holds something other than texts", "a source is a citation", "quote it");
        colorant.source += (colorant.source.empty() ? "" : "; ") + **source.as_string();
    }
    result.withdrawn = record.text(record.root(), "withdrawn").value_or("");
    result.constants = read_constants(path + ".csv");
    result.sizes = {record.required_number(*parameters, "volume_median_diameter_nm"),
                    record.required_number(*parameters, "geometric_sd")};
    set_mie_optics(colorant, result.constants, result.sizes);
    read_absorption(record, *parameters, colorant);
    return result;
}

/// Whether data/pigments/<id>.toml says so, without working out its optics.
bool is_withdrawn(const std::string& id) {
    const std::string path = std::string(folder) + id + ".toml";
    const detail::TomlRecord record(data_file(path), "data/" + path);
    return record.text(record.root(), "withdrawn").has_value();
}

} // namespace

ColorantRole colorant_role(std::string_view name, const std::string& what) {
    return value_named(colorant_roles, name, what);
}

OpticsOrigin optics_origin(std::string_view name, const std::string& what) {
    return value_named(optics_origins, name, what);
}

void Colorant::validate(const std::string& where) const {
    if (id.empty()) throw DomainError(where + "id", "empty", "a short name, by which inks call it");
    check_density(density_g_per_ml, where);
    const auto check_sd = [&](const char* field, double value) {
        if (!(value >= 0 && value <= 2)) throw DomainError(where + field, fmt::format("{}", value), "0 to 2");
    };
    check_sd("absorption_log_sd", absorption_log_sd);
    check_sd("absorption_exponent_sd", absorption_exponent_sd);
    const auto check_bands = [&](const char* field, const Bands& values, double low, double high, const char* allowed) {
        for (int band = 0; band < band_count; ++band)
            if (!(values(band) >= low && values(band) <= high))
                throw DomainError(fmt::format("{}{}[{}]", where, field, band), fmt::format("{}", values(band)), allowed);
    };
    constexpr double most_per_mm = 1e4; // a thousand times carbon black
    check_bands("mu_a_per_mm", mu_a_per_mm, 0, most_per_mm, "0 to 10000 1/mm per mg/ml");
    check_bands("mu_s_per_mm", mu_s_per_mm, 0, most_per_mm, "0 to 10000 1/mm per mg/ml");
    check_bands("g", g, -0.999, 0.999, "-0.999 to 0.999: the mean cosine of scattering");
}

bool Colorant::operator==(const Colorant& other) const {
    const auto plain = [](const Colorant& c) {
        return std::tie(c.id, c.name, c.color_index, c.density_g_per_ml, c.source, c.role, c.optics, c.absorption_log_sd,
                        c.absorption_exponent_sd);
    };
    return plain(*this) == plain(other) && (mu_a_per_mm == other.mu_a_per_mm).all() &&
           (mu_s_per_mm == other.mu_s_per_mm).all() && (g == other.g).all();
}

Colorant measured_colorant(Colorant values) {
    values.optics = OpticsOrigin::measured;
    values.validate();
    return values;
}

void set_mie_optics(Colorant& colorant, const std::vector<OpticalConstants>& constants, const ParticleSizes& sizes,
                    double n_medium, int nodes) {
    check(colorant, constants, sizes, n_medium, nodes);
    const Colorant optics = mie_optics(constants, colorant.density_g_per_ml, sizes, n_medium, nodes);
    colorant.mu_a_per_mm = optics.mu_a_per_mm;
    colorant.mu_s_per_mm = optics.mu_s_per_mm;
    colorant.g = optics.g;
    colorant.optics = OpticsOrigin::mie;
}

Colorant mie_optics(const std::vector<OpticalConstants>& constants, double density_g_per_ml, const ParticleSizes& sizes,
                    double n_medium, int nodes) {
    const Bands at_nm = wavelengths_nm();
    const double step = 8.0 / (nodes - 1);
    Bands absorbed = Bands::Zero(), scattered = Bands::Zero(), forward = Bands::Zero();
    double weights = 0;
    for (int node = 0; node < nodes; ++node) {
        const double z = -4 + node * step, weight = std::exp(-0.5 * z * z);
        const double diameter_nm = sizes.volume_median_diameter_nm * std::pow(sizes.geometric_sd, z);
        weights += weight;
        // Shadow over mass of a sphere, 3/(2 rho d), in m2/g.
        const double shadow = weight * 1.5e3 / (density_g_per_ml * diameter_nm);
        for (const auto& part : constants)
            for (int band = 0; band < band_count; ++band) {
                const double size_parameter = std::numbers::pi * diameter_nm * n_medium / at_nm(band);
                const MieEfficiencies q = mie(size_parameter, std::complex<double>(part.n(band), part.k(band)) / n_medium);
                absorbed(band) += part.share * shadow * (part.k(band) > 0 ? q.absorption() : 0.0);
                scattered(band) += part.share * shadow * q.scattering;
                forward(band) += part.share * shadow * q.scattering * q.asymmetry;
            }
    }
    Colorant colorant;
    colorant.mu_a_per_mm = absorbed / weights;
    colorant.mu_s_per_mm = scattered / weights;
    colorant.g = forward / scattered;
    return colorant;
}

Bands Colorant::mu_a_at(double z_strength, double z_exponent) const {
    for (const auto& [deviate, z] : {std::pair{"z_strength", z_strength}, {"z_exponent", z_exponent}})
        if (!(std::abs(z) <= 10)) throw DomainError(deviate, fmt::format("{:g}", z), "-10 to 10 standard deviations");
    return mu_a_per_mm * std::exp(absorption_log_sd * z_strength) *
           (wavelengths_nm() / reference_nm).pow(absorption_exponent_sd * z_exponent);
}

const std::vector<std::string>& recorded_colorant_ids() {
    static const std::vector<std::string> ids = [] {
        std::vector<std::string> found;
        for (std::string_view file : data_files(folder))
            if (file.ends_with(".csv")) found.emplace_back(file.substr(folder.size(), file.size() - folder.size() - 4));
        return found;
    }();
    return ids;
}

const std::vector<std::string>& colorant_ids() {
    static const std::vector<std::string> ids = [] {
        std::vector<std::string> found = recorded_colorant_ids();
        found.erase(std::remove_if(found.begin(), found.end(), is_withdrawn), found.end());
        return found;
    }();
    return ids;
}

const ColorantRecord* colorant_record(std::string_view id) {
    static ForkSafeMutex mutex;
    static std::map<std::string, ColorantRecord, std::less<>> known; // node-based: addresses stay good
    const std::lock_guard lock(mutex);
    if (const auto found = known.find(id); found != known.end()) return &found->second;
    const auto& ids = recorded_colorant_ids();
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) return nullptr;
    return &known.emplace(id, read_record(std::string(id))).first->second;
}

const ColorantRecord* shipped_record(const Colorant& colorant) {
    const ColorantRecord* record = colorant_record(colorant.id);
    return record != nullptr && record->colorant == colorant ? record : nullptr;
}

const Colorant& colorant(std::string_view id) {
    const ColorIndexEntry* entry = find_color_index(id);
    const ColorantRecord* record = colorant_record(entry != nullptr && !entry->colorant.empty() ? entry->colorant : id);
    const std::string others = "one of " + detail::join(colorant_ids());
    if (record == nullptr) throw DomainError("colorant", std::string(id), others);
    if (!record->withdrawn.empty())
        throw DomainError("colorant", std::string(id), others, "withdrawn: " + record->withdrawn);
    return record->colorant;
}

} // namespace undertone
