#include "undertone/colorimetry/viewing.hpp"

#include "undertone/base/error.hpp"
#include "undertone/spectral/grid_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <utility>

namespace undertone {

namespace {

using Entry = std::pair<const char*, const char*>; // name, table

constexpr std::array<Entry, 10> illuminant_tables = {{{"A", "illuminants/a.csv"},
                                                      {"D50", "illuminants/d50.csv"},
                                                      {"D65", "illuminants/d65.csv"},
                                                      {"F2", "illuminants/f2.csv"},
                                                      {"F11", "illuminants/f11.csv"},
                                                      {"LED-B1", "illuminants/led_b1.csv"},
                                                      {"LED-B2", "illuminants/led_b2.csv"},
                                                      {"LED-B3", "illuminants/led_b3.csv"},
                                                      {"LED-B4", "illuminants/led_b4.csv"},
                                                      {"LED-B5", "illuminants/led_b5.csv"}}};
constexpr std::array<Entry, 2> observer_tables = {
    {{"1931_2deg", "observers/cie_1931_2deg.csv"}, {"1964_10deg", "observers/cie_1964_10deg.csv"}}};

template <std::size_t N>
std::string names(const std::array<Entry, N>& entries) {
    std::string list;
    for (const auto& [name, path] : entries) list += (list.empty() ? "" : ", ") + std::string(name);
    return list;
}

std::array<Illuminant, illuminant_tables.size()> load_illuminants() {
    std::array<Illuminant, illuminant_tables.size()> all;
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = {illuminant_tables[i].first, grid_table(illuminant_tables[i].second).column("power")};
    return all;
}

std::array<Observer, observer_tables.size()> load_observers() {
    std::array<Observer, observer_tables.size()> all;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Table table = grid_table(observer_tables[i].second);
        all[i].name = observer_tables[i].first;
        all[i].color_matching << table.column("x_bar"), table.column("y_bar"), table.column("z_bar");
    }
    return all;
}

} // namespace

const Illuminant& illuminant(std::string_view name) {
    static const auto all = load_illuminants();
    const auto same = [](char a, char b) {
        return std::toupper(static_cast<unsigned char>(a)) == std::toupper(static_cast<unsigned char>(b));
    };
    for (const auto& one : all)
        if (std::equal(one.name.begin(), one.name.end(), name.begin(), name.end(), same)) return one;
    throw DomainError("illuminant", fmt::format("\"{}\"", name), names(illuminant_tables),
                      "or give the light's own spectral power");
}

std::vector<std::string> illuminant_names() {
    std::vector<std::string> list;
    for (const auto& [name, path] : illuminant_tables) list.emplace_back(name);
    return list;
}

std::string illuminant_text(std::string_view name) {
    const char* kind = name.substr(0, 3) == "LED" ? "LED light"
                       : name.front() == 'D'      ? "daylight"
                       : name.front() == 'F'      ? "fluorescent light"
                                                  : "lamplight";
    return fmt::format("{} ({})", kind, name);
}

const Observer& observer(std::string_view name) {
    static const auto all = load_observers();
    for (const auto& one : all)
        if (one.name == name) return one;
    throw DomainError("observer", fmt::format("\"{}\"", name), names(observer_tables));
}

std::vector<std::string> observer_names() {
    std::vector<std::string> list;
    for (const auto& [name, path] : observer_tables) list.emplace_back(name);
    return list;
}

Viewing::Viewing(const Illuminant& light, const Observer& eye) : illuminant_name_(light.name), observer_name_(eye.name) {
    for (int band = 0; band < band_count; ++band)
        if (!(std::isfinite(light.power[band]) && light.power[band] >= 0))
            throw DomainError(fmt::format("power of illuminant \"{}\" at {:g} nm", light.name, wavelengths_nm()[band]),
                              fmt::format("{}", light.power[band]), "finite numbers, 0 or more",
                              "check the lamp's measurement");
    if (!eye.color_matching.isFinite().all())
        throw DomainError(fmt::format("colour-matching functions of observer \"{}\"", eye.name), "not finite",
                          "finite numbers");
    const Eigen::Array<double, band_count, 3> stimulus = eye.color_matching.colwise() * light.power;
    const double luminance = stimulus.col(1).sum();
    if (!(std::isfinite(luminance) && luminance > 0))
        throw DomainError(fmt::format("luminance of illuminant \"{}\"", light.name), fmt::format("{}", luminance),
                          "above 0 and finite", "a light that nobody can see gives no colour");
    weights_ = (stimulus * (100.0 / luminance)).matrix().transpose();
    const Eigen::Vector3d white = weights_.rowwise().sum();
    white_ = {white[0], white[1], white[2]};
}

XYZ Viewing::xyz(const Bands& reflectance) const {
    const Eigen::Vector3d sum = weights_ * reflectance.matrix();
    return {sum[0], sum[1], sum[2]};
}

} // namespace undertone
