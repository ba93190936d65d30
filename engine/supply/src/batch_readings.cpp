#include "batch_readings.hpp"

#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace undertone {

namespace {

/// Is one a hundred times the other, band by band? So do percent and fraction meet, and no two films.
bool hundredfold(const Bands& one, const Bands& other) {
    const Bands ratio = one / other;
    return (other > 0).all() && ratio.minCoeff() > 50 && ratio.maxCoeff() < 200;
}

[[noreturn]] void refuse_mixed_units(const std::string& which, const std::string& than) {
    throw DomainError(
        which, "about 100 times " + than + " in every band", "readings in one unit",
        "percent and fraction are mixed: state the unit in the file (\"# unit: percent\"), or export both alike");
}

Lab lab_mean(const std::vector<Lab>& labs) {
    Lab mean;
    const auto n = static_cast<double>(labs.size());
    for (const Lab& lab : labs) mean = {mean.l + lab.l / n, mean.a + lab.a / n, mean.b + lab.b / n};
    return mean;
}

void add_spectrum(BatchSide& side, const std::string& where, const Measurement& reading, const Viewing& viewing) {
    const ResampledSpectrum spectrum = on_grid(reading);
    if (spectrum.values.maxCoeff() > 2)
        throw DomainError(where, fmt::format("reflectance of {:.3g}", spectrum.values.maxCoeff()),
                          "fractions of a perfect white, up to 2",
                          "is it percent? State the unit in the file (\"# unit: percent\")");
    side.first_nm = std::max(side.first_nm, spectrum.coverage.first_nm);
    side.last_nm = std::min(side.last_nm, spectrum.coverage.last_nm);
    side.spectra.push_back(spectrum.values);
    side.labs.push_back(viewing.lab(spectrum.values));
}

void add_lab(BatchSide& side, const std::string& where, const Measurement& reading, const BatchCheckOptions& options) {
    if (reading.illuminant != options.illuminant || reading.observer != options.observer)
        throw DomainError(where, fmt::format("Lab for {}, {}", reading.illuminant, reading.observer),
                          fmt::format("Lab for {}, {}", options.illuminant, options.observer),
                          "Lab alone cannot be moved to another light: choose the illuminant and observer of the readings");
    side.labs.push_back(*reading.lab);
}

} // namespace

BatchSide batch_side(const std::string& name, std::span<const Measurement> readings, const BatchCheckOptions& options) {
    if (readings.empty()) throw DomainError(name, "no readings", "at least one");
    validate_all(readings, name);
    const OneGeometry chosen = readings_of_one_geometry(readings, options.geometry);
    if (!options.geometry.empty() && chosen.geometry != options.geometry)
        throw DomainError("geometry", options.geometry, chosen.geometry.empty() ? "not stated by " + name : chosen.geometry,
                          fmt::format("no reading of the {} has the geometry asked for", name));
    const Viewing viewing(options.illuminant, options.observer);
    BatchSide side;
    side.geometry = chosen.geometry;
    side.instrument = chosen.readings.front().instrument;
    side.diagnostics = chosen.diagnostics;
    for (std::size_t i = 0; i < chosen.readings.size(); ++i) {
        const std::string where = fmt::format("{}[{}]", name, i);
        if (chosen.readings[i].lab_only()) {
            add_lab(side, where, chosen.readings[i], options);
            continue;
        }
        add_spectrum(side, where, chosen.readings[i], viewing);
        const Bands &first = side.spectra.front(), &last = side.spectra.back();
        if (hundredfold(last, first)) refuse_mixed_units(where, name + "[0]");
        if (hundredfold(first, last)) refuse_mixed_units(name + "[0]", where);
        for (std::size_t k = 0; k + 1 < side.spectra.size(); ++k)
            if ((side.spectra[k] == last).all())
                throw DomainError(
                    where, "the very numbers of an earlier reading", "a reading of its own",
                    "no two readings agree to the last digit, and a copy would make the verdict surer than it is: "
                    "leave it out, or read the film again");
    }
    for (const Bands& one : side.spectra) side.mean += one / static_cast<double>(side.spectra.size());
    side.mean_lab = lab_mean(side.labs);
    return side;
}

void require_comparable(const BatchSide& master, const BatchSide& batch) {
    if (master.geometry != batch.geometry && !master.geometry.empty() && !batch.geometry.empty())
        throw DomainError(
            "batch", "read at " + batch.geometry, "read at " + master.geometry + ", as the master",
            "their difference would be the geometry's: read both alike, or name the --geometry that both files hold");
    if (master.lab_only() || batch.lab_only()) return;
    if (hundredfold(batch.mean, master.mean)) refuse_mixed_units("batch", "the master");
    if (hundredfold(master.mean, batch.mean)) refuse_mixed_units("master", "the batch");
    for (std::size_t i = 0; i < batch.spectra.size(); ++i)
        for (std::size_t k = 0; k < master.spectra.size(); ++k)
            if ((batch.spectra[i] == master.spectra[k]).all())
                throw DomainError(fmt::format("batch[{}]", i), fmt::format("the very numbers of master[{}]", k),
                                  "readings of the batch",
                                  "no two readings agree to the last digit: was the master's file given twice?");
}

} // namespace undertone
