#include "undertone/fade/plan_file.hpp"

#include "toml_record.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"

#include <fmt/format.h>

namespace undertone {

namespace {

using detail::TomlRecord;

/// A number of the table within a range, or nothing where there is none.
std::optional<double> number_in(const TomlRecord& record, const toml::table& table, std::string_view key, double low,
                                double high, const char* why) {
    const std::optional<double> value = record.number(table, key);
    if (value && !(*value >= low && *value <= high))
        record.fail(*table.get(key), fmt::format("\"{}\" is {:g}", key, *value), why,
                    fmt::format("give a number from {:g} to {:g}", low, high));
    return value;
}

Habits habits_of(const TomlRecord& record, const toml::table& table) {
    record.refuse_unknown_keys(table, {"latitude_deg", "start_day_of_year", "outdoor_share", "altitude_m", "hat_share",
                                       "spf_applied", "sky_transmission"});
    Habits habits;
    const auto read = [&](std::string_view key, double& to) {
        if (const auto value = record.number(table, key)) to = *value;
    };
    read("latitude_deg", habits.latitude_deg);
    read("start_day_of_year", habits.start_day_of_year);
    read("outdoor_share", habits.outdoor_share);
    read("altitude_m", habits.altitude_m);
    read("hat_share", habits.hat_share);
    read("spf_applied", habits.spf_applied);
    read("sky_transmission", habits.sky_transmission);
    try {
        habits.validate();
    } catch (const DomainError& error) {
        record.fail(table, fmt::format("{} is {}", error.name, error.value), "light comes from where and how someone lives",
                    "allowed: " + error.allowed);
    }
    return habits;
}

constexpr std::size_t most_steps = 100; // sessions or touch-ups: more than one a year of a life

void check_length(const TomlRecord& record, const toml::array& list, std::string_view what) {
    if (list.size() > most_steps)
        record.fail(list, fmt::format("{} {}, where at most {} are taken", list.size(), what, most_steps),
                    "nobody is treated so often", "leave out what will not be done");
}

std::vector<double> shares_of(const TomlRecord& record, const toml::array& array) {
    check_length(record, array, "sessions");
    std::vector<double> shares;
    double sum = 0;
    for (const toml::node& node : array) {
        const double share = record.as_number(node, "session_shares");
        if (!(share > 0 && share <= 1))
            record.fail(node, "a session share is not a number above 0, up to 1", "it is a share of the finished dots",
                        "write, for example, [0.3, 0.4, 0.3]");
        shares.push_back(share);
        sum += share;
    }
    if (!(std::abs(sum - 1) < 1e-9))
        record.fail(array, fmt::format("the session shares add up to {:g}", sum),
                    "all dots stand when all sessions are done", "make them add up to 1");
    return shares;
}

} // namespace

FadePlanFile parse_fade_plan(std::string_view toml_text, const std::string& file) {
    const TomlRecord record(toml_text, file);
    const toml::table& root = record.root();
    record.refuse_unknown_keys(root,
                               {"ink", "water_parts", "session_shares", "session_interval_days", "habits", "touch_up"});
    FadePlanFile plan;
    plan.water_parts = number_in(record, root, "water_parts", 0, 1000, "it is N of N:1, parts water to one part ink");
    plan.session_interval_days =
        number_in(record, root, "session_interval_days", 1, 365, "sessions are some days apart, 7-14 in practice");
    if (const toml::table* ink = record.table(root, "ink"))
        for (const auto& [id, node] : *ink)
            plan.ink[std::string(id.str())] =
                *number_in(record, *ink, id.str(), 1e-6, 1000, "parts of an ink are more than 0");
    if (const toml::array* shares = record.array(root, "session_shares")) plan.session_shares = shares_of(record, *shares);
    if (const toml::table* habits = record.table(root, "habits")) plan.habits = habits_of(record, *habits);
    if (const toml::array* list = record.array(root, "touch_up")) {
        check_length(record, *list, "touch-ups");
        for (const toml::node& node : *list) {
            const toml::table& table = record.as_table(node, "touch_up");
            record.refuse_unknown_keys(table, {"years", "share"});
            record.required_number(table, "years");
            TouchUp touch_up;
            touch_up.years = *number_in(record, table, "years", 0.05, 100, "a touch-up follows the healed treatment");
            touch_up.share =
                number_in(record, table, "share", 0.001, 1, "it is the share of the dots that get ink again").value_or(1);
            if (!plan.touch_ups.empty() && touch_up.years < plan.touch_ups.back().years)
                record.fail(
                    *table.get("years"),
                    fmt::format("a touch-up at year {:g} after one at {:g}", touch_up.years, plan.touch_ups.back().years),
                    "each adds to what the one before has left", "list touch-ups in order of time");
            plan.touch_ups.push_back(touch_up);
        }
    }
    return plan;
}

FadePlanFile read_fade_plan(const std::string& path) {
    return parse_fade_plan(read_input_file(path, input_kinds::plan), path);
}

} // namespace undertone
