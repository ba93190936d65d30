#include "undertone/pigment/line.hpp"

#include "colorant_record.hpp"
#include "join.hpp"
#include "line_rules.hpp"
#include "undertone/base/error.hpp"
#include "undertone/pigment/color_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace undertone {

namespace detail {

bool is_iso_date(std::string_view text) {
    int part[3] = {0, 0, 0};
    constexpr std::size_t starts[] = {0, 5, 8}, sizes[] = {4, 2, 2};
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    for (std::size_t i = 0; i < 3; ++i) {
        const std::string_view digits = text.substr(starts[i], sizes[i]);
        if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
        std::from_chars(digits.data(), digits.data() + digits.size(), part[i]);
    }
    return std::chrono::year_month_day(std::chrono::year(part[0]), std::chrono::month(static_cast<unsigned>(part[1])),
                                       std::chrono::day(static_cast<unsigned>(part[2])))
        .ok();
}

namespace {

/// What can carry pigment: alcohol mixtures at the light end, glycerol at the heavy one.
constexpr double lightest_carrier_g_per_ml = 0.75, heaviest_carrier_g_per_ml = 1.30;
constexpr double most_solids_by_volume = 0.6;
/// What a balance of 0.01 mg still weighs into 10 ml, and more than solid titanium dioxide holds.
constexpr double least_mg_per_ml = 1e-3, most_mg_per_ml = 5000;
constexpr std::size_t most_inks = 200, most_components = 20; // the largest lines on sale have some 60 inks, of 5 colorants
constexpr std::size_t most_lots = 100;                       // of one ink, over its years on sale
constexpr std::size_t longest_note_bytes = 10'000;

/// Mass and volume of the solids in 1 ml of ink.
struct Solids {
    double g = 0, ml = 0;
};

Solids solids_of(const Line& line, const Ink& ink) {
    Solids solids;
    for (const InkComponent& component : ink.components) {
        solids.g += component.mg_per_ml / 1000;
        solids.ml += component.mg_per_ml / 1000 / line.colorants[component.colorant].density_g_per_ml;
    }
    return solids;
}

/// "" where one of them states none.
std::string latest_expiry(const std::vector<InkLot>& lots) {
    std::string latest;
    for (const InkLot& one : lots) {
        if (one.expires.empty()) return "";
        latest = std::max(latest, one.expires); // ISO dates sort as text
    }
    return latest;
}

/// Builds the line of a description field by field, and refuses the first that breaks a rule.
class LineBuilder {
public:
    LineBuilder(const LineDescription& description, const std::function<void(const LineFault&)>& refuse, bool kept)
        : from_(description), refuse_(refuse), kept_(kept) {}

    Line build() {
        for (const auto& [path, text] : {std::pair{"id", &from_.id},
                                         {"name", &from_.name},
                                         {"maker", &from_.maker},
                                         {"version", &from_.version},
                                         {"carrier.name", &from_.carrier_name},
                                         {"diluent.name", &from_.diluent_name}})
            check_text(path, *text, 1, longest_name_bytes);
        check_text("note", from_.note, 0, longest_note_bytes);
        line_.id = from_.id;
        line_.name = from_.name;
        line_.maker = from_.maker;
        line_.version = from_.version;
        line_.note = from_.note;
        take_liquids();
        take_colorants();
        check_count("inks", from_.inks.size(), most_inks, "inks");
        for (std::size_t i = 0; i < from_.inks.size(); ++i) take_ink(from_.inks[i], fmt::format("inks[{}]", i));
        for (const Colorant& own : from_.colorants) // those that no ink holds come last
            if (!has(own.id)) line_.colorants.push_back(own);
        return std::move(line_);
    }

private:
    void check_text(const std::string& path, const std::string& text, std::size_t least, std::size_t most) const {
        if (text.size() >= least && text.size() <= most && text.find('\0') == text.npos) return;
        const std::string value = text.empty() ? "empty" : fmt::format("a text of {} bytes", text.size());
        const std::string allowed = fmt::format("{} to {} bytes, none of them zero", least, most);
        refuse_(
            {path, value, allowed, fmt::format("\"{}\" is {}", path, value), "cards and lists show it", "give " + allowed});
    }

    /// Refuses a list that is empty or longer than any line of inks has.
    void check_count(const std::string& path, std::size_t count, std::size_t most, std::string_view what) const {
        if (count >= 1 && count <= most) return;
        refuse_({path, fmt::format("{} {}", count, what), fmt::format("1 to {}", most),
                 fmt::format("{} {}, where 1 to {} are taken", count, what, most),
                 "no maker's line is so long, and every recipe of them would be evaluated", "leave out what is not needed"});
    }

    void check_number(const std::string& path, std::string_view key, double value, double low, double high,
                      const std::string& why) const {
        if (value >= low && value <= high) return;
        refuse_({path, fmt::format("{}", value), fmt::format("{} to {}", low, high), fmt::format("\"{}\" is {}", key, value),
                 why, fmt::format("give a number from {} to {}", low, high)});
    }

    void take_liquids() {
        const double carrier = from_.carrier_density_g_per_ml;
        if (!(carrier >= lightest_carrier_g_per_ml && carrier <= heaviest_carrier_g_per_ml))
            refuse_({"carrier.density_g_per_ml", fmt::format("{}", carrier),
                     fmt::format("{} to {}", lightest_carrier_g_per_ml, heaviest_carrier_g_per_ml),
                     fmt::format("{} g/ml is no carrier's density", carrier),
                     fmt::format("carriers weigh {} to {} g/ml", lightest_carrier_g_per_ml, heaviest_carrier_g_per_ml),
                     "correct the number"});
        check_number("diluent.density_g_per_ml", "density_g_per_ml", from_.diluent_density_g_per_ml,
                     lightest_carrier_g_per_ml, heaviest_carrier_g_per_ml,
                     "diluents are alcohol, water, glycerol or mixtures of them");
        line_.carrier_name = from_.carrier_name;
        line_.carrier_density_g_per_ml = carrier;
        line_.diluent_name = from_.diluent_name;
        line_.diluent_density_g_per_ml = from_.diluent_density_g_per_ml;
    }

    void take_colorants() const {
        for (std::size_t i = 0; i < from_.colorants.size(); ++i) {
            const std::string path = fmt::format("colorants[{}]", i);
            check_text(path + ".id", from_.colorants[i].id, 1, longest_name_bytes);
            check_text(path + ".name", from_.colorants[i].name, 1, longest_name_bytes);
            try {
                from_.colorants[i].validate(path + ".");
            } catch (const DomainError& error) {
                refuse_({error.name, error.value, error.allowed, fmt::format("\"{}\" is {}", error.name, error.value),
                         "no pigment is like that", "give " + error.allowed});
            }
            for (std::size_t other = 0; other < i; ++other)
                if (from_.colorants[other].id == from_.colorants[i].id)
                    refuse_twice(path + ".id", "colorant", from_.colorants[i].id, "an ink could not say which it means");
        }
    }

    void refuse_twice(const std::string& path, const char* what, const std::string& id, const std::string& why) const {
        refuse_({path, fmt::format("\"{}\" again", id), fmt::format("an id of its own for each {}", what),
                 fmt::format("{} \"{}\" stands twice", what, id), why, fmt::format("give each {} its own id", what)});
    }

    bool has(std::string_view id) const {
        return std::any_of(line_.colorants.begin(), line_.colorants.end(), [&](const Colorant& c) { return c.id == id; });
    }

    /// The id meant by a Colour Index name or number: the maker's own of that name, else the shipped one; `id` where it is none.
    std::string resolved(const std::string& id) const {
        const auto is_own = [&](const Colorant& own) { return own.id == id; };
        if (std::any_of(from_.colorants.begin(), from_.colorants.end(), is_own)) return id;
        const ColorIndexEntry* entry = find_color_index(id);
        if (entry == nullptr || entry->colorant == id) return id;
        for (const Colorant& own : from_.colorants)
            if (find_color_index(own.color_index) == entry) return own.id;
        return entry->colorant.empty() ? id : entry->colorant;
    }

    /// Index of the colorant in the line, added when it is new.
    std::size_t colorant_index(const std::string& named, const std::string& path) {
        const std::string id = resolved(named);
        for (std::size_t i = 0; i < line_.colorants.size(); ++i)
            if (line_.colorants[i].id == id) return i;
        std::vector<std::string_view> known;
        for (const Colorant& own : from_.colorants) {
            if (own.id == id) {
                line_.colorants.push_back(own);
                return line_.colorants.size() - 1;
            }
            known.push_back(own.id);
        }
        known.insert(known.end(), colorant_ids().begin(), colorant_ids().end());
        if (const ColorantRecord* record = colorant_record(id); record != nullptr && !record->withdrawn.empty()) {
            if (!kept_)
                refuse_({path, fmt::format("\"{}\"", id), "one of " + detail::join(known),
                         fmt::format("colorant \"{}\" was withdrawn", id), record->withdrawn,
                         "state its measured optics in [[colorants]] of the line, or use one of " + detail::join(known)});
            line_.colorants.push_back(record->colorant);
            return line_.colorants.size() - 1;
        }
        if (const ColorIndexEntry* entry = find_color_index(id); entry != nullptr && entry->colorant.empty())
            refuse_({path, fmt::format("\"{}\"", id), "one of " + detail::join(known),
                     fmt::format("no optics of {} ({}) ship", entry->color_index(), entry->generic_name),
                     "they could not be read anywhere under a free licence",
                     "enter the ink by films of it (`undertone line characterise`), or state its optics in [[colorants]]"});
        if (std::find(known.begin(), known.end(), id) == known.end())
            refuse_({path, fmt::format("\"{}\"", id), "one of " + detail::join(known), fmt::format("no colorant \"{}\"", id),
                     "an ink is made of colorants whose optics are known", "use one of " + detail::join(known)});
        line_.colorants.push_back(colorant(id));
        return line_.colorants.size() - 1;
    }

    void take_component(const InkDescription::Component& from, Ink& ink, const std::string& path) {
        const InkComponent entry{colorant_index(from.colorant, path + ".colorant"), from.mg_per_ml};
        check_number(path + ".mg_per_ml", "mg_per_ml", entry.mg_per_ml, least_mg_per_ml, most_mg_per_ml,
                     "it is mg of solid pigment in 1 ml of ink");
        for (const InkComponent& other : ink.components)
            if (other.colorant == entry.colorant)
                refuse_({path, fmt::format("\"{}\" again", from.colorant), "each colorant once",
                         fmt::format("\"{}\" stands twice in ink \"{}\"", from.colorant, ink.id),
                         "one of the two amounts may be an oversight", "give its amount once"});
        ink.components.push_back(entry);
    }

    void take_density(const std::optional<double>& stated, Ink& ink, const std::string& path) const {
        const Solids solids = solids_of(line_, ink);
        if (solids.ml > most_solids_by_volume)
            refuse_({path + ".components", fmt::format("pigment that fills {:.0f} % of the ink", 100 * solids.ml),
                     fmt::format("up to {:.0f} %", 100 * most_solids_by_volume),
                     fmt::format("the pigment of ink \"{}\" fills {:.0f} % of its volume", ink.id, 100 * solids.ml),
                     "grains cannot be packed so tightly and still flow", "check that amounts are mg per ml of ink"});
        ink.density_g_per_ml = density_from_carrier(line_, ink);
        if (!stated) return;
        const double carrier = (*stated - solids.g) / (1 - solids.ml);
        if (!(carrier >= lightest_carrier_g_per_ml && carrier <= heaviest_carrier_g_per_ml))
            refuse_({path + ".density_g_per_ml", fmt::format("{}", *stated),
                     fmt::format("what leaves a carrier of {} to {} g/ml, such as {:.3f}", lightest_carrier_g_per_ml,
                                 heaviest_carrier_g_per_ml, ink.density_g_per_ml),
                     fmt::format("{} g/ml does not go with this ink's pigment: its carrier would weigh {:.2f} g/ml", *stated,
                                 carrier),
                     fmt::format("carriers weigh {} to {} g/ml", lightest_carrier_g_per_ml, heaviest_carrier_g_per_ml),
                     fmt::format("correct it, or leave it out to have {:.3f} worked out", ink.density_g_per_ml)});
        ink.density_g_per_ml = *stated;
    }

    void check_date(const std::string& path, const std::string& expires) const {
        if (expires.empty() || is_iso_date(expires)) return;
        refuse_({path, fmt::format("\"{}\"", expires), "a date such as 2027-03-31, or empty", "\"expires\" is not a date",
                 "a mix card must not guess at it", "write it as 2027-03-31"});
    }

    void take_lots(const InkDescription& from, Ink& ink, const std::string& path) const {
        check_text(path + ".lot", from.lot, 0, longest_name_bytes);
        check_date(path + ".expires", from.expires);
        if (from.lots.empty()) return;
        check_count(path + ".lots", from.lots.size(), most_lots, "lots of an ink");
        for (std::size_t i = 0; i < from.lots.size(); ++i) {
            const InkLot& one = from.lots[i];
            const std::string at = fmt::format("{}.lots[{}]", path, i);
            check_text(at + ".lot", one.lot, 1, longest_name_bytes);
            check_date(at + ".expires", one.expires);
            for (std::size_t other = 0; other < i; ++other)
                if (from.lots[other].lot == one.lot)
                    refuse_({at + ".lot", fmt::format("\"{}\" again", one.lot), "each lot of an ink once",
                             fmt::format("lot \"{}\" of ink \"{}\" stands twice", one.lot, from.id),
                             "a recall of it, or its expiry, could mean either", "name each lot once"});
        }
        if (from.lots.size() == 1) ink.lot = from.lots[0].lot;
        const auto in_hand =
            std::find_if(from.lots.begin(), from.lots.end(), [&](const InkLot& one) { return one.lot == ink.lot; });
        if (!ink.lot.empty() && in_hand == from.lots.end())
            refuse_({path + ".lot", fmt::format("\"{}\"", ink.lot),
                     "one of \"lots\": " + Ink{"", "", {}, 1, "", "", from.lots}.lot_text(),
                     fmt::format("lot \"{}\" in hand is none of the ink's \"lots\"", ink.lot),
                     "its expiry would not be known",
                     "add it to \"lots\", or leave it out where nobody knows which is in hand"});
        ink.expires = in_hand != from.lots.end() ? in_hand->expires : latest_expiry(from.lots);
        if (!from.expires.empty() && from.expires != ink.expires)
            refuse_({path + ".expires", fmt::format("\"{}\"", from.expires),
                     fmt::format("\"{}\", as \"lots\" say", ink.expires),
                     fmt::format("\"expires\" of ink \"{}\" is not what its \"lots\" say", from.id),
                     "a mix card must not guess which is right", "leave it out beside \"lots\""});
    }

    void take_ink(const InkDescription& from, const std::string& path) {
        check_text(path + ".id", from.id, 1, longest_name_bytes);
        check_text(path + ".name", from.name, 1, longest_name_bytes);
        Ink ink{from.id, from.name, {}, 1, from.lot, from.expires, from.lots};
        take_lots(from, ink, path);
        check_count(path + ".components", from.components.size(), most_components, "components of an ink");
        for (std::size_t i = 0; i < from.components.size(); ++i)
            take_component(from.components[i], ink, fmt::format("{}.components[{}]", path, i));
        take_density(from.density_g_per_ml, ink, path);
        for (const Ink& other : line_.inks)
            if (other.id == ink.id) refuse_twice(path + ".id", "ink", ink.id, "a recipe could not say which it means");
        line_.inks.push_back(std::move(ink));
    }

    const LineDescription& from_;
    const std::function<void(const LineFault&)>& refuse_;
    bool kept_;
    Line line_;
};

} // namespace

Line checked_line(const LineDescription& description, const std::function<void(const LineFault&)>& refuse, bool kept) {
    return LineBuilder(description, refuse, kept).build();
}

std::string line_in_pack(const std::string& file) { return file + " (line.toml)"; }

double density_from_carrier(const Line& line, const Ink& ink) {
    const Solids solids = solids_of(line, ink);
    return solids.g + (1 - solids.ml) * line.carrier_density_g_per_ml;
}

} // namespace detail

bool Ink::expired_on(const std::string& today) const {
    return !today.empty() && !expires.empty() && expires < today; // ISO dates sort as text
}

std::string Ink::lot_text() const {
    if (!lot.empty()) return lot;
    std::string text;
    for (const InkLot& one : lots) text += (text.empty() ? "" : " or ") + one.lot;
    return text.empty() ? "not stated" : text;
}

std::string PackOrigin::text() const { return fmt::format("pack {}, signed by {}", version, signed_by); }

Line with_lots(Line line, const std::map<std::string, std::string>& lots) {
    for (const auto& [id, lot] : lots) {
        Ink& ink = line.ink(id);
        const std::vector<InkLot> known = ink.lots.empty() ? std::vector{InkLot{ink.lot, ink.expires}} : ink.lots;
        const auto found =
            std::find_if(known.begin(), known.end(), [&named = lot](const InkLot& one) { return one.lot == named; });
        if (found == known.end() || lot.empty())
            throw DomainError("lot", fmt::format("\"{}\" of {}", lot, id), "a lot that the line names: " + ink.lot_text(),
                              "read it off the bottle; a newer lot is in a newer file of the maker's");
        ink.lot = found->lot;
        ink.expires = found->expires;
    }
    return line;
}

std::size_t Line::ink_index(std::string_view ink_id) const {
    std::vector<std::string_view> known;
    for (std::size_t i = 0; i < inks.size(); ++i) {
        if (inks[i].id == ink_id) return i;
        known.push_back(inks[i].id);
    }
    throw DomainError("ink", "\"" + std::string(ink_id) + "\"", "an ink of line \"" + id + "\": " + detail::join(known));
}

Line make_line(const LineDescription& description) {
    return detail::checked_line(description, [](const detail::LineFault& fault) {
        throw DomainError(fault.path, fault.value, fault.allowed, fault.why);
    });
}

} // namespace undertone
