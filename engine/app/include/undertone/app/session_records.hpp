#pragma once
// The sessions of one client as they were done and read: the file sessions.toml, and the dots that stand.

#include "undertone/app/client.hpp"
#include "undertone/learning/bias.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace undertone {

/// Three readings or more show how well they repeat, but hardly below what the best skin scans reach.
inline constexpr double best_repeat_delta_e = 0.5;

/// One session as recorded.
struct SessionRecord {
    Blend blend;
    double density_per_cm2 = 0; ///< dots set in this session alone
    std::optional<double> diameter_mm, top_mm, bottom_mm;
    std::optional<int> date, healed_on; ///< when set, when read: days since 1970-01-01
    std::string healed; ///< file of readings of the healed area, before the next session; "" where none was taken
    std::optional<HealedReading> reading;      ///< what was read: from `healed` (read_healed_files), or a program's own
    Diagnostics reading_diagnostics{};         ///< of reading that file
    std::map<std::string, std::string> lots{}; ///< of the inks used, by id; those that are not written down are not there
    std::string diluent_lot{}, needle_lot{};   ///< "" where not written down
};

/// "2026-05-01" of days since 1970-01-01.
std::string iso_date(int days);

/// Reads sessions.toml, oldest session first:
///     [[sessions]]
///     parts = { soft_black = 3, mid_brown = 1 }
///     water_parts = 20
///     density_per_cm2 = 60            # dots set in this session alone
///     healed = "healed_1.csv"         # beside this file; left out where nothing was read
///     lots = { soft_black = "A17" }   # of the inks, and diluent_lot, needle_lot: by them `line recall` finds this session
/// and, where they are not those asked for, diameter_mm, top_mm, bottom_mm; date and healed_on (2026-05-01) if wanted, which must be
/// in order. Throws DataError with line and column: unknown keys, unknown inks, values that cannot be.
std::vector<SessionRecord> read_sessions(const std::string& path, const Line& line);
std::vector<SessionRecord> parse_sessions(std::string_view text, const std::string& file, const Line& line);

/// The dots of these sessions, geometry from `dots` where the record has none. A practitioner's own bias, where given, moves recorded
/// depths and assumed ones alike: it was learnt relative to them.
std::vector<SessionDots> dots_of(const std::vector<SessionRecord>& sessions, const Line& line, const Dots& dots,
                                 const PractitionerBias* bias = nullptr);

/// A file of healed readings, averaged, on the scale of its instrument: what the file does not say is inherited from the client.
/// Their own spread is the repeatability where there are three or more. Throws DataError and DomainError.
HealedReading read_healed(const std::string& path, const Client& client, Diagnostics& diagnostics);

/// Fills in `reading` of every record that names a file.
void read_healed_files(std::vector<SessionRecord>& sessions, const Client& client);

/// Sessions done so far with what was read of them: of client.sessions_file, none where that is "". Throws DataError and DomainError.
std::vector<SessionRecord> sessions_of(const Client& client, const Line& line);

} // namespace undertone
