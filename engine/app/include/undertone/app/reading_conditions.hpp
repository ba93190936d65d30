#pragma once
// How readings were taken, file by file: what the files state, what a person adds, what one file inherits from another, and what is
// still open and had to be assumed.

#include "undertone/app/reading_scale.hpp"
#include "undertone/base/diagnostic.hpp"
#include "undertone/io/measurement.hpp"

#include <optional>
#include <string>
#include <vector>

namespace undertone {

/// What a person says of the instrument. It fills in what the files leave open; a file that states something else is an error.
struct InstrumentOptions {
    std::string instrument;                     ///< id in data/instruments; "" for none, "unknown" where nobody knows
    std::string geometry, illuminant, observer; ///< in any spelling; each goes before the preset's
};

/// From where a condition is known, best first.
enum class Known { stated, given, inherited, assumed };

struct ReadingConditions {
    ReadingScale scale;
    Known geometry = Known::stated;
    Known viewing = Known::stated; ///< illuminant and observer; only of a Lab reading do they decide anything
};

/// What was assumed of one client's readings, and the other way in which they may have been taken.
enum class Assumption { geometry, viewing };

/// One file's readings, averaged.
struct FileReadings {
    std::string path, what; ///< "skin", "fringe", "strand", "healed" ...
    RepeatedMeasurement repeated;
    ReadingConditions conditions;
    bool needs_geometry = true; ///< false for strands: gloss is part of their model

    /// Surface reflection that the readings hold.
    double surface() const { return conditions.scale.surface(); }
    bool synthetic() const;
};

/// Reads and averages one file. Where it holds readings of several geometries, those of `preferred` are taken, else of the most; what
/// is left out is said. `named`: only the readings so called ("black 20:1", and "black 20:1 2" with it); "" for all. Throws DataError
/// and DomainError.
FileReadings read_file(const std::string& path, const std::string& what, const std::string& preferred,
                       Diagnostics& diagnostics, const std::string& named = "");
/// The geometry that the options come to, "" where they leave it open. Throws DomainError.
std::string geometry_given(const InstrumentOptions& options);

/// Settles the conditions of all files of one client. `inherit` is the scale of readings taken before with the same instrument.
/// `other` takes that assumption the other way: without the surface reflection, or daylight D65. Diagnostics:
/// "geometry_inherited", "geometry_assumed", "viewing_inherited", "viewing_assumed", "instruments_differ". Throws DataError where
/// a file states what `options` contradict, DomainError for names that nobody knows.
void settle_conditions(const std::vector<FileReadings*>& files, const InstrumentOptions& options,
                       const std::optional<ReadingScale>& inherit, std::optional<Assumption> other,
                       Diagnostics& diagnostics);

} // namespace undertone
