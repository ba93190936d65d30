// Reading CSV: finds the layout (wide, long, or colours alone) from titles and cells, and what stands above and below the table.

#include "cells/column_roles.hpp"
#include "cells/number.hpp"
#include "cells/words.hpp"
#include "csv_reader.hpp"
#include "formats.hpp"
#include "metadata_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace undertone::io_detail {

namespace {

/// Three plain numbers that may be nm?
bool may_be_wavelengths(const Row& row) {
    constexpr std::ptrdiff_t few = 3;
    return std::count_if(row.cells.begin(), row.cells.end(), [](const Cell& cell) {
               const Number number = parse_number(cell.text);
               return number.kind == Number::Kind::number && number.value >= shortest_nm && number.value <= longest_nm;
           }) >= few;
}

std::string list_of(const std::vector<std::string>& titles) {
    constexpr std::size_t shown = 6;
    std::string out;
    for (std::size_t i = 0; i < std::min(titles.size(), shown); ++i)
        out += (i > 0 ? ", " : "") + fmt::format("\"{}\"", titles[i]);
    return titles.size() > shown ? out + fmt::format(" and {} more", titles.size() - shown) : out;
}

/// The median of each, as a fraction; 0 where it holds no numbers.
std::vector<double> levels_of(const std::vector<Candidate>& candidates) {
    std::vector<double> out;
    double highest = 0;
    for (const Candidate& candidate : candidates) {
        std::vector<double> values;
        for (const BandCell& band : candidate.reading.bands)
            if (const Number number = parse_number(band.cell.text); number.kind == Number::Kind::number)
                values.push_back(number.value);
        const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        if (!values.empty()) std::nth_element(values.begin(), middle, values.end());
        if (const auto& lab = candidate.reading.lab; values.empty() && lab)
            out.push_back(parse_number((*lab)[0].text).value / 100); // L*
        else
            out.push_back(values.empty() ? 0 : *middle);
        highest = std::max(highest, out.back());
    }
    constexpr double percent_from = 2;
    if (highest >= percent_from)
        for (double& level : out) level /= 100;
    return out;
}

/// People call samples by short words, so a row's name counts where it says the quantity in full, or with a percent sign: "%T".
Quantity quantity_of_row(std::string_view name) {
    const Quantity whole = quantity_in_text(name);
    if (whole.reflectance || !whole.other.empty() || name.find('%') == name.npos) return whole;
    return quantity_of_title(name);
}

/// Does the text speak of percent, where nothing was understood to say it?
bool mentions_percent(std::string_view text) {
    const std::string plain = folded(text);
    for (const std::string_view word : {"%", "\xEF\xBC\x85", "percent", "per cent", "prozent", "pourcent", "0-100", "0..100",
                                        "0 to 100", "x100", "x 100", "100*", "*100", "v.h.", "процент", "百分"})
        if (plain.find(word) != plain.npos) return true;
    return false;
}

} // namespace

CsvReader::CsvReader(const SourceText& source)
    : source_(source), delimiter_(find_delimiter(source)), rows_(rows_of(source, delimiter_)) {}

std::vector<Measurement> CsvReader::read() {
    constexpr std::size_t sure = 8, at_least = 2; // rows that make a table of wavelengths without a title
    // titles stand over numbers: other words are not parsed as titles
    std::vector<std::size_t> numbers;
    for (const Row& row : rows_)
        numbers.push_back(static_cast<std::size_t>(
            std::count_if(row.cells.begin(), row.cells.end(), [](const Cell& cell) { return is_number(cell.text); })));
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        constexpr std::size_t below = 7, few = 2, three = 3;
        const std::size_t last = std::min(i + below, rows_.size() - 1);
        const std::size_t most = *std::max_element(numbers.begin() + static_cast<std::ptrdiff_t>(std::min(i + 1, last)),
                                                   numbers.begin() + static_cast<std::ptrdiff_t>(last + 1));
        const bool words = numbers[i] < rows_[i].cells.size(), at_end = last == rows_.size() - 1;
        if (words && (most >= few || at_end))
            if (auto layout = titled_long(i)) return read_long(std::move(*layout));
        if ((words || may_be_wavelengths(rows_[i])) && (most >= three || at_end))
            if (auto layout = wide(i)) return read_wide(std::move(*layout));
        if (auto layout = bare_long(i, sure)) return read_long(std::move(*layout));
    }
    for (std::size_t i = 0; i < rows_.size(); ++i)
        if (auto layout = bare_long(i, at_least)) return read_long(std::move(*layout));
    refuse_nothing();
}

void CsvReader::refuse_nothing() const {
    const auto widest = std::max_element(rows_.begin(), rows_.end(),
                                         [](const Row& a, const Row& b) { return a.cells.size() < b.cells.size(); });
    source_.refuse(widest == rows_.end() ? TextPosition{} : TextPosition{widest->line, 1},
                   "no wavelengths and no L*, a*, b* columns were found, here or anywhere",
                   "a table needs a row of wavelengths (380, 390, ...), a column of wavelengths, or columns L*, a*, b*",
                   "export spectral reflectance or L*, a*, b* with its column names");
}

// ---- lines above, between and below the table ----------------------------------------------------------------------

Row CsvReader::shown(std::size_t i) const {
    return rows_[i].comment ? uncommented(source_, rows_[i], delimiter_) : rows_[i];
}

std::size_t CsvReader::next_row(std::size_t i) const {
    do ++i;
    while (i < rows_.size() && rows_[i].comment);
    return i;
}

void CsvReader::read_comment(const Row& row) {
    std::string_view line = trimmed(source_.line(row.line));
    line.remove_prefix(std::min(line.size(), line.find_first_not_of("#/ \t")));
    if (const auto colon = line.find(':'); colon != line.npos)
        return set(line.substr(0, colon), line.substr(colon + 1), row.cells.front().at);
    if (const Quantity named = quantity_in_text(line); !named.other.empty() && doubt_.empty())
        doubt_ = fmt::format("the line \"{}\" speaks of {}", line, named.other);
    hint_of_line(line);
}

/// "reflectance in %", "all values in percent": a sentence that is about the values.
void CsvReader::hint_of_line(std::string_view line) {
    const std::vector<std::string> words = words_of(folded(line));
    if (has_word(words, {"value", "values", "data", "werte", "valeurs", "valores", "r"}) ||
        quantity_in_text(line).reflectance)
        if (scale_of_header(line) != Scale::unstated) hint(scale_of_header(line));
}

/// "CIELAB (D65, 10 degrees)", "Hunter L, a, b": what a line says of the colours below it.
void CsvReader::read_colors_of_line(const Row& row) {
    const std::string line(trimmed(source_.line(row.line)));
    const std::vector<std::string> words = words_of(folded(line));
    const Field meaning = field_of(line.substr(0, line.find_first_of(":=,;\t")));
    if (meaning == Field::instrument || meaning == Field::maker || meaning == Field::name)
        return; // HunterLab makes instruments
    const bool lab = has_word(words, {"lab", "cielab", "l"});
    if (has_word(words, {"oklab", "oklch"}) || (lab && has_word(words, {"hunter"}))) {
        other_colors_ = line;
        other_colors_at_ = row.cells.front().at;
    }
    if (!lab || illuminant_in(line).size() < 2) return;
    if (common_.illuminant.empty()) common_.illuminant = illuminant_in(line);
    if (common_.observer.empty()) common_.observer = observer_in(line);
}

void CsvReader::read_line(const Row& row) {
    read_colors_of_line(row);
    if (row.comment) return read_comment(row);
    // "Specular: Included, UV: Excluded", "Condition: SCE, MAV (8 mm), UV 100%": keys of their own between the commas
    const auto is_pair = [](const std::string& text) {
        const auto colon = text.find(": ");
        return colon != text.npos && colon > 0 && has_letter(std::string_view(text).substr(0, colon));
    };
    if (delimiter_ != any_space && row.cells.size() >= 2 && is_pair(row.cells[0].text)) {
        for (std::size_t c = 0; c < row.cells.size();) {
            const std::string& text = row.cells[c].text;
            const auto colon = text.find(": ");
            std::string value = text.substr(colon + 2);
            const std::size_t first = c;
            for (++c; c < row.cells.size() && !is_pair(row.cells[c].text); ++c) value += ", " + row.cells[c].text;
            set(text.substr(0, colon), value, row.cells[first].at);
        }
        return;
    }
    if (row.cells.size() == 2) {
        std::string key = row.cells[0].text;
        while (key.ends_with(':') || key.ends_with('=')) key.pop_back();
        if (!key.empty() && !is_number(key)) return set(key, row.cells[1].text, row.cells[0].at);
    }
    if (row.cells.size() == 1) {
        const std::string& text = row.cells[0].text;
        if (const auto mark = text.find_first_of(":="); mark != text.npos && mark > 0)
            return set(text.substr(0, mark), text.substr(mark + 1), row.cells[0].at);
        const Quantity named = quantity_of_title(text); // a title over the table
        if (!named.other.empty() && !named.doubtful) {
            quantity_ = named;
            quantity_at_ = row.cells[0].at;
            return;
        }
        if (named.doubtful && doubt_.empty()) doubt_ = fmt::format("the line \"{}\" may stand for {}", text, named.other);
        if (named.reflectance && scale_of_header(text) != Scale::unstated) return hint(scale_of_header(text));
    }
    if (delimiter_ == any_space) { // the words of a sentence are cells here
        const std::string_view line = trimmed(source_.line(row.line));
        if (const auto mark = line.find_first_of(":="); mark != line.npos && mark > 0)
            return set(line.substr(0, mark), line.substr(mark + 1), row.cells[0].at);
    }
    ++skipped_lines_;
    const std::string_view line = trimmed(source_.line(row.line));
    hint_of_line(line);
    if (const Quantity named = quantity_in_text(line); !named.other.empty() && doubt_.empty())
        doubt_ = fmt::format("the line \"{}\" speaks of {}", line, named.other);
}

void CsvReader::set(std::string_view key, std::string_view value, TextPosition at) {
    if (is_quantity_key(key)) {
        const Quantity named = quantity_of_title(value);
        const std::string letter = compact(folded(value)), asked = compact(folded(key));
        const bool sure_key = asked.starts_with("y") || asked.starts_with("ordinate") || asked.starts_with("photometric") ||
                              asked == "measuringmode"; // asked for the quantity, "A" and "T" say it
        if (!named.other.empty() && (!named.doubtful || (sure_key && (letter == "a" || letter == "t")))) {
            quantity_ = named;
            quantity_at_ = at;
        }
        if (named.reflectance && quantity_.other.empty()) quantity_.reflectance = true;
        if (asked.starts_with("yunit") && !named.reflectance && named.other.empty() && has_letter(value) &&
            scale_of_header(value) == Scale::unstated && doubt_.empty()) // JASCO's INT, HT, ARBITRARY
            doubt_ = fmt::format("the line \"{}: {}\" names a quantity that is not known", trimmed(key), trimmed(value));
        hint(scale_of_header(value));
    }
    const std::string about = compact(folded(key)); // "Scale: 0-100", "Values: percent"
    for (const std::string_view word : {"scale", "skala", "echelle", "escala", "values", "data", "numbers", "format",
                                        "dataformat", "y", "werte", "reflectance"})
        if (about == word) hint(scale_of_header(value));
    const Field meaning = field_of(key);
    if (!is_quantity_key(key) && meaning != Field::instrument && meaning != Field::maker && meaning != Field::date &&
        !trimmed(key).starts_with(metadata_mark) &&
        doubt_.empty()) // "Scan type: transmittance", "Title: Absorbance of skin"
        if (const Quantity named = quantity_in_text(value); !named.other.empty())
            doubt_ = fmt::format("the line \"{}: {}\" speaks of {}", trimmed(key), trimmed(value), named.other);
    if (compact(folded(key)) == "referencespectrumpresent" && starts_with_no_case(trimmed(value), "no")) {
        quantity_.other = "counts (no reference was taken)"; // SpectraSuite, OceanView
        quantity_at_ = at;
    }
    if (trimmed(key) == rows_are_readings) {
        all_are_readings_ = true;
        return;
    }
    if (field_of(key) == Field::unit)
        hint(scale_in(value));
    else
        set_column(common_, key, value);
}

/// A key that our writer made holds metadata, whatever its name means elsewhere.
void CsvReader::set_column(Measurement& m, std::string_view key, std::string_view value) const {
    value = trimmed(value);
    if (!trimmed(key).starts_with(metadata_mark))
        set_field(m, key, value);
    else if (!value.empty())
        m.metadata[decoded_key(trimmed(key).substr(std::string_view(metadata_mark).size()))] = decoded_value(value);
}

void CsvReader::read_lines_above(std::size_t top, const std::vector<std::size_t>& used) {
    for (std::size_t i = 0; i < top; ++i)
        if (std::find(used.begin(), used.end(), i) == used.end()) read_line(rows_[i]);
}

/// Text below the table may say how it was measured; what it says of what is already known counts for nothing.
void CsvReader::note_lines_below(std::size_t from) {
    int lines = 0;
    std::string first;
    for (std::size_t i = from; i < rows_.size(); ++i) {
        const Row& row = rows_[i];
        const int before = skipped_lines_;
        const Measurement kept = common_;
        const Scale scale = table_.scale;
        read_line(row);
        table_.scale = scale; // a footer does not rescale the table above it; finish() reports where it speaks of percent
        for (const auto& [was, now] : {std::pair{&kept.name, &common_.name},
                                       {&kept.illuminant, &common_.illuminant},
                                       {&kept.observer, &common_.observer},
                                       {&kept.geometry, &common_.geometry},
                                       {&kept.instrument, &common_.instrument},
                                       {&kept.date, &common_.date}})
            if (!was->empty()) *now = *was;
        if (skipped_lines_ == before) continue;
        skipped_lines_ = before;
        ++lines;
        if (first.empty()) first = trimmed(source_.line(row.line));
    }
    if (lines == 0) return;
    constexpr std::size_t shown_bytes = 40;
    if (first.size() > shown_bytes) {
        std::size_t end = shown_bytes;
        while (end > 0 && (first[end] & 0xC0) == 0x80) --end;
        first = first.substr(0, end) + "...";
    }
    table_.diagnostics.push_back(
        {Severity::info, "lines_below_skipped",
         fmt::format("{} line{} below the table ({}\"{}\") {} no readings and left out", lines, lines == 1 ? "" : "s",
                     lines == 1 ? "" : "first ", first, lines == 1 ? "is" : "are")});
}

std::string CsvReader::stem() const { return std::filesystem::path(source_.file()).stem().string(); }

// ---- what is a reading, and what is left out -----------------------------------------------------------------------

void CsvReader::left_out(const std::vector<std::string>& titles, const char* code, const char* why) {
    if (titles.empty()) return;
    table_.diagnostics.push_back({Severity::info, code, fmt::format("left out: {} ({})", list_of(titles), why)});
}

namespace {

/// "scalp_R, scalp_T, scalp_A": the letter behind a common name is the quantity. "" for those that name none so.
std::vector<const char*> quantities_by_letter(const std::vector<Candidate>& candidates) {
    const auto letter_behind = [](const std::string& title) {
        const std::size_t size = title.size();
        const bool separate = size > 2 && std::string_view("_. -").find(title[size - 2]) != std::string_view::npos;
        return separate && std::string_view("RTA").find(title.back()) != std::string_view::npos ? title.back() : ' ';
    };
    const auto beside_its_reflectance = [&](const std::string& title) {
        const std::string wanted = title.substr(0, title.size() - 1) + "R";
        return std::any_of(candidates.begin(), candidates.end(),
                           [&](const Candidate& candidate) { return candidate.title == wanted; });
    };
    std::vector<const char*> letters(candidates.size(), "");
    for (std::size_t i = 0; i < candidates.size(); ++i)
        if (const char letter = letter_behind(candidates[i].title);
            (letter == 'T' || letter == 'A') && beside_its_reflectance(candidates[i].title))
            letters[i] = letter == 'T' ? "transmittance" : "absorbance";
    return letters;
}

} // namespace

/// What its title says was measured, or where that says nothing, its unit.
Quantity CsvReader::quantity_of(Candidate& candidate, bool rows) const {
    Quantity named = all_are_readings_ ? Quantity{true, "", false}
                     : rows            ? quantity_of_row(candidate.title)
                                       : quantity_of_title(candidate.title);
    if (named.reflectance || (!named.other.empty() && !named.doubtful)) return named;
    if (const Quantity unit = quantity_of_title(candidate.unit); !unit.other.empty()) {
        if (!unit.doubtful)
            named = unit;
        else if (!all_are_readings_)
            candidate.reading.measurement.diagnostics.push_back(
                {Severity::warning, "quantity_unclear",
                 fmt::format("the unit \"{}\" may stand for {}: the values were read as reflectance", candidate.unit,
                             unit.other)});
    }
    return named;
}

/// Leaves those of reflectance in `candidates`.
CsvReader::OtherQuantities CsvReader::take_out_others(std::vector<Candidate>& candidates, bool rows) const {
    OtherQuantities others;
    others.reflectance = quantity_.reflectance;
    const bool named_among = std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& candidate) {
        return !rows && quantity_of_title(candidate.title).reflectance;
    });
    std::vector<const char*> letters(candidates.size(), "");
    if (!rows) letters = quantities_by_letter(candidates);
    bool named_by_title = false;
    std::vector<Candidate> kept;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        Candidate& candidate = candidates[i];
        Quantity named = quantity_of(candidate, rows);
        if (!all_are_readings_ && *letters[i] != 0) named = {false, letters[i], false};
        others.reflectance = others.reflectance || named.reflectance;
        if (named_among) named.doubtful = false;                       // T beside R is transmittance
        const bool doubtful = named.doubtful && candidates.size() > 1; // columns A, B, C are samples
        if (!named.other.empty() && !doubtful) {
            if (named.doubtful) {
                candidate.reading.measurement.diagnostics.push_back(
                    {Severity::warning, "quantity_unclear",
                     fmt::format("the title \"{}\" may stand for {}: it was read as reflectance", candidate.title,
                                 named.other)});
            } else {
                const bool by_title = !quantity_of_title(candidate.title).other.empty(); // a title says more than a unit
                if (others.titles.empty() || (by_title && !named_by_title)) {
                    others.quantity = named.other;
                    others.at = candidate.at;
                    others.which = others.titles.size();
                    named_by_title = by_title;
                }
                others.titles.push_back(candidate.title.empty() ? candidate.unit : candidate.title);
                continue;
            }
        }
        kept.push_back(std::move(candidate));
    }
    candidates = std::move(kept);
    return others;
}

/// Refuses a file of another quantity, by its titles or by the lines around its table.
void CsvReader::refuse_others(const OtherQuantities& others, bool nothing_left) const {
    const auto refuse = [&](TextPosition place, const std::string& text, const std::string& named) {
        source_.refuse(place, fmt::format("\"{}\" says {}, not reflectance", text, named),
                       "read as reflectance it would give wrong colours",
                       "export reflectance; where this is reflectance, correct the title");
    };
    if (nothing_left && !others.titles.empty()) refuse(others.at, others.titles[others.which], others.quantity);
    if (!quantity_.other.empty() && !others.reflectance)
        refuse(quantity_at_, std::string(trimmed(source_.line(quantity_at_.line))), quantity_.other);
}

std::vector<Role> CsvReader::roles_among(const std::vector<Candidate>& kept, const OtherQuantities& others,
                                         bool rows) const {
    std::vector<Role> roles(kept.size(), Role::reading);
    if (all_are_readings_) return roles;
    std::vector<std::string> titles;
    for (const Candidate& candidate : kept) titles.push_back(candidate.title);
    std::vector<double> levels = levels_of(kept);
    if (!others.titles.empty() && !rows && others.quantity == "counts") { // a dark and a reference beside it are no readings
        titles.push_back("signal");
        levels.push_back(0);
    }
    roles = roles_of(titles, rows, levels);
    roles.resize(kept.size());
    return roles;
}

void CsvReader::keep_readings(std::vector<Candidate> kept, bool rows) {
    const OtherQuantities others = take_out_others(kept, rows);
    refuse_others(others, kept.empty());
    left_out(others.titles, "quantity_left_out", "not reflectance");
    const std::vector<Role> roles = roles_among(kept, others, rows);
    std::vector<std::string> titles;
    for (const Candidate& candidate : kept) titles.push_back(candidate.title);
    std::map<Role, std::vector<std::string>> dropped;
    std::vector<Candidate> readings;
    for (std::size_t i = 0; i < kept.size(); ++i)
        if (roles[i] == Role::reading)
            readings.push_back(std::move(kept[i]));
        else
            dropped[roles[i]].push_back(titles[i]);
    const auto& signals = dropped[Role::signal];
    if (readings.empty() && (!signals.empty() || (!dropped[Role::reference].empty() && !others.titles.empty())))
        source_.refuse(kept.front().at,
                       fmt::format("{} stands beside a dark and a reference, as raw signals do",
                                   signals.empty() ? list_of(others.titles) : list_of(signals)),
                       "a raw signal is no reflectance: the lamp and the detector are still in it",
                       "export the reflectance; where this column is reflectance, call it so");
    left_out(signals, "signals_left_out", "raw signals, not reflectance");
    if (readings.empty()) { // nothing but references: then they are what was measured
        for (std::size_t i = 0; i < kept.size(); ++i)
            if (roles[i] == Role::reference) readings.push_back(std::move(kept[i]));
        dropped.erase(Role::reference);
    }
    if (readings.empty() && !kept.empty())
        source_.refuse(kept.front().at, fmt::format("the {} {} hold no reading", rows ? "rows" : "columns", list_of(titles)),
                       "deviations, limits and counts describe readings, and are none",
                       "export the readings themselves, or their mean");
    left_out(dropped[Role::statistic], "statistics_left_out", "statistics of the readings");
    left_out(dropped[Role::mean], "mean_left_out", "the mean of readings that stand beside it");
    left_out(dropped[Role::reference], "references_left_out", "of the dark or of a reference, not of the sample");
    left_out(dropped[Role::setting], "settings_left_out", "of the instrument, not of the sample");
    if (const auto& beside = dropped[Role::companion]; !beside.empty())
        table_.diagnostics.push_back(
            {Severity::warning, "companions_left_out",
             fmt::format("left out: {} (beside a mean that does not lie among them; if they are readings, delete the mean)",
                         list_of(beside))});
    quantity_.reflectance = quantity_.reflectance || others.reflectance;
    for (Candidate& candidate : readings) { // "CV %" beside a mean says nothing of the mean's scale
        hint(candidate.reading.scale);
        table_.readings.push_back(std::move(candidate.reading));
    }
}

void CsvReader::hint(Scale scale) {
    if (table_.scale == Scale::unstated) table_.scale = scale;
}

/// Bad rows are often the end of a file that was cut off, or a decimal comma taken for a separator.
void CsvReader::refuse_ragged(const Row& row, std::size_t expected) const {
    const bool last = &row == &rows_.back();
    const std::size_t found = row.cells.size();
    const bool comma = delimiter_ == ',' && found > expected && found + 1 >= 2 * expected - 1;
    source_.refuse({row.line, found > expected ? row.cells[expected].at.column : row.cells.back().at.column},
                   fmt::format("this row has {} cells where the header names {}", found, expected),
                   comma  ? "the numbers seem to have a decimal comma, and the comma also separates the cells"
                   : last ? "values cannot be given to wavelengths; it is the last row, so the file may have been cut off"
                          : "values cannot be given to wavelengths",
                   comma  ? "save the table with semicolons or tabs between the cells"
                   : last ? "export the file again"
                          : "correct the row: every reading needs a value for every wavelength");
}

std::vector<Measurement> CsvReader::finish() {
    if (table_.readings.empty()) refuse_nothing();
    table_.names_state_geometry = true;
    if (!other_colors_.empty())
        for (Reading& reading : table_.readings) {
            if (!reading.lab && !reading.lch) continue;
            if (reading.bands.empty())
                source_.refuse(other_colors_at_,
                               fmt::format("\"{}\" says that the colours are not CIE L*, a*, b*", other_colors_),
                               "read as CIE L*, a*, b* they would be other colours",
                               "export CIE L*, a*, b* (1976), or spectral reflectance");
            reading.lab.reset();
            reading.lch.reset();
            reading.measurement.diagnostics.push_back(
                {Severity::info, "quantity_left_out",
                 fmt::format("the file's L, a, b were left out: \"{}\" says that they are not CIE L*, a*, b*",
                             other_colors_)});
        }
    // "specimen.Transmission": some programs say it nowhere but in the file's ending
    const std::string ending = std::filesystem::path(source_.file()).extension().string();
    if (const Quantity named = quantity_in_text(ending); !named.other.empty())
        doubt_ = fmt::format("the file's ending \"{}\" says {}", ending, named.other);
    // values that could be either, in a file that speaks of percent somewhere
    constexpr double smallest_percent_peak = 2;
    double peak = 0;
    bool stated = table_.scale != Scale::unstated, signs = false;
    for (const Reading& reading : table_.readings) {
        stated = stated || reading.scale != Scale::unstated;
        for (const BandCell& band : reading.bands) {
            const Number number = parse_number(band.cell.text);
            signs = signs || number.percent_sign;
            if (number.kind == Number::Kind::number) peak = std::max(peak, number.value);
        }
    }
    if (!stated && !signs && peak > 0 && peak < smallest_percent_peak)
        for (const Row& row : rows_) {
            const bool numbers =
                std::count_if(row.cells.begin(), row.cells.end(), [](const Cell& cell) { return is_number(cell.text); }) *
                    2 >
                static_cast<std::ptrdiff_t>(row.cells.size());
            const std::string_view line = numbers ? std::string_view(row.text(0)) : source_.line(row.line);
            if (!mentions_percent(line)) continue;
            table_.diagnostics.push_back(
                {Severity::warning, "scale_unclear",
                 fmt::format(
                     "values reach only {:g} and were read as fractions, but \"{}\" speaks of percent: if they are, add "
                     "a line \"# unit: percent\"",
                     peak, trimmed(line).substr(0, 60))});
            break;
        }
    if (!doubt_.empty() && !quantity_.reflectance)
        table_.diagnostics.push_back(
            {Severity::warning, "quantity_doubtful", doubt_ + ": the values were read as reflectance"});
    for (Reading& reading : table_.readings) reading.measurement.file = source_.file();
    if (skipped_lines_ > 0)
        table_.diagnostics.push_back(
            {Severity::info, "preamble_skipped",
             fmt::format("{} lines above the table were not understood and left out", skipped_lines_)});
    return finish_readings(source_, std::move(table_));
}

std::vector<Measurement> read_csv(const SourceText& source) { return CsvReader(source).read(); }

} // namespace undertone::io_detail
