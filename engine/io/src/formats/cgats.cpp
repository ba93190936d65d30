// CGATS.17-2005 (ISO 28178) text and its kin: Argyll .ti3, .sp and .cie, GretagMacbeth lists.

#include "cells/column_roles.hpp"
#include "cells/number.hpp"
#include "cells/quantity.hpp"
#include "cells/readings.hpp"
#include "cells/wavelengths.hpp"
#include "formats.hpp"
#include "metadata_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <tuple>
#include <utility>

namespace undertone::io_detail {

namespace {

struct Token {
    std::string text;
    TextPosition at;
    bool quoted = false;
};

/// Cuts a line into words and quoted strings; '#' starts a comment.
std::vector<Token> tokens_of(const SourceText& source, int line_number) {
    const std::string_view line = source.line(line_number);
    std::vector<Token> out;
    for (std::size_t i = 0; i < line.size();) {
        if (trimmed(line.substr(i, 1)).empty()) {
            ++i;
            continue;
        }
        if (line[i] == '#') break;
        Token token{"", {line_number, source.column(line_number, i)}, line[i] == '"'};
        if (token.quoted) {
            for (++i;;) {
                if (i >= line.size())
                    source.refuse(token.at, "a quotation mark opens here and is not closed on this line",
                                  "where the values after it end is unknown", "close the quotation mark or remove it");
                if (line[i] == '"' && (++i >= line.size() || line[i] != '"')) break; // a doubled mark stands for one
                token.text += line[i++];
            }
        } else {
            const std::size_t start = i;
            while (i < line.size() && !trimmed(line.substr(i, 1)).empty()) ++i;
            token.text = line.substr(start, i - start);
        }
        out.push_back(std::move(token));
    }
    return out;
}

/// Cells of a tab-separated line, empty ones included.
std::vector<Token> tab_cells(const SourceText& source, int line_number) {
    const std::string_view line = source.line(line_number);
    std::vector<Token> out;
    for (std::size_t start = 0;;) {
        const std::size_t end = std::min(line.find('\t', start), line.size());
        std::string_view text = trimmed(line.substr(start, end - start));
        if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"')) text = text.substr(1, text.size() - 2);
        out.push_back({std::string(text), {line_number, source.column(line_number, start)}, false});
        if (end == line.size()) return out;
        start = end + 1;
    }
}

struct Keyword {
    std::string key;
    Token value;
    int section = 0; ///< the header it stands in: a later one replaces it, its own may repeat it
};

struct CgatsTable {
    std::vector<Keyword> keywords;
    std::vector<Token> fields;
    std::vector<std::vector<Token>> sets;
    TextPosition data_at;
    Diagnostics diagnostics;

    /// The last value of that keyword, or nullptr.
    const Token* find(std::string_view key) const {
        const auto found = std::find_if(keywords.rbegin(), keywords.rend(), [&](const Keyword& k) { return k.key == key; });
        return found == keywords.rend() ? nullptr : &found->value;
    }
};

constexpr double unstated = -1;

class CgatsReader {
public:
    explicit CgatsReader(const SourceText& source) : source_(source) {}

    std::vector<Measurement> read() {
        read_tables();
        check_set_total();
        std::vector<Measurement> out;
        std::string fields_seen;
        int skipped = 0;
        for (const CgatsTable& table : tables_) {
            refuse_other_quantities(table);
            ReadingTable readings = readings_of(table);
            if (readings.readings.empty()) {
                ++skipped;
                for (std::size_t i = 0; i < std::min<std::size_t>(table.fields.size(), 6); ++i)
                    fields_seen += (fields_seen.empty() ? "" : ", ") + table.fields[i].text;
                continue;
            }
            for (Measurement& m : finish_readings(source_, std::move(readings))) out.push_back(std::move(m));
        }
        if (out.empty()) {
            const TextPosition at = tables_.empty() || tables_[0].fields.empty() ? TextPosition{} : tables_[0].fields[0].at;
            if (tables_.empty())
                source_.refuse(at, "no BEGIN_DATA was found",
                               "a CGATS file lists its values between BEGIN_DATA and END_DATA; the file may be cut off",
                               "export the file again");
            source_.refuse(at, fmt::format("no spectral, LAB or XYZ values (fields: {})", fields_seen),
                           "a colour needs fields such as SPECTRAL_NM380, LAB_L or XYZ_X",
                           "export spectral reflectance or L*, a*, b*");
        }
        if (skipped > 0)
            out.front().diagnostics.push_back(
                {Severity::info, "tables_skipped", fmt::format("{} tables without colour values were left out", skipped)});
        return out;
    }

private:
    enum class Part { keywords, format, data };

    void read_tables() {
        CgatsTable table;
        Part part = Part::keywords;
        TextPosition opened;
        for (int n = 1; n <= source_.line_count(); ++n) {
            std::vector<Token> tokens = tokens_of(source_, n);
            if (tokens.empty()) continue;
            const std::string word = tokens[0].quoted ? "" : tokens[0].text;
            if (word == "BEGIN_DATA_FORMAT") {
                if (part == Part::data) refuse_open(opened, "BEGIN_DATA", "END_DATA");
                part = Part::format;
                opened = tokens[0].at;
                table.fields.clear();
                tokens.erase(tokens.begin());
            }
            if (part == Part::format) {
                for (Token& token : tokens) {
                    if (!token.quoted && token.text == "END_DATA_FORMAT") {
                        part = Part::keywords;
                        break;
                    }
                    if (!token.quoted && token.text == "BEGIN_DATA")
                        refuse_open(opened, "BEGIN_DATA_FORMAT", "END_DATA_FORMAT");
                    table.fields.push_back(std::move(token));
                }
                continue;
            }
            if (word == "BEGIN_DATA") {
                if (part == Part::data) refuse_open(opened, "BEGIN_DATA", "END_DATA");
                if (table.fields.empty())
                    source_.refuse(tokens[0].at, "data begin here, but no field names came before",
                                   "without BEGIN_DATA_FORMAT ... END_DATA_FORMAT the columns have no meaning",
                                   "export the file again");
                part = Part::data;
                opened = table.data_at = tokens[0].at;
                continue;
            }
            if (part == Part::data) {
                if (word == "END_DATA") {
                    finish_data(table, tokens[0].at);
                    tables_.push_back(table);
                    table.sets.clear();
                    table.diagnostics.clear();
                    // counts and scale belong to one table; the rest of the header holds for those that follow
                    std::erase_if(table.keywords, [](const Keyword& entry) {
                        return entry.key.starts_with("NUMBER_OF_") || entry.key.starts_with("SPECTRAL_");
                    });
                    part = Part::keywords;
                    continue;
                }
                if (tokens.size() != table.fields.size() && source_.line(n).find('\t') != std::string_view::npos)
                    if (auto cells = tab_cells(source_, n); cells.size() == table.fields.size()) tokens = std::move(cells);
                table.sets.push_back(std::move(tokens));
                continue;
            }
            read_keyword(table, tokens);
        }
        if (part == Part::format) refuse_open(opened, "BEGIN_DATA_FORMAT", "END_DATA_FORMAT");
        if (part == Part::data) refuse_open(opened, "BEGIN_DATA", "END_DATA");
    }

    bool is_spectrashop() const { return starts_with_no_case(trimmed(source_.text()), "SpectraShop"); }

    [[noreturn]] void refuse_open(TextPosition at, const char* begin, const char* end) const {
        source_.refuse(at, fmt::format("{} has no {}", begin, end),
                       "the list it opens is not closed, so the file may have been cut off", "export the file again");
    }

    void read_keyword(CgatsTable& table, const std::vector<Token>& tokens) const {
        if (tokens[0].quoted) return;
        const std::string& key = tokens[0].text;
        // KEYWORD "NAME" only declares NAME
        if (key == "KEYWORD" || tokens.size() < 2) return;
        Token value = tokens[1];
        for (std::size_t i = 2; i < tokens.size(); ++i) value.text += " " + tokens[i].text;
        const auto section = static_cast<int>(tables_.size());
        std::erase_if(table.keywords, [&](const Keyword& k) { return k.key == key && k.section != section; });
        table.keywords.push_back({key, std::move(value), section});
    }

    std::optional<double> count_of(const CgatsTable& table, const char* key) const {
        const Token* found = table.find(key);
        if (!found) return {};
        const Number number = parse_number(found->text);
        if (number.kind != Number::Kind::number)
            source_.refuse(found->at, fmt::format("{} is \"{}\", not a number", key, found->text),
                           "the table cannot be checked without it", "correct the line or export the file again");
        return number.value;
    }

    /// Where names and rows agree, a wrong count of fields misleads nobody.
    void check_field_count(CgatsTable& table) const {
        const auto stated = count_of(table, "NUMBER_OF_FIELDS");
        const std::size_t named = table.fields.size();
        if (!stated || *stated == static_cast<double>(named)) return;
        if (std::all_of(table.sets.begin(), table.sets.end(), [&](const auto& set) { return set.size() == named; })) {
            table.diagnostics.push_back(
                {Severity::warning, "field_count",
                 fmt::format("NUMBER_OF_FIELDS is {:g}, but {} fields are named and each row holds as many: the names count",
                             *stated, named)});
            return;
        }
        source_.refuse(table.find("NUMBER_OF_FIELDS")->at,
                       fmt::format("NUMBER_OF_FIELDS is {:g}, but {} fields are named", *stated, named),
                       "one of the two is wrong, so values could go to the wrong columns",
                       "correct the number or export the file again");
    }

    /// Rows may be wrapped over several lines; then only the total can be checked.
    void finish_data(CgatsTable& table, TextPosition end) const {
        check_field_count(table);
        const std::size_t columns = table.fields.size();
        const auto wrong =
            std::find_if(table.sets.begin(), table.sets.end(), [&](const auto& set) { return set.size() != columns; });
        // SpectraShop counts the sets of all its tables together: see check_set_total()
        const bool spectrashop = is_spectrashop();
        const double stated = spectrashop ? unstated : count_of(table, "NUMBER_OF_SETS").value_or(unstated);
        if (wrong != table.sets.end()) {
            std::size_t total = 0;
            for (const auto& set : table.sets) total += set.size();
            const double whole = std::floor(static_cast<double>(total) / static_cast<double>(columns));
            if (static_cast<double>(total) != (spectrashop ? whole : stated) * static_cast<double>(columns))
                source_.refuse(wrong->front().at,
                               fmt::format("this row has {} values where {} fields are named", wrong->size(), columns),
                               "values could go to the wrong columns",
                               "correct the row (names with spaces need quotation marks) or export the file again");
            std::vector<std::vector<Token>> sets(1);
            for (auto& set : table.sets)
                for (Token& token : set) {
                    if (sets.back().size() == columns) sets.emplace_back();
                    sets.back().push_back(std::move(token));
                }
            table.sets = std::move(sets);
        }
        if (stated != unstated && stated != static_cast<double>(table.sets.size()))
            source_.refuse(table.find("NUMBER_OF_SETS")->at,
                           fmt::format("NUMBER_OF_SETS is {:g}, but {} rows follow", stated, table.sets.size()),
                           "rows are missing or the file was edited by hand",
                           "export the file again, or correct the number");
        if (table.sets.empty())
            source_.refuse(end, "the table holds no rows", "there is no measurement to read", "export the file again");
    }

    /// SpectraShop writes each sample as a table of its own, and the number of all of them at the top.
    void check_set_total() const {
        if (tables_.empty() || !is_spectrashop()) return;
        const auto stated = count_of(tables_.front(), "NUMBER_OF_SETS");
        std::size_t found = 0;
        for (const CgatsTable& table : tables_) found += table.sets.size();
        if (stated && *stated != static_cast<double>(found))
            source_.refuse(tables_.front().find("NUMBER_OF_SETS")->at,
                           fmt::format("NUMBER_OF_SETS is {:g}, but the file holds {}", *stated, found),
                           "samples are missing: the file may have been cut off", "export the file again");
    }

    /// Light sources, transparencies and displays come in the same format.
    void refuse_other_quantities(const CgatsTable& table) const {
        for (const char* key : {"MEAS_TYPE", "SPECTRUM_TYPE", "MEASUREMENT_TYPE", "DEVICE_CLASS", "MEASUREMENT_MODE",
                                "COLOR_REP", "MODE", "DATA_TYPE", "SPECTRAL_TYPE"}) {
            const Token* found = table.find(key);
            if (!found) continue;
            const std::string type = lower(found->text);
            const Quantity named = quantity_of_title(found->text);
            for (const char* other : {"emi", "ambient", "flash", "trans", "display", "density"})
                if (type.starts_with(other) || (!named.other.empty() && !named.doubtful))
                    source_.refuse(found->at, fmt::format("{} is \"{}\"", key, found->text),
                                   "skin, hair and pigment are measured by reflection", "measure in reflectance mode");
        }
    }

    /// What other keywords say of another quantity is reported, not obeyed: titles and sources are free text.
    void doubt_other_quantities(const CgatsTable& table, Diagnostics& to) const {
        for (const auto& [key, value, section] : table.keywords) {
            if (key == "KEYWORD" || key.starts_with(metadata_mark) || field_of(key) == Field::instrument) continue;
            const std::string text = lower(value.text);
            const Quantity named = quantity_in_text(value.text);
            const bool other =
                !named.other.empty() || text.find("transmissive") != text.npos || text.find("emissive") != text.npos;
            if (!other) continue;
            to.push_back({Severity::warning, "quantity_doubtful",
                          fmt::format("{} \"{}\" speaks of {}: the values were read as of reflected light", key, value.text,
                                      named.other.empty() ? "transmitted or emitted light" : named.other)});
            return;
        }
        for (std::string_view rest = source_.text(); !rest.empty();) { // "# absorbance"
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            const std::string_view line = trimmed(rest.substr(0, end));
            rest.remove_prefix(std::min(rest.size(), end + 1));
            if (!line.starts_with('#')) continue;
            const Quantity named = quantity_in_text(line);
            if (named.other.empty()) continue;
            to.push_back({Severity::warning, "quantity_doubtful",
                          fmt::format("the line \"{}\" speaks of {}: the values were read as of reflected light", line,
                                      named.other)});
            return;
        }
    }

    ReadingTable readings_of(const CgatsTable& table) const {
        std::map<Field, std::size_t> fields;
        std::vector<std::pair<std::size_t, double>> wavelengths;
        std::vector<std::size_t> pairs, others; // pairs: columns of a wavelength whose value stands in the next one
        ReadingTable out;
        for (std::size_t c = 0; c < table.fields.size(); ++c) {
            const std::string& label = table.fields[c].text;
            if (label == "SPECTRAL_NM" && c + 1 < table.fields.size()) {
                pairs.push_back(c++);
                const std::string& value = table.fields[c].text;
                if (value.ends_with("_PCT")) out.scale = Scale::percent;
                if (value.ends_with("_DEC")) out.scale = Scale::fraction;
            } else if (const auto wavelength = wavelength_label(label); wavelength && wavelength->quantity.empty()) {
                wavelengths.emplace_back(c, wavelength->nm);
                if (out.scale == Scale::unstated) out.scale = wavelength->scale;
            } else if (field_of(label) == Field::other || label.starts_with("RGB_") || label.starts_with("CMYK_") ||
                       !fields.emplace(field_of(label), c).second) {
                others.push_back(c);
            }
        }
        if (const auto norm = count_of(table, "SPECTRAL_NORM")) {
            if (*norm == 100)
                out.scale = Scale::percent;
            else if (*norm == 1)
                out.scale = Scale::fraction;
            else
                source_.refuse(table.find("SPECTRAL_NORM")->at, fmt::format("SPECTRAL_NORM is {:g}", *norm),
                               "only 1 (fractions) and 100 (percent) are known", "export with a norm of 1 or 100");
        }
        check_spectral_keywords(table, wavelengths);
        const bool has_lch = fields.count(Field::lab_l) && fields.count(Field::lch_c) && fields.count(Field::lch_h);
        const bool has_lab = fields.count(Field::lab_l) && fields.count(Field::lab_a) && fields.count(Field::lab_b);
        const bool has_xyz = fields.count(Field::xyz_x) && fields.count(Field::xyz_y) && fields.count(Field::xyz_z);
        if (wavelengths.empty() && pairs.empty() && !has_lab && !has_lch && !has_xyz) return out;
        out.diagnostics = table.diagnostics;
        out.names_state_geometry = true; // "scalp SCE", as in tables
        doubt_other_quantities(table, out.diagnostics);
        for (const char* key : {"SPECTRAL_UNITS", "SPECTRAL_UNIT", "REFLECTANCE_UNIT"})
            if (const Token* unit = table.find(key); unit && out.scale == Scale::unstated) out.scale = scale_in(unit->text);

        const Measurement common = common_of(table);
        for (std::size_t r = 0; r < table.sets.size(); ++r) {
            const auto& set = table.sets[r];
            Reading reading;
            reading.measurement = common;
            reading.measurement.name = name_of(table, fields, r);
            const auto three = [&](Field a, Field b, Field c) {
                const auto cell = [&](Field f) { return Cell{set[fields.at(f)].text, set[fields.at(f)].at}; };
                return std::array<Cell, 3>{cell(a), cell(b), cell(c)};
            };
            if (has_lab) reading.lab = three(Field::lab_l, Field::lab_a, Field::lab_b);
            if (has_lch && !has_lab) reading.lch = three(Field::lab_l, Field::lch_c, Field::lch_h);
            if (has_xyz && !has_lab) reading.xyz = three(Field::xyz_x, Field::xyz_y, Field::xyz_z);
            for (const auto& [c, nm] : wavelengths)
                reading.bands.push_back({nm, table.fields[c].at, {set[c].text, set[c].at}});
            for (const std::size_t c : pairs) {
                const auto nm = wavelength_label(set[c].text);
                if (!nm)
                    source_.refuse(set[c].at, fmt::format("\"{}\" is not a wavelength", set[c].text),
                                   "SPECTRAL_NM is followed by a wavelength between 200 and 2500 nm, and its value",
                                   "export the file again");
                reading.bands.push_back({nm->nm, set[c].at, {set[c + 1].text, set[c + 1].at}});
            }
            for (const auto& [field, c] : fields)
                if (field >= Field::illuminant && field != Field::unit)
                    set_field(reading.measurement, table.fields[c].text, set[c].text);
            for (const std::size_t c : others)
                if (!set[c].text.empty()) set_column(reading.measurement, table.fields[c].text, set[c].text);
            out.readings.push_back(std::move(reading));
        }
        leave_out_statistics(out);
        return out;
    }

    /// Rows called "StdDev" beside those that they describe; people name samples too, so the values must bear it out.
    void leave_out_statistics(ReadingTable& table) const {
        if (source_.text().find("# written by Undertone") != std::string_view::npos) return; // all it holds are readings
        constexpr double much_smaller = 0.3;
        std::vector<std::string> names;
        std::vector<double> levels;
        for (const Reading& reading : table.readings) {
            names.push_back(reading.measurement.name);
            double sum = 0;
            for (const BandCell& band : reading.bands) sum += parse_number(band.cell.text).value;
            levels.push_back(reading.bands.empty() ? 0 : sum / static_cast<double>(reading.bands.size()));
        }
        const std::vector<Role> roles = roles_of(names, true, levels);
        double lowest = 0; // of what is no statistic
        for (std::size_t i = 0; i < roles.size(); ++i)
            if (roles[i] != Role::statistic) lowest = lowest == 0 ? levels[i] : std::min(lowest, levels[i]);
        std::vector<Reading> kept;
        std::string dropped;
        for (std::size_t i = 0; i < roles.size(); ++i)
            if (roles[i] == Role::statistic && levels[i] < much_smaller * lowest)
                dropped += (dropped.empty() ? "\"" : ", \"") + names[i] + "\"";
            else
                kept.push_back(std::move(table.readings[i]));
        table.readings = std::move(kept);
        if (!dropped.empty())
            table.diagnostics.push_back(
                {Severity::info, "statistics_left_out", fmt::format("left out: {} (statistics of the readings)", dropped)});
    }

    void check_spectral_keywords(const CgatsTable& table,
                                 const std::vector<std::pair<std::size_t, double>>& wavelengths) const {
        if (wavelengths.empty()) return;
        if (const auto bands = count_of(table, "SPECTRAL_BANDS"); bands && *bands != static_cast<double>(wavelengths.size()))
            source_.refuse(
                table.find("SPECTRAL_BANDS")->at,
                fmt::format("SPECTRAL_BANDS is {:g}, but {} spectral fields are named", *bands, wavelengths.size()),
                "one of the two is wrong, so wavelengths could be shifted", "export the file again");
        const auto [low, high] = std::minmax_element(wavelengths.begin(), wavelengths.end(),
                                                     [](auto& a, auto& b) { return a.second < b.second; });
        // names are rounded to whole nanometres, the keywords are not
        for (const auto& [key, found] :
             {std::pair{"SPECTRAL_START_NM", low->second}, std::pair{"SPECTRAL_END_NM", high->second}})
            if (const auto stated = count_of(table, key); stated && (*stated - found > 1 || found - *stated > 1))
                source_.refuse(table.find(key)->at,
                               fmt::format("{} is {:g}, but the fields reach {:g} nm", key, *stated, found),
                               "one of the two is wrong, so wavelengths could be shifted", "export the file again");
    }

    Measurement common_of(const CgatsTable& table) const {
        Measurement m;
        m.file = source_.file();
        std::string lights, eyes; // all that are named, so that two that differ are reported
        const auto add = [](std::string& list, const std::string& one) {
            if (!one.empty() && list.find(one) == list.npos) list += (list.empty() ? "" : " and ") + one;
        };
        for (const auto& [key, value, section] : table.keywords) {
            if (key.starts_with("NUMBER_OF_") || key.starts_with("SPECTRAL_") || key == "LGOROWLENGTH") continue;
            if (key == "WEIGHTING_FUNCTION") { // one line "ILLUMINANT, D50", one "OBSERVER, 2 degree"; or both in one
                const std::string light = illuminant_in(value.text), eye = observer_in(value.text);
                add(lights, light);
                add(eyes, eye);
                if (!light.empty() || !eye.empty()) continue;
            }
            if (key == "MEASUREMENT_SOURCE") { // "Illumination=D50 ObserverAngle=2 WhiteBase=Abs Filter=No"
                read_source(value.text, m);
                keep(m, key, value.text);
                continue;
            }
            if (field_of(key) == Field::other || m.metadata.count(key)) {
                keep(m, key, value.text);
                continue;
            }
            const std::string light = std::exchange(m.illuminant, ""), eye = std::exchange(m.observer, "");
            set_column(m, key, value.text);
            add(lights, m.illuminant);
            add(eyes, m.observer);
            if (m.illuminant.empty()) m.illuminant = light;
            if (m.observer.empty()) m.observer = eye;
        }
        for (const auto& [list, field, what] :
             {std::tuple{&lights, &m.illuminant, "illuminants"}, {&eyes, &m.observer, "observers"}}) {
            if (list->empty()) continue;
            *field = list->find(" and ") == list->npos ? *list : "";
            if (field->empty())
                m.diagnostics.push_back(
                    {Severity::warning, "viewing_contradictory",
                     fmt::format("the file names several {} ({}): which of them its Lab is of is not known", what, *list)});
        }
        return m;
    }

    /// What a keyword says each time it stands there, each text once.
    static void keep(Measurement& m, const std::string& key, const std::string& value) {
        if (key.starts_with(metadata_mark)) return set_column(m, key, value);
        if (value.empty()) return;
        std::string& text = m.metadata[key];
        if (text.empty())
            text = value;
        else if (text.find(value) == text.npos)
            text += " | " + value;
    }

    /// A column or keyword that our writer made holds metadata, whatever its name means elsewhere.
    static void set_column(Measurement& m, const std::string& label, const std::string& value) {
        if (label.starts_with(metadata_mark))
            m.metadata[decoded_key(std::string_view(label).substr(std::string_view(metadata_mark).size()))] =
                decoded_value(value);
        else
            set_field(m, label, value);
    }

    static void read_source(std::string_view text, Measurement& m) {
        const auto value = [&](std::initializer_list<std::string_view> keys) {
            for (const std::string_view key : keys)
                for (auto at = lower(text).find(lower(key)); at != text.npos; at = lower(text).find(lower(key), at + 1)) {
                    std::string_view rest = trimmed(text.substr(at + key.size()));
                    if (!rest.starts_with('=') && !rest.starts_with(':')) continue;
                    rest = trimmed(rest.substr(1));
                    const auto next = rest.find('='); // the value ends where the next key starts
                    if (next == rest.npos) return std::string(rest.substr(0, rest.find_first_of("\t;")));
                    const auto end = rest.substr(0, next).find_last_of(" \t;,");
                    return std::string(trimmed(rest.substr(0, end)));
                }
            return std::string();
        };
        if (m.illuminant.empty()) m.illuminant = illuminant_in(value({"Illumination", "Illuminant"}));
        if (m.observer.empty()) m.observer = observer_in(value({"ObserverAngle", "Observer"}));
        if (m.geometry.empty()) m.geometry = geometry_in(value({"MeasurementGeometry", "Geometry"}));
        if (m.geometry.empty()) m.geometry = geometry_in(value({"SpecularComponent", "Specular"}), true);
    }

    std::string name_of(const CgatsTable& table, const std::map<Field, std::size_t>& fields, std::size_t row) const {
        for (const Field field : {Field::name, Field::id})
            if (const auto c = fields.find(field); c != fields.end())
                if (const std::string& text = table.sets[row][c->second].text; !text.empty()) return text;
        const std::string stem = std::filesystem::path(source_.file()).stem().string();
        return table.sets.size() == 1 ? stem : fmt::format("{} {}", stem, row + 1);
    }

    const SourceText& source_;
    std::vector<CgatsTable> tables_;
};

} // namespace

std::vector<Measurement> read_cgats(const SourceText& source) { return CgatsReader(source).read(); }

} // namespace undertone::io_detail
