// Tables with wavelengths beside each other, one row a reading; and tables of colours without a spectrum.

#include "cells/column_roles.hpp"
#include "cells/number.hpp"
#include "cells/words.hpp"
#include "csv_reader.hpp"
#include "metadata_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace undertone::io_detail {

namespace {

/// Titles that are one word before numbers which rise or fall across the visible, "scalp_400, scalp_410 ...": bands, whatever the word.
std::vector<std::pair<std::size_t, double>> numbered_alike(const std::vector<Cell>& cells) {
    constexpr std::size_t enough = 10;
    std::map<std::string, std::vector<std::pair<std::size_t, double>>> by_word;
    for (std::size_t c = 0; c < cells.size(); ++c) {
        const std::string& text = cells[c].text;
        const std::size_t start = text.find_first_of("0123456789"), end = text.find_last_of("0123456789");
        if (start == text.npos || start == 0) continue;
        const Number number = parse_number(std::string_view(text).substr(start, end - start + 1));
        if (number.kind == Number::Kind::number)
            by_word[text.substr(0, start) + "#" + text.substr(end + 1)].emplace_back(c, number.value);
    }
    std::size_t alike = 0;
    for (const auto& [word, bands] : by_word) alike += bands.size() >= enough ? 1 : 0;
    for (const auto& [word, bands] : by_word) {
        if (alike > 1)
            break; // "specular included 400 ..., specular excluded 400 ...": none may be taken and the others dropped
        if (bands.size() < enough || !quantity_of_title(word.substr(0, word.find('#'))).other.empty()) continue;
        bool rises = true, falls = true;
        for (std::size_t k = 1; k < bands.size(); ++k) {
            rises = rises && bands[k].second > bands[k - 1].second;
            falls = falls && bands[k].second < bands[k - 1].second;
        }
        const double low = std::min(bands.front().second, bands.back().second),
                     high = std::max(bands.front().second, bands.back().second);
        if ((rises || falls) && low <= seen_from_nm && high >= seen_to_nm && low >= shortest_nm && high <= longest_nm)
            return bands;
    }
    return {};
}

bool is_color(Field field) { return field >= Field::lab_l && field <= Field::xyz_z; }

} // namespace

// ---- where the table is --------------------------------------------------------------------------------------------

std::optional<CsvReader::WideLayout> CsvReader::wide(std::size_t i) const {
    WideLayout layout;
    layout.header = i;
    layout.titles = shown(i);
    layout.used = {i};
    if (layout.titles.cells.size() < 3) return {};
    if (rows_[i].comment) { // a comment is a header only where the next row is as wide, and holds numbers
        const std::size_t below = next_row(i);
        if (below >= rows_.size() || rows_[below].cells.size() != layout.titles.cells.size() ||
            std::none_of(rows_[below].cells.begin(), rows_[below].cells.end(),
                         [](const Cell& cell) { return parse_number(cell.text).kind == Number::Kind::number; }))
            return {};
    }
    const std::size_t width = layout.titles.cells.size();
    // without bands or colours of its own a row is no header, whatever stands above it
    layout.above.resize(width);
    WideLayout alone = layout;
    add_bands(alone);
    add_colors(alone);
    if (alone.bands.empty() && alone.blocks.empty() && alone.other_quantity.empty()) return {};
    constexpr std::size_t most_above = 3;
    std::vector<const Row*> above;
    for (std::size_t k = i; k-- > 0 && above.size() < most_above;) {
        const Row& row = rows_[k];
        // a title that spans columns leaves those to its right empty, so the rows may be shorter than the table
        if (row.comment || row.cells.size() > width || row.cells.size() < 2) break;
        const auto filled =
            std::count_if(row.cells.begin() + 1, row.cells.end(), [](const Cell& cell) { return !cell.text.empty(); });
        const std::string& first = row.cells.front().text;
        const Field meaning = field_of(first);
        const bool says = std::any_of(row.cells.begin() + 1, row.cells.end(), [](const Cell& cell) {
            return !specular_mode_in(cell.text).empty() || !illuminant_in(cell.text).empty() ||
                   !quantity_of_title(cell.text).other.empty() || scale_of_header(cell.text) != Scale::unstated;
        });
        const bool titles = first.empty() ? says || filled >= 2
                                          : says && !first.ends_with(':') &&
                                                (filled >= 2 || (layout.titles.text(0).empty() && meaning == Field::name));
        if (!titles || (meaning != Field::other && meaning != Field::name && meaning != Field::id)) break;
        above.insert(above.begin(), &row);
        layout.used.push_back(k);
    }
    for (const Row* row : above) {
        std::string over;
        for (std::size_t c = 1; c < width; ++c) {
            if (!row->text(c).empty()) over = row->text(c);
            if (!over.empty()) layout.above[c] += (layout.above[c].empty() ? "" : " ") + over;
        }
    }
    if (above.empty()) {
        layout = std::move(alone);
    } else {
        add_bands(layout);
        add_colors(layout);
    }
    constexpr std::size_t few_bands = 3;
    const bool spectrum = layout.bands.size() >= few_bands || !layout.other_quantity.empty();
    std::size_t words = 0;
    bool lab = false, xyz = false;
    for (const Cell& cell : layout.titles.cells)
        if (!cell.text.empty() && !is_number(cell.text)) ++words;
    for (const Block& block : layout.blocks) {
        const auto has = [&](Field field) { return block.columns.count(field) > 0; };
        lab = lab ||
              (has(Field::lab_l) && ((has(Field::lab_a) && has(Field::lab_b)) || (has(Field::lch_c) && has(Field::lch_h))));
        xyz = xyz || (has(Field::xyz_x) && has(Field::xyz_y) && has(Field::xyz_z) && words == width);
    }
    if (!spectrum && !lab && !xyz) return {};
    return layout;
}

/// The columns that are wavelengths. They rise or fall within each group; a row of other numbers does not.
void CsvReader::add_bands(WideLayout& layout) {
    const std::vector<Cell>& cells = layout.titles.cells;
    WavelengthUnit unit;
    bool named = false; // "Wavelength (um), 0.40, 0.41 ..."
    for (const Cell& cell : cells)
        if (!named && is_wavelength_word(cell.text)) {
            named = true;
            unit = unit_in_title(cell.text).value_or(unit);
        }
    struct Found {
        std::size_t column;
        WavelengthLabel label;
        bool plain;
    };
    std::vector<Found> found;
    std::size_t others = 0;
    for (std::size_t c = 0; c < cells.size(); ++c) {
        const Number number = parse_number(cells[c].text);
        const bool plain = number.kind == Number::Kind::number && !number.percent_sign;
        std::optional<WavelengthLabel> label;
        if (plain && named && number.value > 0)
            label = WavelengthLabel{unit.nm(number.value), "", Scale::unstated, ""};
        else if (!is_wavelength_word(cells[c].text))
            label = wavelength_label(cells[c].text);
        if (!label) continue;
        if (!label->quantity.empty()) {
            if (others++ == 0) {
                layout.other_quantity = label->quantity;
                layout.other_at = cells[c].at;
            }
            continue;
        }
        found.push_back({c, *label, plain});
    }
    constexpr std::size_t few = 3;
    if (others < few || found.size() >= few) layout.other_quantity.clear();
    if (found.size() < few && layout.other_quantity.empty())
        for (auto& [column, nm] : numbered_alike(cells)) found.push_back({column, {nm, "", Scale::unstated, ""}, false});
    std::size_t rising = 0, falling = 0;
    for (std::size_t k = 1; k < found.size(); ++k) {
        if (found[k].label.nm > found[k - 1].label.nm) ++rising;
        if (found[k].label.nm < found[k - 1].label.nm) ++falling;
    }
    const bool all_plain = std::all_of(found.begin(), found.end(), [](const Found& f) { return f.plain; });
    if (all_plain && !named && found.size() >= few && std::max(rising, falling) * 5 < (found.size() - 1) * 4) return;
    // numbers beyond the range stand in line with those within: 180, 190 before 200, 210 ...
    if (found.size() >= few && !named)
        for (std::size_t c = 0; c < cells.size(); ++c) {
            const Number number = parse_number(cells[c].text);
            const bool beside = (c + 1 == found.front().column || c == found.back().column + 1) && found.front().plain;
            if (!beside || number.kind != Number::Kind::number || number.value < 100 || number.value > 25000) continue;
            const Found one{c, {number.value, "", Scale::unstated, ""}, true};
            const bool in_line = c < found.front().column ? (number.value < found.front().label.nm) == (rising > falling)
                                                          : (number.value > found.back().label.nm) == (rising > falling);
            if (!in_line) continue;
            found.insert(c < found.front().column ? found.begin() : found.end(), one);
            c = 0; // one further out may follow
        }
    std::set<std::string> groups;
    bool above_differs = false;
    if (!found.empty())
        above_differs = std::any_of(found.begin(), found.end(), [&](const Found& f) {
            return layout.above[f.column] != layout.above[found.front().column];
        });
    for (const Found& f : found) {
        Band band{f.column, f.label.nm, f.label.group};
        const std::string over = layout.above[f.column];
        if (band.group.empty()) {
            const std::string mode = specular_mode_in(over);
            band.group = !mode.empty() ? mode.substr(4) : above_differs ? over : "";
        }
        if (layout.scale == Scale::unstated) layout.scale = f.label.scale;
        if (layout.scale == Scale::unstated && !over.empty()) layout.scale = scale_of_header(over);
        if (const Quantity above = quantity_of_title(over); !above.other.empty() && !above.doubtful && found.size() >= few) {
            layout.other_quantity = above.other;
            layout.other_at = cells[f.column].at;
        }
        if (groups.insert(band.group).second) layout.groups.push_back(band.group);
        layout.bands.push_back(std::move(band));
        layout.last_needed = std::max(layout.last_needed, f.column);
    }
}

/// Colours in blocks of one light, observer and mode; the first column of every other meaning; the rest.
void CsvReader::add_colors(WideLayout& layout) {
    std::set<std::size_t> taken;
    for (const Band& band : layout.bands) taken.insert(band.column);
    using Key = std::tuple<std::string, std::string, std::string>;
    std::vector<std::pair<Key, std::size_t>> blocks; // and which of layout.blocks
    for (std::size_t c = 0; c < layout.titles.cells.size(); ++c) {
        if (taken.count(c)) continue;
        const std::string& title = layout.titles.cells[c].text;
        const Field field = field_of(title);
        if (!is_color(field)) {
            if (field == Field::other || !layout.fields.emplace(field, c).second) layout.others.push_back(c);
            continue;
        }
        // "L*(D65/10)", "L* D65": of words outside brackets only those of a letter and a number are lights
        std::string light = illuminant_in(bracketed(title)), eye = observer_in(bracketed(title));
        const std::string outside = without_brackets(title), over = layout.above[c];
        if (light.empty() && illuminant_in(outside).size() > 1) light = illuminant_in(outside);
        if (eye.empty() && outside.find('#') == outside.npos) eye = observer_in(outside); // "L* #2" is the second
        if (light.empty()) light = illuminant_in(over);
        if (eye.empty()) eye = observer_in(over);
        std::string mode = specular_mode_in(title);
        if (mode.empty()) mode = specular_mode_in(over);
        const Key key{light, eye, mode};
        Block* block = nullptr;
        for (const auto& [other, index] : blocks)
            if (other == key && layout.blocks[index].columns.count(field) == 0) block = &layout.blocks[index];
        if (!block) {
            // a title that says nothing of its light belongs to the block before it
            if (light.empty() && eye.empty() && mode.empty() && !layout.blocks.empty() &&
                layout.blocks.back().columns.count(field) == 0) {
                block = &layout.blocks.back();
            } else {
                blocks.emplace_back(key, layout.blocks.size());
                layout.blocks.push_back({{}, light, eye, mode});
                block = &layout.blocks.back();
            }
        }
        block->columns.emplace(field, c);
    }
    // columns that make no whole colour are metadata
    const auto whole = [](const Block& block) {
        const auto has = [&](Field field) { return block.columns.count(field) > 0; };
        return (has(Field::lab_l) &&
                ((has(Field::lab_a) && has(Field::lab_b)) || (has(Field::lch_c) && has(Field::lch_h)))) ||
               (has(Field::xyz_x) && has(Field::xyz_y) && has(Field::xyz_z));
    };
    for (const Block& block : layout.blocks)
        if (!whole(block))
            for (const auto& [field, c] : block.columns) layout.others.push_back(c);
    std::erase_if(layout.blocks, [&](const Block& block) { return !whole(block); });
    std::sort(layout.others.begin(), layout.others.end());
    for (const Block& block : layout.blocks)
        for (const auto& [field, c] : block.columns)
            if (field <= Field::lab_b) layout.last_needed = std::max(layout.last_needed, c);
}

// ---- its rows ------------------------------------------------------------------------------------------------------

std::string CsvReader::wide_name(const WideLayout& layout, const Row& row, std::size_t number, bool only) const {
    for (const Field field : {Field::name, Field::id})
        if (const auto column = layout.fields.find(field); column != layout.fields.end())
            if (const std::string& text = row.text(column->second); !text.empty()) return text;
    for (const std::size_t c : layout.others) // a first column with no title often holds names
        if (c == 0 && layout.titles.cells.size() > 1 && !row.text(c).empty() && !is_number(row.text(c))) return row.text(c);
    const std::string title = common_.name.empty() ? stem() : common_.name;
    return only && number == 1 ? title : fmt::format("{} {}", title, number);
}

/// The colour of this mode: the first block that is of it, or of none. Further blocks, under other lights, become metadata.
void CsvReader::set_colors(const WideLayout& layout, const Row& row, Reading& reading, const std::string& geometry) const {
    std::vector<std::string> other_lights;
    bool taken = false;
    for (const Block& block : layout.blocks) {
        if (!block.geometry.empty() && !geometry.empty() && block.geometry != geometry) continue;
        const auto three = [&](std::array<Field, 3> fields) -> std::optional<std::array<Cell, 3>> {
            std::array<Cell, 3> cells;
            bool any = false;
            for (std::size_t k = 0; k < 3; ++k) {
                const auto column = block.columns.find(fields[k]);
                if (column == block.columns.end()) return {};
                cells[k] = row.cell(column->second);
                any = any || !cells[k].text.empty();
            }
            return any ? std::optional(cells) : std::nullopt;
        };
        const auto lab = three({Field::lab_l, Field::lab_a, Field::lab_b}),
                   lch = three({Field::lab_l, Field::lch_c, Field::lch_h}),
                   xyz = three({Field::xyz_x, Field::xyz_y, Field::xyz_z});
        if (!lab && !lch && !xyz) continue;
        Measurement& m = reading.measurement;
        const auto light = [](const std::string& illuminant, const std::string& observer) {
            return std::string(trimmed(fmt::format("{} {}", illuminant, observer)));
        };
        const bool same_light = block.illuminant == m.illuminant && block.observer == m.observer;
        if (!taken) {
            reading.lab = lab;
            reading.lch = lab ? std::nullopt : lch;
            reading.xyz = xyz;
            if (!block.illuminant.empty()) m.illuminant = block.illuminant;
            if (!block.observer.empty()) m.observer = block.observer;
            if (!block.geometry.empty()) m.geometry = block.geometry;
            taken = true;
            continue;
        }
        if (xyz && !reading.xyz && (same_light || (block.illuminant.empty() && block.observer.empty()))) {
            reading.xyz = xyz; // XYZ beside Lab says the same once more
            continue;
        }
        if (lab || lch) {
            const std::string of = light(block.illuminant, block.observer);
            other_lights.push_back(of.empty() ? "a light that is not named" : of);
        }
        for (const auto& [field, c] : block.columns)
            if (!row.text(c).empty())
                m.metadata[layout.titles.cells[c].text + (layout.above[c].empty() ? "" : " " + layout.above[c])] =
                    row.text(c);
    }
    if (other_lights.empty()) return;
    std::string list;
    for (const std::string& one : other_lights) list += (list.empty() ? "" : ", ") + one;
    const Measurement& m = reading.measurement;
    reading.measurement.diagnostics.push_back(
        {Severity::info, "lab_of_other_lights",
         fmt::format(
             "the file holds L*, a*, b* under several lights: those of {} {} were taken, those of {} are among the metadata",
             m.illuminant.empty() ? "the first" : m.illuminant, m.observer, list)});
}

std::vector<Candidate> CsvReader::readings_of(const WideLayout& layout, const Row& row, const Reading& common) {
    std::vector<Candidate> out;
    const auto add = [&](const std::string& group, bool several, const std::vector<Band>& bands) {
        Candidate candidate;
        candidate.reading = common;
        Reading& reading = candidate.reading;
        const bool mode = group == "SCI" || group == "SCE";
        if (mode) reading.measurement.geometry = "8/d " + group;
        for (const Band& band : bands)
            reading.bands.push_back({band.nm, layout.titles.cells[band.column].at, row.cell(band.column)});
        set_colors(layout, row, reading, reading.measurement.geometry);
        if (reading.scale == Scale::unstated) reading.scale = scale_of_header(reading.measurement.name); // "%R", "scalp (%)"
        if (several) reading.measurement.name += " " + group;
        candidate.title = reading.measurement.name;
        candidate.at = row.cells.front().at;
        out.push_back(std::move(candidate));
    };
    const bool has_spectrum = std::any_of(layout.bands.begin(), layout.bands.end(),
                                          [&](const Band& band) { return !row.text(band.column).empty(); });
    if (has_spectrum) {
        for (const std::string& group : layout.groups) {
            std::vector<Band> bands;
            for (const Band& band : layout.bands)
                if (band.group == group) bands.push_back(band);
            add(group, layout.groups.size() > 1, bands);
        }
        // Lab of a mode that has no spectrum here is kept beside the first
        for (const Block& block : layout.blocks) {
            const bool used = block.geometry.empty() || std::any_of(out.begin(), out.end(), [&](const Candidate& candidate) {
                                  const std::string& own = candidate.reading.measurement.geometry;
                                  return own.empty() || own == block.geometry;
                              });
            if (used) continue;
            for (const auto& [field, c] : block.columns)
                if (!row.text(c).empty())
                    out.front().reading.measurement.metadata[layout.titles.cells[c].text] = row.text(c);
        }
        return out;
    }
    // colours alone: one reading for each mode
    std::vector<std::string> modes;
    for (const Block& block : layout.blocks) {
        const bool filled = std::any_of(block.columns.begin(), block.columns.end(),
                                        [&](const auto& column) { return !row.text(column.second).empty(); });
        const std::string mode = block.geometry.empty() ? "" : block.geometry.substr(4);
        if (filled && std::find(modes.begin(), modes.end(), mode) == modes.end()) modes.push_back(mode);
    }
    if (modes.size() > 1) std::erase(modes, "");
    for (const std::string& mode : modes) add(mode, modes.size() > 1, {});
    std::erase_if(out, [](const Candidate& c) { return !c.reading.lab && !c.reading.lch && !c.reading.xyz; });
    return out;
}

bool CsvReader::is_row_of(const WideLayout& layout, const Row& row) {
    if (!row.comment) return true;
    if (row.cells.size() != layout.titles.cells.size()) return false;
    bool any = false;
    const auto fits = [&](std::size_t c) {
        const auto kind = parse_number(row.text(c)).kind;
        any = any || kind == Number::Kind::number;
        return kind == Number::Kind::number || kind == Number::Kind::empty;
    };
    for (const Band& band : layout.bands)
        if (!fits(band.column)) return false;
    for (const Block& block : layout.blocks)
        for (const auto& [field, c] : block.columns)
            if (!fits(c)) return false;
    return any;
}

bool CsvReader::holds_number(const WideLayout& layout, const Row& row) {
    const auto is = [&](std::size_t c) { return parse_number(row.text(c)).kind == Number::Kind::number; };
    return std::any_of(layout.bands.begin(), layout.bands.end(), [&](const Band& band) { return is(band.column); }) ||
           std::any_of(layout.blocks.begin(), layout.blocks.end(), [&](const Block& block) {
               return std::any_of(block.columns.begin(), block.columns.end(),
                                  [&](const auto& column) { return is(column.second); });
           });
}

void CsvReader::take_units(WideLayout& layout, const Row& units) {
    for (const Band& band : layout.bands) {
        hint(scale_of_header(units.text(band.column)));
        if (const Quantity named = quantity_of_title(units.text(band.column)); !named.other.empty() && !named.doubtful) {
            quantity_ = named;
            quantity_at_ = units.cells.front().at;
        }
    }
    for (Block& block : layout.blocks)
        for (const auto& [field, c] : block.columns) {
            if (block.illuminant.empty()) block.illuminant = illuminant_in(units.text(c));
            if (block.observer.empty()) block.observer = observer_in(units.text(c));
        }
}

std::vector<std::size_t> CsvReader::body_of(WideLayout& layout) {
    std::vector<std::size_t> body;
    for (std::size_t r = layout.header + 1; r < rows_.size(); ++r)
        if (is_row_of(layout, rows_[r]))
            body.push_back(r);
        else
            read_comment(rows_[r]);
    // units below the titles: words where the readings have numbers
    while (body.size() > 1 && !holds_number(layout, rows_[body.front()]) && rows_[body.front()].cells.size() > 1) {
        const Row& units = rows_[body.front()];
        if (std::any_of(units.cells.begin(), units.cells.end(),
                        [](const Cell& cell) { return parse_number(cell.text).kind == Number::Kind::missing; }))
            break;
        take_units(layout, units);
        body.erase(body.begin());
    }
    // lines below the table: words, and few of them
    constexpr std::size_t few_cells = 2;
    std::size_t end = body.size();
    const auto is_line_below = [&](const Row& row) {
        return row.cells.size() <= few_cells &&
               (!holds_number(layout, row) || field_of(row.cells.front().text) >= Field::illuminant);
    };
    while (end > 0 && is_line_below(rows_[body[end - 1]])) --end;
    if (end > 0 && end < body.size()) {
        note_lines_below(body[end]);
        body.resize(end);
    }
    return body;
}

Reading CsvReader::fields_of(const WideLayout& layout, const Row& row, std::string& other_quantity) const {
    Reading common;
    common.measurement = common_;
    const auto set_cell = [&](std::size_t c) {
        const std::string &title = layout.titles.cells[c].text, &text = row.text(c);
        if (is_quantity_key(title)) {
            if (const Quantity named = quantity_of_title(text); !named.other.empty() && !named.doubtful)
                other_quantity = named.other;
            if (common.scale == Scale::unstated) common.scale = scale_of_header(text); // "Spectral Data: %R"
        }
        return std::pair<const std::string&, const std::string&>(title, text);
    };
    for (const auto& [field, c] : layout.fields) {
        const auto [title, text] = set_cell(c);
        if (field == Field::unit)
            common.scale = scale_in(text);
        else if (field >= Field::illuminant)
            set_field(common.measurement, title, text);
    }
    for (const std::size_t c : layout.others) {
        const auto [title, text] = set_cell(c);
        if (title.empty() || text.empty()) continue;
        if (field_of(title) == Field::other || title.starts_with(metadata_mark))
            set_column(common.measurement, title, text);
        else
            common.measurement.metadata[title] = text; // a second date or device
    }
    return common;
}

std::vector<Measurement> CsvReader::read_wide(WideLayout layout) {
    const Row& header = layout.titles;
    hint(layout.scale);
    read_lines_above(layout.header, layout.used);
    if (!layout.other_quantity.empty())
        source_.refuse(layout.other_at,
                       fmt::format("the titles of the bands say {}, not reflectance", layout.other_quantity),
                       "read as reflectance it would give wrong colours",
                       "export reflectance; where this is reflectance, correct the titles");
    const std::vector<std::size_t> body = body_of(layout);
    int without_values = 0;
    std::vector<std::string> other_rows;
    std::vector<Candidate> candidates;
    for (std::size_t k = 0; k < body.size(); ++k) {
        const Row& row = rows_[body[k]];
        if (row.cells.size() > header.cells.size()) refuse_ragged(row, header.cells.size());
        std::string other_quantity;
        Reading common = fields_of(layout, row, other_quantity);
        common.measurement.name = wide_name(layout, row, k + 1, body.size() == 1);
        std::vector<Candidate> found = readings_of(layout, row, common);
        if (found.empty()) {
            ++without_values;
            continue;
        }
        if (!other_quantity.empty()) {
            other_rows.push_back(common.measurement.name + " (" + other_quantity + ")");
            continue;
        }
        if (row.cells.size() <= layout.last_needed && body[k] + 1 == rows_.size() && !found.front().reading.bands.empty())
            refuse_ragged(row, header.cells.size());
        for (Candidate& candidate : found) candidates.push_back(std::move(candidate));
    }
    if (candidates.empty() && !other_rows.empty())
        source_.refuse({header.line, 1}, fmt::format("no row holds reflectance (\"{}\")", other_rows.front()),
                       "read as reflectance it would give wrong colours", "export reflectance");
    left_out(other_rows, "rows_of_another_quantity_left_out", "not reflectance");
    if (candidates.empty())
        source_.refuse({header.line, 1}, "there is a header but no row of values below it",
                       "there is no measurement to read", "export the file again");
    if (without_values > 0)
        table_.diagnostics.push_back({Severity::warning, "rows_without_values",
                                      fmt::format("{} rows hold no values and were left out", without_values)});
    keep_readings(std::move(candidates), true);
    return finish();
}

} // namespace undertone::io_detail
