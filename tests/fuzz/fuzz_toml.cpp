// libFuzzer on our records in TOML (FUZZED_RECORD): lines of inks, plans, sessions. What is taken is what the rest of the engine
// takes for granted: finite numbers within their ranges.

#include "undertone/app/session_records.hpp"
#include "undertone/base/error.hpp"
#include "undertone/fade/plan_file.hpp"
#include "undertone/pigment/line.hpp"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace undertone;

namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

[[maybe_unused]] void line(std::string_view text) {
    const Line line = parse_line(text, "fuzzed");
    check(!line.inks.empty() && line.inks.size() <= 200);
    check(line.diluent_density_g_per_ml > 0.7 && line.diluent_density_g_per_ml < 1.4);
    for (const Ink& ink : line.inks) {
        check(!ink.id.empty() && !ink.components.empty() && line.ink_index(ink.id) < line.inks.size());
        check(ink.density_g_per_ml > 0.2 && ink.density_g_per_ml < 10);
        for (const InkComponent& component : ink.components) {
            check(component.colorant < line.colorants.size());
            check(component.mg_per_ml >= 1e-3 && component.mg_per_ml <= 5000);
        }
    }
}

[[maybe_unused]] void plan(std::string_view text) {
    const FadePlanFile plan = parse_fade_plan(text, "fuzzed");
    double shares = 0;
    for (const double share : plan.session_shares) shares += share;
    check(plan.session_shares.empty() || std::abs(shares - 1) < 1e-6);
    check(!plan.water_parts || (*plan.water_parts >= 0 && *plan.water_parts <= 1000));
    for (const auto& [id, parts] : plan.ink) check(parts > 0 && parts <= 1000);
    for (const TouchUp& touch_up : plan.touch_ups) check(touch_up.years > 0 && touch_up.years <= 100 && touch_up.share > 0);
    if (plan.habits) plan.habits->validate();
}

[[maybe_unused]] void sessions(std::string_view text) {
    static const Line demo = load_line("demo");
    // In a folder that is not there: no file that the text names can be.
    for (const SessionRecord& session : parse_sessions(text, "/nowhere/sessions.toml", demo)) {
        check(session.healed.empty() && !session.blend.parts.empty());
        check(session.density_per_cm2 > 0 && session.density_per_cm2 <= 1000);
        check(session.blend.water_parts >= 0 && session.blend.water_parts <= 1000);
        for (const auto& [id, parts] : session.blend.parts) check(parts > 0 && parts <= 1000);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        FUZZED_RECORD({reinterpret_cast<const char*>(data), size});
    } catch (const Error&) { // refused in our own words
    }
    return 0;
}
