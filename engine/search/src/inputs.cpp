#include "undertone/search/inputs.hpp"

#include "undertone/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace undertone {

namespace {

bool listed(const std::vector<std::string>& list, const std::string& id) {
    return std::find(list.begin(), list.end(), id) != list.end();
}

void check_inks(const Line& line, const MatchOptions& options) {
    if (line.inks.empty()) throw DomainError("line.inks", "empty", "at least one ink", "choose a line that has inks");
    std::set<std::string> ids;
    for (std::size_t i = 0; i < line.inks.size(); ++i)
        if (!ids.insert(line.inks[i].id).second)
            throw DomainError(fmt::format("line.inks[{}].id", i), "'" + line.inks[i].id + "' again", "each ink once",
                              "rename one of the two");
    for (const auto& id : options.must_use) line.ink_index(id);
    for (const auto& id : options.never_use) line.ink_index(id);
    for (const auto& [id, cost] : options.cost_per_ml) line.ink_index(id);
    for (const Ink& ink : line.inks)
        if (!options.cost_per_ml.empty() && !options.cost_per_ml.contains(ink.id))
            throw DomainError("cost_per_ml", "nothing for '" + ink.id + "'", "a price for every ink of the line",
                              "recipes cannot be compared where one has no price: add it, or give none");
    if (options.never_use.size() == line.inks.size())
        throw DomainError("never_use", "every ink of the line", "at least one ink left to use", "allow an ink");
}

} // namespace

void check_target(const Bands& target) {
    for (int b = 0; b < band_count; ++b)
        if (!(target[b] > 0 && target[b] <= 1.5))
            throw DomainError(fmt::format("target[{}]", b), fmt::format("{}", target[b]), "a reflectance above 0, up to 1.5",
                              fmt::format("check the reading at {} nm (fractions, not percent; no gaps)",
                                          first_wavelength_nm + b * wavelength_step_nm));
}

UsableInks usable_inks(const Line& line, const MatchOptions& options) {
    check_inks(line, options);
    std::vector<std::size_t> by_id(line.inks.size());
    std::iota(by_id.begin(), by_id.end(), std::size_t{0});
    std::sort(by_id.begin(), by_id.end(), [&](std::size_t a, std::size_t b) { return line.inks[a].id < line.inks[b].id; });
    UsableInks usable;
    for (const std::size_t index : by_id) {
        const Ink& ink = line.inks[index];
        const bool expired = ink.expired_on(options.today), left_out = expired && options.expired_reason.empty();
        if (expired) usable.expired.push_back(ink.id);
        if (left_out && listed(options.must_use, ink.id))
            throw DomainError("must_use",
                              fmt::format("'{}', whose lot {} expired on {}", ink.id, ink.lot_text(), ink.expires),
                              "inks that have not expired", "open a fresh lot, or give expired_reason");
        if (!left_out && !listed(options.never_use, ink.id)) usable.indices.push_back(index);
    }
    if (usable.indices.empty())
        throw DomainError("line", "every ink that may be used has expired", "at least one ink left to use",
                          "open a fresh lot, or give expired_reason");
    return usable;
}

} // namespace undertone
