#include "undertone/app/reading_conditions.hpp"

#include "undertone/base/error.hpp"
#include "undertone/io/instruments.hpp"
#include "undertone/io/read_measurements.hpp"
#include "undertone/io/reading_conditions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace undertone {

namespace {

/// Those called `name`, alone or with a number behind it.
std::vector<Measurement> readings_named(std::vector<Measurement> all, const std::string& name, const std::string& file) {
    std::vector<Measurement> some;
    std::string names;
    for (Measurement& one : all) {
        const std::string rest = one.name.starts_with(name) ? one.name.substr(name.size()) : "x";
        names += (names.empty() ? "" : ", ") + one.name;
        if (rest.find_first_not_of(" #_-.()0123456789") == std::string::npos &&
            (rest.empty() || !std::isdigit(static_cast<unsigned char>(rest[0]))))
            some.push_back(std::move(one));
    }
    if (some.empty())
        throw DataError(file, {}, fmt::format("no reading \"{}\"", name), "the film's colour is read there",
                        "use one of: " + (names.size() > 300 ? names.substr(0, 300) + " ..." : names));
    return some;
}

/// What the options come to; "" where they leave it open.
struct Given {
    std::string name, geometry, illuminant, observer;
};

Given given_by(const InstrumentOptions& options) {
    Given given;
    if (!options.instrument.empty()) {
        // An id of the table, or the name as instruments and people write it ("i1Pro 2").
        const InstrumentPreset* named = instrument_named(options.instrument);
        std::string id = options.instrument;
        std::transform(id.begin(), id.end(), id.begin(), [](unsigned char c) { return std::tolower(c); });
        const bool is_id = id.find('_') != std::string::npos || id == "unknown";
        const InstrumentPreset& preset = named != nullptr && !is_id ? *named : instrument_preset(id);
        if (preset.id != "unknown") given.name = preset.name;
        given.geometry = preset.geometry;
        given.illuminant = preset.illuminant;
        given.observer = preset.observer;
    }
    if (!options.geometry.empty()) given.geometry = geometry_from(options.geometry);
    if (!options.illuminant.empty()) given.illuminant = illuminant_from(options.illuminant);
    if (!options.observer.empty()) given.observer = observer_from(options.observer);
    return given;
}

/// A person's word against the file's. The light of a preset only fills in: an instrument can be set to show another.
void refuse_contradiction(const FileReadings& file, const char* what, const std::string& said, const std::string& stated,
                          const char* option) {
    if (said.empty() || stated.empty() || said == stated) return;
    throw DataError(file.path, {}, fmt::format("the file states {} {}, and {} was given", what, stated, said),
                    "colours read at one and taken for the other are wrong by several units of L*",
                    fmt::format("leave out --{}, or correct the file", option));
}

std::string joined(const std::vector<std::string>& whats) { return fmt::format("{}", fmt::join(whats, " and ")); }

/// The one value that all files state, or "" where none or several do.
template <class Of>
std::string common(const std::vector<FileReadings*>& files, const Of& of) {
    std::set<std::string> stated;
    for (const FileReadings* file : files)
        if (const std::string value = of(*file); !value.empty()) stated.insert(value);
    return stated.size() == 1 ? *stated.begin() : "";
}

/// A field of the mean as the file states it, as its instrument settles it, or "".
std::string stated(const FileReadings& file, const char* field, const std::string& value) {
    return file.repeated.mean.states(field) ? value : "";
}

std::string of_instrument(const FileReadings& file, const char* field, const std::string& value) {
    const auto found = file.repeated.mean.assumed.find(field);
    return found != file.repeated.mean.assumed.end() && found->second == "instrument" ? value : "";
}

std::string stated_geometry(const FileReadings& file) { return file.repeated.mean.geometry; } // an instrument has no other
std::string stated_illuminant(const FileReadings& file) { return stated(file, "illuminant", file.repeated.mean.illuminant); }
std::string stated_observer(const FileReadings& file) { return stated(file, "observer", file.repeated.mean.observer); }

/// Best first: what the file states, a person said, its instrument shows by default, other files state; "" where nobody does.
std::string settle(const std::string& stated, const std::string& said, const std::string& by_default,
                   const std::string& others, Known& known) {
    for (const auto& [value, from] : {std::pair{stated, Known::stated}, std::pair{said, Known::given},
                                      std::pair{by_default, Known::given}, std::pair{others, Known::inherited}})
        if (!value.empty()) {
            known = std::max(known, from);
            return value;
        }
    known = Known::assumed;
    return "";
}

} // namespace

std::string geometry_given(const InstrumentOptions& options) { return given_by(options).geometry; }

bool FileReadings::synthetic() const {
    const auto found = repeated.mean.metadata.find("synthetic");
    return found != repeated.mean.metadata.end() && found->second == "true";
}

FileReadings read_file(const std::string& path, const std::string& what, const std::string& preferred,
                       Diagnostics& diagnostics, const std::string& named) {
    std::vector<Measurement> read = read_measurements(path);
    if (!named.empty()) read = readings_named(std::move(read), named, path);
    const OneGeometry chosen = readings_of_one_geometry(read, preferred);
    FileReadings file{path, what, average_readings(chosen.readings), {}};
    Diagnostics found = chosen.diagnostics;
    found.insert(found.end(), file.repeated.mean.diagnostics.begin(), file.repeated.mean.diagnostics.end());
    for (Diagnostic d : found) {
        if (d.code == "viewing_assumed") continue; // settle_conditions says what was made of it
        d.message = fmt::format("{}: {}", what, d.message);
        diagnostics.push_back(d);
    }
    return file;
}

void settle_conditions(const std::vector<FileReadings*>& files, const InstrumentOptions& options,
                       const std::optional<ReadingScale>& inherit, std::optional<Assumption> other,
                       Diagnostics& diagnostics) {
    const Given given = given_by(options);
    std::string geometry_of_others = common(files, stated_geometry), light_of_others = common(files, stated_illuminant),
                eye_of_others = common(files, stated_observer);
    if (inherit && geometry_of_others.empty()) geometry_of_others = inherit->geometry;
    if (inherit && light_of_others.empty()) light_of_others = inherit->illuminant;
    if (inherit && eye_of_others.empty()) eye_of_others = inherit->observer;

    std::vector<std::string> geometry_inherited, geometry_assumed, viewing_inherited, viewing_assumed;
    std::set<std::string> geometries;
    for (FileReadings* file : files) {
        const Measurement& mean = file->repeated.mean;
        ReadingConditions& now = file->conditions;
        ReadingScale& scale = now.scale;
        scale.instrument = !mean.instrument.empty() ? mean.instrument
                           : !given.name.empty()    ? given.name
                           : inherit                ? inherit->instrument
                                                    : "";
        refuse_contradiction(*file, "geometry", given.geometry, stated_geometry(*file),
                             options.geometry.empty() ? "instrument" : "geometry");
        now.geometry = Known::stated;
        scale.geometry = settle(stated_geometry(*file), given.geometry, "", geometry_of_others, now.geometry);
        if (scale.geometry.empty()) scale.geometry = other == Assumption::geometry ? "8/d SCE" : "8/d SCI";
        if (file->needs_geometry) geometries.insert(scale.geometry);
        if (now.geometry == Known::inherited && file->needs_geometry) geometry_inherited.push_back(file->what);
        if (now.geometry == Known::assumed && file->needs_geometry) geometry_assumed.push_back(file->what);

        if (mean.lab_only()) {
            refuse_contradiction(*file, "illuminant", options.illuminant.empty() ? "" : given.illuminant,
                                 stated_illuminant(*file), "illuminant");
            refuse_contradiction(*file, "observer", options.observer.empty() ? "" : given.observer, stated_observer(*file),
                                 "observer");
        }
        // What a spectrum's instrument shows may be set freely, so a person's word goes first there.
        now.viewing = Known::stated;
        Known light = Known::stated, eye = Known::stated;
        scale.illuminant = mean.lab_only() || options.illuminant.empty()
                               ? settle(stated_illuminant(*file), given.illuminant,
                                        of_instrument(*file, "illuminant", mean.illuminant), light_of_others, light)
                               : given.illuminant;
        scale.observer = mean.lab_only() || options.observer.empty()
                             ? settle(stated_observer(*file), given.observer,
                                      of_instrument(*file, "observer", mean.observer), eye_of_others, eye)
                             : given.observer;
        now.viewing = std::max(light, eye);
        const bool d65 = !mean.lab_only() || other == Assumption::viewing;
        if (scale.illuminant.empty()) scale.illuminant = d65 ? "D65" : "D50";
        if (scale.observer.empty()) scale.observer = "1931_2deg";
        if (!mean.lab_only()) continue;
        if (now.viewing == Known::inherited) viewing_inherited.push_back(file->what);
        if (now.viewing == Known::assumed) viewing_assumed.push_back(file->what);
    }
    if (!geometry_inherited.empty())
        diagnostics.push_back({Severity::info, "geometry_inherited",
                               fmt::format("{}: the file does not state the geometry; {} is taken from the client's other "
                                           "readings",
                                           joined(geometry_inherited), geometry_of_others)});
    if (!geometry_assumed.empty())
        diagnostics.push_back(
            {Severity::warning, "geometry_assumed",
             fmt::format("{}: nobody states the instrument's geometry; {} is assumed ({}). State it in the file, or "
                         "name geometry or instrument",
                         joined(geometry_assumed), other == Assumption::geometry ? "8/d SCE or 45/0" : "8/d SCI",
                         other == Assumption::geometry ? "no surface reflection in it" : "surface reflection included")});
    if (!viewing_inherited.empty())
        diagnostics.push_back({Severity::info, "viewing_inherited",
                               fmt::format("{}: the file does not state illuminant and observer of its Lab; {} and {} are "
                                           "taken from the client's other readings",
                                           joined(viewing_inherited), light_of_others, eye_of_others)});
    if (!viewing_assumed.empty())
        diagnostics.push_back({Severity::warning, "viewing_assumed",
                               fmt::format("{}: nobody states illuminant and observer of the Lab; {} and 2 degrees are "
                                           "assumed where open. State them in the file, or name illuminant and observer",
                                           joined(viewing_assumed), other == Assumption::viewing ? "D65" : "D50")});
    if (geometries.size() > 1)
        diagnostics.push_back({Severity::info, "instruments_differ",
                               fmt::format("readings were taken at {}: numbers to read off stand on the scale of the skin's",
                                           fmt::join(geometries, " and "))});
}

} // namespace undertone
