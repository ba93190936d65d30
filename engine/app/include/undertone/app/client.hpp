#pragma once
// One client as measured: skin readings, and what the hair should look like.

#include "undertone/app/reading_conditions.hpp"
#include "undertone/tissue/fit_fringe.hpp"
#include "undertone/tissue/fit_skin.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace undertone {

/// Where a client's readings are. Exactly one of fringe, strand and hair_color says what to match.
struct ClientFiles {
    std::string skin;             ///< bare scalp beside the hair: readings of one spot
    std::string fringe;           ///< the shaved fringe: readings of one spot
    std::string strand;           ///< a strand of hair, where nothing shaved can be measured
    std::string hair_color;       ///< a word ("dark_brown"), where no hair can be measured
    Stubble stubble;              ///< how the hair would stand, for strand and hair_color
    std::string site = "scalp";   ///< where the skin was read, one of skin_site_names() or "": whose prior its fit has
    InstrumentOptions instrument; ///< what the files leave open
    std::string sessions;         ///< sessions.toml, what was done so far; "" where nothing was
};

/// From a folder that holds skin.csv, fringe.csv or strand.csv, and sessions.toml where sessions are done. Throws DataError.
ClientFiles client_folder(const std::string& folder);

struct Client;

/// Something that nobody said of the readings, and the same client had it been the other way.
struct OpenAssumption {
    std::string what;           ///< "the geometry of skin and fringe"
    std::string assumed, other; ///< "8/d SCI", "8/d SCE or 45/0"
    std::shared_ptr<const Client> otherwise;
};

struct Client {
    std::string name;
    Skin skin;
    SkinFit skin_fit;
    double skin_spread_delta_e = 0; ///< between the skin readings; 0 for one reading
    int skin_readings = 0;
    Bands target = Bands::Zero(); ///< reflectance of the shaved fringe, specular excluded
    std::string target_basis;     ///< "measured fringe (3 readings)", "computed from a strand ...", ...
    Stubble stubble;
    ReadingScale scale;           ///< of the instrument that read the skin: what a person reads off
    InstrumentOptions instrument; ///< as given, for readings still to come
    std::vector<OpenAssumption> assumptions;
    std::string sessions_file; ///< "" where no session is recorded
    bool synthetic = false;    ///< true where a file says that its numbers are computed
    Diagnostics diagnostics;
};

/// Reads, averages, fits. Readings with the surface reflection (SCI) have it taken off. What a file does not say of its instrument
/// comes from `files.instrument`, then from the client's other files; what is still open is assumed, and `assumptions` holds the
/// client under the other assumption. Throws DataError and DomainError.
Client read_client(const ClientFiles& files);

/// One spot of skin as a file has it: a spectrum without the surface reflection, or a Lab on the instrument's scale.
struct SpotReading {
    std::optional<Bands> reflectance;
    Coverage coverage;
    std::optional<Lab> lab;
    ReadingScale scale;
    int readings = 1;
    double spread_delta_e = 0; ///< mean CIEDE2000 of the readings from their mean; 0 for one
};

/// Of readings whose conditions are settled. Throws DomainError.
SpotReading spot_of(const FileReadings& file, Diagnostics& diagnostics);

/// Reads and averages; `what` names the spot in diagnostics; `inherit` is the scale of earlier readings with the same instrument, or null. Throws
/// DataError and DomainError.
SpotReading read_spot_file(const std::string& path, const char* what, const InstrumentOptions& instrument,
                           const ReadingScale* inherit, Diagnostics& diagnostics);

/// The skin alone, for `undertone skin`: same handling, no target.
Client read_skin(const std::string& skin_file, const std::string& site = "scalp", const InstrumentOptions& instrument = {});

} // namespace undertone
