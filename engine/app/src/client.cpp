#include "undertone/app/client.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"
#include "undertone/io/read_measurements.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace undertone {

namespace {

namespace fs = std::filesystem;

/// A client is called after the folder, or after a file that is not just called "skin".
std::string name_of(const std::string& skin_file) {
    const fs::path path(skin_file);
    const bool in_folder = path.stem() == "skin" && path.parent_path().has_filename();
    return (in_folder ? path.parent_path().filename() : path.stem()).string();
}

Viewing viewing_of(const FileReadings& file) {
    return Viewing(file.conditions.scale.illuminant, file.conditions.scale.observer);
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

void fit(Client& client, const FileReadings& file, const std::string& site) {
    const Measurement& mean = file.repeated.mean;
    SkinFitOptions options;
    options.specular_included = file.conditions.scale.specular_included();
    options.site = site;
    options.band_noise = spread_of(file.repeated);
    if (mean.lab_only()) {
        client.skin_fit = fit_skin(*mean.lab, viewing_of(file), options);
    } else {
        const ResampledSpectrum spectrum = on_grid(mean);
        take(client.diagnostics, spectrum.diagnostics);
        client.skin_fit = fit_skin(spectrum.values, spectrum.coverage, options);
    }
    take(client.diagnostics, client.skin_fit.diagnostics);
    client.skin = client.skin_fit.skin;
    client.scale = file.conditions.scale;
    client.skin_readings = file.repeated.count;
    client.skin_spread_delta_e = file.repeated.spread_delta_e.value_or(0);
    client.skin_fit.readings = client.skin_readings;
    client.skin_fit.spread_delta_e = client.skin_spread_delta_e;
    client.skin_fit.reading_sd = options.band_noise;
    client.synthetic = client.synthetic || file.synthetic();
}

/// Bands outside the measurement carry the nearest measured value; the surface reflection is taken off.
ResampledSpectrum without_specular(const FileReadings& file, Diagnostics& diagnostics) {
    ResampledSpectrum spectrum = on_grid(file.repeated.mean);
    for (Diagnostic d : spectrum.diagnostics) {
        d.message = fmt::format("{}: {}", file.what, d.message);
        diagnostics.push_back(d);
    }
    spectrum.values -= file.surface();
    if ((spectrum.values <= 0).any())
        throw DomainError(
            file.what,
            fmt::format("{:.3f} after the surface reflection of {:.3f} is taken off", spectrum.values.minCoeff(),
                        file.surface()),
            "more than 0",
            "a reading so dark was taken without the surface reflection: state its geometry (8/d SCE or 45/0)");
    return spectrum;
}

void aim_at_fringe(Client& client, const FileReadings& file) {
    client.synthetic = client.synthetic || file.synthetic();
    const Measurement& mean = file.repeated.mean;
    client.target_basis = fmt::format("{} fringe ({} reading{})", file.synthetic() ? "synthetic" : "measured",
                                      file.repeated.count, file.repeated.count == 1 ? "" : "s");
    if (!mean.lab_only()) {
        client.target = without_specular(file, client.diagnostics).values;
        return;
    }
    // A fringe is hair in this very skin, so the spectrum behind its Lab is sought among such fringes.
    const FringeFit fitted = fringe_from_lab(client.skin, *mean.lab, viewing_of(file), client.stubble, file.surface());
    client.target = fitted.reflectance;
    client.diagnostics.push_back({Severity::warning, "lab_only",
                                  fmt::format("fringe: Lab only; its spectrum is inferred among shaved hairs in this skin "
                                              "(delta E {:.2f} left); spectral checks are off",
                                              fitted.delta_e_2000)});
}

void aim_at_strand(Client& client, const FileReadings& file) {
    client.synthetic = client.synthetic || file.synthetic();
    const Measurement& mean = file.repeated.mean;
    StrandFit fitted;
    if (mean.lab_only()) {
        fitted = fit_strand(*mean.lab, viewing_of(file));
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

void aim_at_words(Client& client, const std::string& hair_color) {
    client.target = fringe_reflectance(client.skin, melanin_of(hair_color), client.stubble);
    client.target_basis = fmt::format("computed for {} hair, {:.0f} per cm2 of {:.3f} mm", hair_color,
                                      client.stubble.density_per_cm2, client.stubble.shaft_diameter_mm);
    client.synthetic = true;
    client.diagnostics.push_back(
        {Severity::warning, "target_computed", "no hair was measured: the target is a typical one for the word given"});
}

/// A client's files as read, before anything is settled.
struct ReadFiles {
    FileReadings skin;
    std::optional<FileReadings> fringe, strand;
    Diagnostics diagnostics;
};

ReadFiles read_files(const ClientFiles& files) {
    ReadFiles read;
    read.skin = read_file(files.skin, "skin", geometry_given(files.instrument), read.diagnostics);
    const std::string& alike = read.skin.repeated.mean.geometry;
    if (!files.fringe.empty()) read.fringe = read_file(files.fringe, "fringe", alike, read.diagnostics);
    if (!files.strand.empty()) {
        read.strand = read_file(files.strand, "strand", alike, read.diagnostics);
        read.strand->needs_geometry = false;
    }
    return read;
}

/// The client, with one assumption taken the other way where `other` says so.
Client settled_client(ReadFiles read, const ClientFiles& files, std::optional<Assumption> other) {
    Client client;
    client.name = name_of(files.skin);
    client.stubble = files.stubble;
    client.instrument = files.instrument;
    client.sessions_file = files.sessions;
    client.diagnostics = read.diagnostics;
    std::vector<FileReadings*> all{&read.skin};
    if (read.fringe) all.push_back(&*read.fringe);
    if (read.strand) all.push_back(&*read.strand);
    settle_conditions(all, files.instrument, {}, other, client.diagnostics);
    fit(client, read.skin, files.site);
    if (read.fringe) aim_at_fringe(client, *read.fringe);
    if (read.strand) aim_at_strand(client, *read.strand);
    if (!files.hair_color.empty()) aim_at_words(client, files.hair_color);
    if (other) return client;

    for (const Assumption one : {Assumption::geometry, Assumption::viewing}) {
        std::string whats;
        for (const FileReadings* file : all) {
            const bool open = one == Assumption::geometry
                                  ? file->needs_geometry && file->conditions.geometry == Known::assumed
                                  : file->repeated.mean.lab_only() && file->conditions.viewing == Known::assumed;
            if (open) whats += (whats.empty() ? "" : " and ") + file->what;
        }
        if (whats.empty()) continue;
        OpenAssumption open = one == Assumption::geometry
                                  ? OpenAssumption{"geometry of " + whats, "8/d SCI", "8/d SCE or 45/0", nullptr}
                                  : OpenAssumption{"illuminant of " + whats, "D50", "D65", nullptr};
        try {
            open.otherwise = std::make_shared<const Client>(settled_client(read, files, one));
        } catch (const DomainError&) { // such readings cannot be of skin and hair: there is no other client
        }
        client.assumptions.push_back(std::move(open));
    }
    return client;
}

} // namespace

ClientFiles client_folder(const std::string& folder) {
    std::error_code failure; // a name too long, a folder that may not be entered
    if (!fs::exists(folder, failure) && failure)
        throw DataError(folder.substr(0, 200), {}, "cannot be looked into (" + failure.message() + ")",
                        "a client's folder holds skin.csv", "give the path of a folder that exists and may be read");
    if (fs::is_regular_file(folder, failure))
        throw DataError(folder, {}, "this is a file", "a client is a folder that holds skin.csv and fringe.csv",
                        "give the folder, or name files with --skin and --fringe");
    // A folder may come from elsewhere: a link in it leads nowhere but within.
    const auto file = [&](const char* name) -> std::string {
        try {
            return file_in_folder(folder, name).value_or("");
        } catch (const DomainError& error) {
            throw DataError((fs::path(folder) / name).string(), {}, "the client's folder has " + error.value,
                            "a folder that came from elsewhere could show any file of this computer",
                            "put the file itself there, or name it with --skin, --fringe, --strand or --sessions");
        }
    };
    ClientFiles files;
    files.skin = file("skin.csv");
    if (files.skin.empty())
        throw DataError((fs::path(folder) / "skin.csv").string(), {}, "no such file",
                        "a client's folder holds the skin readings in skin.csv", "add it, or name the file with --skin");
    files.fringe = file("fringe.csv");
    if (files.fringe.empty()) files.strand = file("strand.csv");
    files.sessions = file("sessions.toml");
    return files;
}

SpotReading spot_of(const FileReadings& file, Diagnostics& diagnostics) {
    SpotReading spot;
    spot.scale = file.conditions.scale;
    spot.readings = file.repeated.count;
    spot.spread_delta_e = file.repeated.spread_delta_e.value_or(0);
    if (file.repeated.mean.lab_only()) {
        spot.lab = file.repeated.mean.lab;
    } else {
        const ResampledSpectrum spectrum = without_specular(file, diagnostics);
        spot.reflectance = spectrum.values;
        spot.coverage = spectrum.coverage;
    }
    return spot;
}

SpotReading read_spot_file(const std::string& path, const char* what, const InstrumentOptions& instrument,
                           const ReadingScale* inherit, Diagnostics& diagnostics) {
    const std::string given = geometry_given(instrument);
    FileReadings file = read_file(path, what, given.empty() && inherit != nullptr ? inherit->geometry : given, diagnostics);
    settle_conditions({&file}, instrument, inherit != nullptr ? std::optional(*inherit) : std::nullopt, {}, diagnostics);
    return spot_of(file, diagnostics);
}

Client read_skin(const std::string& skin_file, const std::string& site, const InstrumentOptions& instrument) {
    ClientFiles files;
    files.skin = skin_file;
    files.site = site;
    files.instrument = instrument;
    return settled_client(read_files(files), files, {});
}

Client read_client(const ClientFiles& files) {
    const int targets = int(!files.fringe.empty()) + int(!files.strand.empty()) + int(!files.hair_color.empty());
    if (targets != 1)
        throw DomainError("target", targets == 0 ? "missing" : "given more than once",
                          "exactly one of a fringe file, a strand file and a hair colour",
                          "measure the shaved fringe where there is one: it is the colour to match");
    return settled_client(read_files(files), files, {});
}

} // namespace undertone
