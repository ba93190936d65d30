#pragma once
// A treatment written down, as `undertone fade --plan` reads it:
//
//   water_parts = 20
//   session_shares = [0.3, 0.4, 0.3]      # of the finished dots, added in each session
//   session_interval_days = 10
//   ink = {soft_black = 1}                # parts; left out, the best match is forecast
//   habits = {latitude_deg = 48, outdoor_share = 0.1}
//   [[touch_up]]
//   years = 4                             # after the last session
//   share = 0.5                           # of the dots that get ink again
//
// data/schema/fade_plan.schema.json says the same.

#include "undertone/fade/light.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace undertone {

/// A later session on the dots there are.
struct TouchUp {
    double years = 0; ///< after the last session of the treatment
    double share = 1; ///< of the dots
};

struct FadePlanFile {
    std::map<std::string, double> ink;
    std::optional<double> water_parts;
    std::optional<double> session_interval_days;
    std::vector<double> session_shares; ///< empty where the file leaves them out
    std::vector<TouchUp> touch_ups;
    std::optional<Habits> habits;
};

/// Throws DataError with line and column: not TOML, an unknown key, a value out of range, touch-ups out of order.
FadePlanFile parse_fade_plan(std::string_view toml_text, const std::string& file);
FadePlanFile read_fade_plan(const std::string& path);

} // namespace undertone
