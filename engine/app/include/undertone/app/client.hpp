#pragma once
// One client as measured: skin readings, and what the hair should look like.

#include "undertone/io/measurement.hpp"
#include "undertone/tissue/fit_fringe.hpp"
#include "undertone/tissue/fit_skin.hpp"

#include <optional>
#include <string>

namespace undertone {

/// Where a client's readings are. Exactly one of fringe, strand and hair_color says what to match.
struct ClientFiles {
    std::string skin;           ///< bare scalp beside the hair: readings of one spot
    std::string fringe;         ///< the shaved fringe: readings of one spot
    std::string strand;         ///< a strand of hair, where nothing shaved can be measured
    std::string hair_color;     ///< a word ("dark_brown"), where no hair can be measured
    Stubble stubble;            ///< how the hair would stand, for strand and hair_color
    std::string site = "scalp"; ///< where the skin was read, one of skin_site_names() or "": whose prior its fit has
};

/// Fills in `files` from a folder that holds skin.csv and fringe.csv or strand.csv. Throws DataError.
ClientFiles client_folder(const std::string& folder);

struct Client {
    std::string name;
    Skin skin;
    SkinFit skin_fit;
    double skin_spread_delta_e = 0; ///< between the skin readings; 0 for one reading
    int skin_readings = 0;
    Bands target = Bands::Zero(); ///< reflectance of the shaved fringe, specular excluded
    std::string target_basis;     ///< "measured fringe (3 readings)", "computed from a strand ...", ...
    Stubble stubble;
    bool synthetic = false; ///< true where a file says that its numbers are computed
    Diagnostics diagnostics;
};

/// Reads, averages, fits. Readings with the surface reflection (SCI) have it taken off; where a file does not name its
/// geometry SCI is assumed and said so. Throws DataError and DomainError.
Client read_client(const ClientFiles& files);

/// One spot of skin as a file has it: a spectrum without the surface reflection, or a Lab and the surface it holds.
struct SpotReading {
    std::optional<Bands> reflectance;
    Coverage coverage;
    std::optional<Lab> lab;
    double surface = 0;
    std::string illuminant, observer; ///< of `lab`
    int readings = 1;
    double spread_delta_e = 0; ///< mean CIEDE2000 of the readings from their mean; 0 for one
};

/// Reads and averages; `what` names the spot in diagnostics. Throws DataError and DomainError.
SpotReading read_spot_file(const std::string& path, const char* what, Diagnostics& diagnostics);

/// The skin alone, for `undertone skin`: same handling, no target.
Client read_skin(const std::string& skin_file, const std::string& site = "scalp");

} // namespace undertone
