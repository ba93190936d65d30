#pragma once
// What is known of instruments without asking them: data/instruments, each row with its source.

#include <string>
#include <string_view>
#include <vector>

namespace undertone {

struct InstrumentPreset {
    std::string id;                   ///< "konica_minolta_cm_700d_sci", "x_rite_i1_pro", "nix_mini", "unknown"
    std::string name;                 ///< for people
    std::string geometry;             ///< "8/d SCI", "8/d SCE", "45/0"; "" where it varies or is not known
    std::string illuminant, observer; ///< of the Lab that it shows by default; "" where they vary or are not known
    std::string source;               ///< who says so; a source that was not opened is marked
};

/// All of data/instruments/instruments.csv, "unknown" among them.
const std::vector<InstrumentPreset>& instrument_presets();

/// The preset called `id`. Throws DomainError that names the nearest one and lists all.
const InstrumentPreset& instrument_preset(std::string_view id);

/// The instrument that `text` names as instruments write themselves into files ("X-Rite i1 Pro 2; Serial number 1"): the longest
/// name found in it; nullptr where there is none. Of an instrument with two modes it is the one that leaves the geometry open.
const InstrumentPreset* instrument_named(std::string_view text);

} // namespace undertone
