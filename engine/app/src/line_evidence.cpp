// evidence.toml of a line's folder, read strictly.
#include "undertone/app/line_folder.hpp"

#include "toml_record.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"
#include "undertone/pigment/color_index.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <set>

namespace undertone {

namespace {

constexpr InputKind evidence_kind{"the line's evidence", input_kinds::megabyte,
                                  "a film takes five lines: this is another kind of file",
                                  "make a folder with `undertone line new NAME`"};

class EvidenceFile : detail::TomlRecord {
public:
    EvidenceFile(std::string_view text, const std::string& file) : TomlRecord(text, file) {}

    LineEvidence evidence() const {
        refuse_unknown_keys(root(), {"line", "readings", "cards", "inks", "mixtures"});
        LineEvidence all;
        const toml::table* line = table(root(), "line");
        if (line == nullptr)
            fail(root(), "no [line]", "the line needs a name and a version", "begin with [line], id, name, maker, version");
        refuse_unknown_keys(*line, {"id", "name", "maker", "version", "note"});
        all.id = required_text(*line, "id");
        all.name = required_text(*line, "name");
        all.maker = required_text(*line, "maker");
        all.version = required_text(*line, "version");
        all.note = text(*line, "note").value_or("");
        if (const toml::table* readings = table(root(), "readings")) {
            refuse_unknown_keys(*readings, {"instrument", "geometry", "illuminant", "observer"});
            all.instrument = {text(*readings, "instrument").value_or(""), text(*readings, "geometry").value_or(""),
                              text(*readings, "illuminant").value_or(""), text(*readings, "observer").value_or("")};
        }
        for (const auto& node : list(root(), "cards")) all.cards.push_back(film(as_table(node, "cards"), Film::card));
        for (const auto& node : required_array(root(), "inks")) all.inks.push_back(ink(as_table(node, "inks"), all));
        for (const auto& node : list(root(), "mixtures")) all.mixtures.push_back(mixture(as_table(node, "mixtures"), all));
        return all;
    }

private:
    enum class Film { card, ink, mixture };

    const toml::array& list(const toml::table& of, std::string_view key) const {
        static const toml::array none;
        const toml::array* found = array(of, key);
        return found != nullptr ? *found : none;
    }

    bool flag(const toml::table& of, const char* key) const {
        const toml::node* node = of.get(key);
        if (node == nullptr) return false;
        if (!node->is_boolean())
            fail(*node, fmt::format("\"{}\" is neither true nor false", key), "it is a yes or no", "write true or false");
        return node->as_boolean()->get();
    }

    double in(const toml::table& of, const char* key, double value, double least, double most, const char* hint) const {
        if (!(value >= least && value <= most))
            fail(*of.get(key), fmt::format("\"{}\" is {:g}", key, value),
                 fmt::format("it must be {:g} to {:g}", least, most), hint);
        return value;
    }

    void take_layer(const toml::table& of, std::string& backing, double& water_parts,
                    std::optional<double>& wet_thickness_mm) const {
        backing = text(of, "backing").value_or("white");
        if (backing != "white" && backing != "black")
            fail(*of.get("backing"), fmt::format("\"backing\" is \"{}\"", backing), "a film is judged on its card",
                 "use \"white\" or \"black\"");
        if (const auto n = number(of, "water_parts"))
            water_parts = in(of, "water_parts", *n, 0, 2000, "N of N:1, parts of water to one of ink");
        if (const auto um = number(of, "wet_thickness_um"))
            wet_thickness_mm = in(of, "wet_thickness_um", *um, 1, 5000, "in micrometres: bars leave 20 to 300") / 1000;
    }

    FilmEntry film(const toml::table& of, Film kind) const {
        if (kind == Film::card)
            refuse_unknown_keys(of, {"backing", "file", "reading"});
        else if (kind == Film::ink)
            refuse_unknown_keys(
                of, {"file", "reading", "backing", "water_parts", "wet_thickness_um", "thickness_measured", "opaque"});
        FilmEntry entry;
        entry.file = required_text(of, "file");
        entry.reading = text(of, "reading").value_or("");
        take_layer(of, entry.backing, entry.water_parts, entry.wet_thickness_mm);
        entry.thickness_measured = flag(of, "thickness_measured");
        entry.opaque = flag(of, "opaque");
        return entry;
    }

    LabFilm color(const toml::table& of) const {
        refuse_unknown_keys(of, {"lab", "illuminant", "observer", "backing", "card_lab", "water_parts", "wet_thickness_um"});
        LabFilm film;
        film.lab = lab(of, "lab");
        film.illuminant = text(of, "illuminant").value_or("D65");
        film.observer = text(of, "observer").value_or("1931_2deg");
        take_layer(of, film.backing, film.water_parts, film.wet_thickness_mm);
        if (of.contains("card_lab")) film.card = lab(of, "card_lab");
        return film;
    }

    Lab lab(const toml::table& of, const char* key) const {
        const toml::array& three = required_array(of, key);
        if (three.size() != 3)
            fail(three, fmt::format("\"{}\" has {} numbers", key, three.size()), "a colour is L*, a*, b*",
                 "write [52.1, 3.0, 8.4]");
        return {as_number(*three.get(0), key), as_number(*three.get(1), key), as_number(*three.get(2), key)};
    }

    std::vector<std::string> names(const toml::table& of, const char* key) const {
        std::vector<std::string> all;
        for (const auto& node : list(of, key)) {
            if (!node.is_string())
                fail(node, fmt::format("an entry of \"{}\" is no text", key), "it is a Colour Index number",
                     "write \"CI 77266\"");
            all.push_back(node.as_string()->get());
            if (find_color_index(all.back()) == nullptr)
                fail(node, fmt::format("\"{}\" is not known", all.back()), "what it is decides which optics are likely",
                     "write it as \"CI 77266\" or \"Pigment Black 7\"; leave out carriers and preservatives");
        }
        return all;
    }

    InkEntry ink(const toml::table& of, const LineEvidence& all) const {
        refuse_unknown_keys(of, {"id", "name", "color_index", "role", "pigment_mg_per_ml", "lot", "expires", "lots", "date",
                                 "g", "g_sd", "label", "solids_mg_per_ml", "films", "colors"});
        InkEntry entry;
        entry.statement.id = required_text(of, "id");
        for (const InkEntry& other : all.inks)
            if (other.statement.id == entry.statement.id)
                fail(*of.get("id"), fmt::format("two inks are called \"{}\"", entry.statement.id),
                     "a recipe could not say which it means", "give each lot and ink an id of its own");
        entry.statement.name = text(of, "name").value_or(entry.statement.id);
        entry.statement.color_index = text(of, "color_index").value_or("");
        if (const auto role = text(of, "role")) {
            try {
                entry.statement.role = colorant_role(*role);
            } catch (const DomainError& error) {
                fail(*of.get("role"), fmt::format("\"role\" is \"{}\"", *role), "rules of matching go by it",
                     "use one of " + error.allowed);
            }
        } else if (const ColorIndexEntry* known = find_color_index(entry.statement.color_index);
                   known != nullptr && !known->colorant.empty())
            entry.statement.role = colorant(known->colorant).role;
        entry.statement.date = text(of, "date").value_or("");
        if (const auto mg = number(of, "pigment_mg_per_ml"))
            entry.statement.pigment_mg_per_ml = in(of, "pigment_mg_per_ml", *mg, 0.1, 1000, "15 % of pigment are 150 mg/ml");
        if (const auto g = number(of, "g"))
            entry.statement.g = in(of, "g", *g, 0, 0.9, "pigments scatter forward: 0.4 to 0.9");
        if (const auto sd = number(of, "g_sd"))
            entry.statement.g_sd = in(of, "g_sd", *sd, 0, 0.3, "0.15 where it is not known");
        entry.lot = text(of, "lot").value_or("");
        entry.expires = text(of, "expires").value_or("");
        for (const auto& node : list(of, "lots")) {
            const toml::table& lot = as_table(node, "lots");
            refuse_unknown_keys(lot, {"lot", "expires"});
            entry.lots.push_back({required_text(lot, "lot"), text(lot, "expires").value_or("")});
            for (std::size_t other = 0; other + 1 < entry.lots.size(); ++other)
                if (entry.lots[other].lot == entry.lots.back().lot)
                    fail(*lot.get("lot"), fmt::format("lot \"{}\" stands twice", entry.lots.back().lot),
                         "a recall of it, or its expiry, could mean either", "name each lot once");
        }
        entry.label = names(of, "label");
        if (of.contains("solids_mg_per_ml")) {
            const toml::array& two = required_array(of, "solids_mg_per_ml");
            if (two.size() != 2)
                fail(two, "\"solids_mg_per_ml\" is no range", "it is the least and the most", "write [50, 300]");
            entry.least_pigment_mg_per_ml = as_number(*two.get(0), "solids_mg_per_ml");
            entry.most_pigment_mg_per_ml = as_number(*two.get(1), "solids_mg_per_ml");
        }
        for (const auto& node : list(of, "films")) entry.films.push_back(film(as_table(node, "films"), Film::ink));
        for (const auto& node : list(of, "colors")) entry.colors.push_back(color(as_table(node, "colors")));
        if (entry.films.empty() && entry.label.empty())
            fail(of, fmt::format("nothing is known of ink \"{}\"", entry.statement.id),
                 "its colour must come from somewhere",
                 "add [[inks.films]] with readings of it, or label = [\"CI 77266\", ...]");
        return entry;
    }

    MixtureEntry mixture(const toml::table& of, const LineEvidence& all) const {
        refuse_unknown_keys(
            of, {"parts", "file", "reading", "backing", "water_parts", "wet_thickness_um", "thickness_measured", "opaque"});
        MixtureEntry entry;
        const toml::table* parts = table(of, "parts");
        if (parts == nullptr || parts->empty())
            fail(of, "no parts", "without them nobody knows what was mixed", "write parts = { black = 3, brown = 1 }");
        for (const auto& [key, value] : *parts) {
            const std::string id(key.str());
            const bool known =
                std::any_of(all.inks.begin(), all.inks.end(), [&](const InkEntry& one) { return one.statement.id == id; });
            if (!known)
                fail(value, fmt::format("no ink \"{}\"", id), "a mixture is of the folder's inks",
                     "use the id of one of [[inks]]");
            const double amount = as_number(value, id);
            if (!(amount > 0))
                fail(value, fmt::format("{} parts of \"{}\"", amount, id), "a part is above 0",
                     "leave it out, or correct it");
            entry.parts[id] = amount;
        }
        entry.film = film(of, Film::mixture);
        return entry;
    }
};

} // namespace

std::string FilmEntry::name() const { return reading.empty() ? file : file + " \"" + reading + "\""; }

LineEvidence parse_line_evidence(std::string_view text, const std::string& file) {
    return EvidenceFile(text, file).evidence();
}

LineEvidence read_line_evidence(const std::string& folder) {
    const std::string file = (std::filesystem::path(folder) / "evidence.toml").string();
    LineEvidence evidence = parse_line_evidence(read_input_file(file, evidence_kind), file);
    evidence.folder = folder;
    return evidence;
}

} // namespace undertone
