#include "undertone/app/client.hpp"

#include "undertone/base/error.hpp"
#include "undertone/io/read_measurements.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace undertone {

namespace {

namespace fs = std::filesystem;

struct Reading {
    RepeatedMeasurement repeated;
    bool specular_included = true;
    bool synthetic = false;
};

Reading read_spot(const std::string& path, const char* what, Diagnostics& diagnostics) {
    Reading reading;
    OneGeometry chosen = readings_of_one_geometry(read_measurements(path));
    reading.repeated = average_readings(chosen.readings);
    Measurement& mean = reading.repeated.mean;
    mean.diagnostics.insert(mean.diagnostics.begin(), chosen.diagnostics.begin(), chosen.diagnostics.end());
    for (Diagnostic d : mean.diagnostics) {
        d.message = fmt::format("{}: {}", what, d.message);
        diagnostics.push_back(d);
    }
    if (mean.geometry.empty())
        diagnostics.push_back(
            {Severity::warning, "geometry_assumed",
             fmt::format(
                 "{}: the file does not name the instrument's geometry; 8/d SCI (surface reflection included) is assumed",
                 what)});
    reading.specular_included = mean.geometry.empty() || mean.geometry.find("SCI") != std::string::npos;
    const auto synthetic = mean.metadata.find("synthetic");
    reading.synthetic = synthetic != mean.metadata.end() && synthetic->second == "true";
    return reading;
}

/// A client is called after the folder, or after a file that is not just called "skin".
std::string name_of(const std::string& skin_file) {
    const fs::path path(skin_file);
    const bool in_folder = path.stem() == "skin" && path.parent_path().has_filename();
    return (in_folder ? path.parent_path().filename() : path.stem()).string();
}

Viewing viewing_of(const Measurement& measurement) {
    return Viewing(measurement.illuminant.empty() ? "D50" : measurement.illuminant,
                   measurement.observer.empty() ? "1931_2deg" : measurement.observer);
}

void take(Diagnostics& into, const Diagnostics& from) { into.insert(into.end(), from.begin(), from.end()); }

/// Standard deviation of repeated readings on the engine's grid; 0 where there is none.
Bands spread_of(const RepeatedMeasurement& repeated) {
    Bands spread = Bands::Zero();
    const std::vector<double>&at_nm = repeated.mean.wavelengths_nm, &sd = repeated.reflectance_sd;
    if (sd.size() != at_nm.size() || sd.empty()) return spread;
    std::size_t after = 0;
    for (int band = 0; band < band_count; ++band) {
        const double nm = first_wavelength_nm + wavelength_step_nm * band;
        while (after < at_nm.size() && at_nm[after] < nm) ++after;
        if (after == at_nm.size()) break;
        if (at_nm[after] == nm)
            spread(band) = sd[after];
        else if (after > 0)
            spread(band) =
                sd[after - 1] + (sd[after] - sd[after - 1]) * (nm - at_nm[after - 1]) / (at_nm[after] - at_nm[after - 1]);
    }
    return spread;
}

void fit(Client& client, const std::string& path, const std::string& site) {
    const Reading reading = read_spot(path, "skin", client.diagnostics);
    const Measurement& mean = reading.repeated.mean;
    SkinFitOptions options;
    options.specular_included = reading.specular_included;
    options.site = site;
    options.band_noise = spread_of(reading.repeated);
    if (mean.lab_only()) {
        client.skin_fit = fit_skin(*mean.lab, viewing_of(mean), options);
    } else {
        const ResampledSpectrum spectrum = on_grid(mean);
        take(client.diagnostics, spectrum.diagnostics);
        client.skin_fit = fit_skin(spectrum.values, spectrum.coverage, options);
    }
    take(client.diagnostics, client.skin_fit.diagnostics);
    client.skin = client.skin_fit.skin;
    client.skin_readings = reading.repeated.count;
    client.skin_spread_delta_e = reading.repeated.spread_delta_e.value_or(0);
    client.skin_fit.readings = client.skin_readings;
    client.skin_fit.spread_delta_e = client.skin_spread_delta_e;
    client.skin_fit.reading_sd = options.band_noise;
    client.synthetic = client.synthetic || reading.synthetic;
}

/// Bands outside the measurement carry the nearest measured value; the surface reflection is taken off.
ResampledSpectrum without_specular(const Reading& reading, const char* what, Diagnostics& diagnostics) {
    ResampledSpectrum spectrum = on_grid(reading.repeated.mean);
    for (Diagnostic d : spectrum.diagnostics) {
        d.message = fmt::format("{}: {}", what, d.message);
        diagnostics.push_back(d);
    }
    spectrum.values -= reading.specular_included ? specular_reflectance(skin_refractive_index()) : 0.0;
    if ((spectrum.values <= 0).any())
        throw DomainError(
            what,
            fmt::format("{:.3f} after the surface reflection of {:.3f} is taken off", spectrum.values.minCoeff(),
                        specular_reflectance(skin_refractive_index())),
            "more than 0",
            "a reading so dark was taken without the surface reflection: state its geometry (8/d SCE or 45/0)");
    return spectrum;
}

void aim_at_fringe(Client& client, const std::string& path) {
    const Reading reading = read_spot(path, "fringe", client.diagnostics);
    client.synthetic = client.synthetic || reading.synthetic;
    const Measurement& mean = reading.repeated.mean;
    client.target_basis = fmt::format("{} fringe ({} reading{})", reading.synthetic ? "synthetic" : "measured",
                                      reading.repeated.count, reading.repeated.count == 1 ? "" : "s");
    if (!mean.lab_only()) {
        client.target = without_specular(reading, "fringe", client.diagnostics).values;
        return;
    }
    // A fringe is hair in this very skin, so the spectrum behind its Lab is sought among such fringes.
    const Viewing viewing = viewing_of(mean);
    const double surface = reading.specular_included ? specular_reflectance(skin_refractive_index()) : 0.0;
    const FringeFit fitted = fringe_from_lab(client.skin, *mean.lab, viewing, client.stubble, surface);
    client.target = fitted.reflectance;
    client.diagnostics.push_back({Severity::warning, "lab_only",
                                  fmt::format("fringe: Lab only; its spectrum is inferred among shaved hairs in this skin "
                                              "(delta E {:.2f} left); spectral checks are off",
                                              fitted.delta_e_2000)});
}

void aim_at_strand(Client& client, const std::string& path) {
    const Reading reading = read_spot(path, "strand", client.diagnostics);
    client.synthetic = client.synthetic || reading.synthetic;
    const Measurement& mean = reading.repeated.mean;
    StrandFit fitted;
    if (mean.lab_only()) {
        fitted = fit_strand(*mean.lab, viewing_of(mean));
    } else { // a strand's gloss is part of the model of a strand, so nothing is taken off
        const ResampledSpectrum spectrum = on_grid(mean);
        take(client.diagnostics, spectrum.diagnostics);
        fitted = fit_strand(spectrum.values, spectrum.coverage);
    }
    for (Diagnostic d : fitted.diagnostics) {
        d.message = "strand: " + d.message;
        client.diagnostics.push_back(d);
    }
    client.target = fringe_reflectance(client.skin, fitted.melanin, client.stubble);
    const Eigen::Vector2d error = fitted.standard_error();
    client.target_basis =
        fmt::format("computed from a strand: eumelanin {:.1f} +- {:.1f}, pheomelanin {:.1f} +- {:.1f} mg/ml, "
                    "{:.0f} hairs per cm2 of {:.3f} mm",
                    fitted.melanin.eumelanin_mg_per_ml, error(0), fitted.melanin.pheomelanin_mg_per_ml, error(1),
                    client.stubble.density_per_cm2, client.stubble.shaft_diameter_mm);
}

} // namespace

ClientFiles client_folder(const std::string& folder) {
    ClientFiles files;
    const fs::path root(folder);
    if (fs::is_regular_file(root))
        throw DataError(folder, {}, "this is a file", "a client is a folder that holds skin.csv and fringe.csv",
                        "give the folder, or name files with --skin and --fringe");
    files.skin = (root / "skin.csv").string();
    if (!fs::exists(files.skin))
        throw DataError(files.skin, {}, "no such file", "a client's folder holds the skin readings in skin.csv",
                        "add it, or name the file with --skin");
    if (fs::exists(root / "fringe.csv"))
        files.fringe = (root / "fringe.csv").string();
    else if (fs::exists(root / "strand.csv"))
        files.strand = (root / "strand.csv").string();
    return files;
}

SpotReading read_spot_file(const std::string& path, const char* what, Diagnostics& diagnostics) {
    const Reading reading = read_spot(path, what, diagnostics);
    const Measurement& mean = reading.repeated.mean;
    SpotReading spot;
    spot.readings = reading.repeated.count;
    spot.spread_delta_e = reading.repeated.spread_delta_e.value_or(0);
    if (mean.lab_only()) {
        const Viewing viewing = viewing_of(mean);
        spot.lab = mean.lab;
        spot.illuminant = viewing.illuminant_name();
        spot.observer = viewing.observer_name();
        spot.surface = reading.specular_included ? specular_reflectance(skin_refractive_index()) : 0.0;
    } else {
        const ResampledSpectrum spectrum = without_specular(reading, what, diagnostics);
        spot.reflectance = spectrum.values;
        spot.coverage = spectrum.coverage;
    }
    return spot;
}

Client read_skin(const std::string& skin_file, const std::string& site) {
    Client client;
    client.name = name_of(skin_file);
    fit(client, skin_file, site);
    return client;
}

Client read_client(const ClientFiles& files) {
    const int targets = int(!files.fringe.empty()) + int(!files.strand.empty()) + int(!files.hair_color.empty());
    if (targets != 1)
        throw DomainError("target", targets == 0 ? "missing" : "given more than once",
                          "exactly one of a fringe file, a strand file and a hair colour",
                          "measure the shaved fringe where there is one: it is the colour to match");
    Client client;
    client.name = name_of(files.skin);
    client.stubble = files.stubble;
    fit(client, files.skin, files.site);
    if (!files.fringe.empty()) {
        aim_at_fringe(client, files.fringe);
    } else if (!files.strand.empty()) {
        aim_at_strand(client, files.strand);
    } else {
        client.target = fringe_reflectance(client.skin, melanin_of(files.hair_color), files.stubble);
        client.target_basis = fmt::format("computed for {} hair, {:.0f} per cm2 of {:.3f} mm", files.hair_color,
                                          files.stubble.density_per_cm2, files.stubble.shaft_diameter_mm);
        client.synthetic = true;
        client.diagnostics.push_back(
            {Severity::warning, "target_computed", "no hair was measured: the target is a typical one for the word given"});
    }
    return client;
}

} // namespace undertone
