#include "wavelengths.hpp"

#include "characters.hpp"
#include "number.hpp"
#include "quantity.hpp"
#include "source_text.hpp"
#include "words.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <unordered_set>
#include <vector>

namespace undertone::io_detail {

namespace {

constexpr WavelengthUnit nanometres{"nm", 1, false}, micrometres{"micrometres", 1000, false},
    angstroms{"angstroms", 0.1, false}, metres{"metres", 1e9, false}, wavenumbers{"wavenumbers (1/cm)", 1e7, true},
    electronvolts{"electronvolts", 1239.8419843320026, true}, // h c / e, exact in the SI of 2019
    terahertz{"terahertz", 299792.458, true};

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

/// The unit that stands as a word of its own, in folded text.
std::optional<WavelengthUnit> unit_word(std::string_view word) {
    if (is_one_of(word, {"nm", "nanometer", "nanometers", "nanometre", "nanometres", "nanometro", "nanometros", "nanometri",
                         "nanometern", "нм", "纳米"}))
        return nanometres;
    if (is_one_of(word, {"um", "micron", "microns", "micrometer", "micrometers", "micrometre", "micrometres", "mikrometer",
                         "mikron", "micrometro", "micrometros", "micrometri", "micras", "мкм", "微米"}))
        return micrometres;
    if (is_one_of(word, {"angstrom", "angstroms", "angstroem", "angstromy", "ангстрем", "埃"})) return angstroms;
    if (is_one_of(word, {"wavenumber", "wavenumbers", "wellenzahl", "wellenzahlen", "波数", "golfgetal"}))
        return wavenumbers;
    if (is_one_of(word, {"ev"})) return electronvolts;
    if (is_one_of(word, {"thz"})) return terahertz;
    return {};
}

std::string without_spaces(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != ' ' && c != '_' && c != '^' && c != '*' && c != '{' && c != '}') out += c;
    return out;
}

bool is_wavelength_compact(std::string_view key) {
    static const std::unordered_set<std::string_view> known = {"wavelength",
                                                               "wavelengths",
                                                               "wavelen",
                                                               "wavel",
                                                               "lambda",
                                                               "\xCE\xBB",
                                                               "wl",
                                                               "wls",
                                                               "wvl",
                                                               "wlength",
                                                               "wave",
                                                               "nm",
                                                               "wellenlange",
                                                               "wellenlaenge",
                                                               "wellenlnge",
                                                               "wellenlangen",
                                                               "longueurdonde",
                                                               "longueursdonde",
                                                               "longueur",
                                                               "longitudonda",
                                                               "longituddeonda",
                                                               "longitudesdeonda",
                                                               "lunghezzadonda",
                                                               "lunghezzedonda",
                                                               "comprimentodeonda",
                                                               "comprimentodonda",
                                                               "golflengte",
                                                               "vaglangd",
                                                               "bolgelengde",
                                                               "bolgelaengde",
                                                               "aallonpituus",
                                                               "dlugoscfali",
                                                               "vlnovadelka",
                                                               "dalgaboyu",
                                                               "hullamhossz",
                                                               "lungimedeunda",
                                                               "длинаволны",
                                                               "波长",
                                                               "波長",
                                                               "파장",
                                                               "wavenumber",
                                                               "wavenumbers",
                                                               "wellenzahl",
                                                               "nombredonde",
                                                               "numerodeonda",
                                                               "numerodonda",
                                                               "波数",
                                                               "micron",
                                                               "microns",
                                                               "um",
                                                               "angstrom",
                                                               "angstroms"};
    return known.count(key) > 0;
}

} // namespace

double WavelengthUnit::nm(double value) const {
    if (is_nm()) return value;
    const double exact = reciprocal ? factor / value : factor * value;
    return std::abs(exact) < 1e6 ? std::round(exact * 1e6) / 1e6 : exact;
}

std::optional<WavelengthUnit> unit_in_title(std::string_view title) {
    const std::string plain = folded(title), tight = without_spaces(plain);
    for (const std::string_view sign : {"cm-1", "1/cm"})
        if (tight.find(sign) != tight.npos) return wavenumbers;
    const std::string key = compact(plain);
    for (const std::string_view word : {"nombredonde", "numerodeonda", "numerodonda"})
        if (key.find(word) != key.npos) return wavenumbers;
    // the letter A with a ring stands for the unit; folding takes the ring off
    if (title.find("\xC3\x85") != title.npos && !has_word(words_of(plain), {"vaglangd"})) return angstroms;
    for (const std::string& word : words_of(plain))
        if (const auto unit = unit_word(word)) return unit;
    const std::string inside = compact(folded(bracketed(title)));
    if (inside == "a") return angstroms;
    if (inside == "m" || inside == "meter" || inside == "metre") return metres;
    return {};
}

std::optional<WavelengthLabel> wavelength_label(std::string_view text) {
    const std::string label = folded(trimmed(text));
    WavelengthLabel found;
    const Number whole = parse_number(label);
    if (whole.kind == Number::Kind::number && !whole.percent_sign) { // "4.0e+02" too
        found.nm = whole.value;
        if (found.nm < shortest_nm || found.nm > longest_nm) return {};
        return found;
    }
    const std::size_t start = label.find_first_of("0123456789");
    if (start == label.npos) return {};
    std::size_t end = start;
    while (end < label.size() && is_digit(label[end])) ++end;
    if (end + 1 < label.size() && (label[end] == '.' || label[end] == ',') && is_digit(label[end + 1])) {
        ++end;
        while (end < label.size() && is_digit(label[end])) ++end;
    }
    if (start > 0 && label[start - 1] == '-') return {}; // "-400" is a number, not a wavelength
    const Number number = parse_number(label.substr(start, end - start));
    if (number.kind != Number::Kind::number) return {};

    // What stands around the number may only be words that say "reflectance at a wavelength".
    std::string around = label.substr(0, start) + " " + label.substr(end);
    std::optional<WavelengthUnit> unit = unit_in_title(around);
    if (text.find("\xC3\x85") != text.npos) unit = angstroms; // folding takes the ring off
    if (unit && unit->reciprocal)                             // "25000 cm-1": the sign's own 1 is no second number
        if (const auto at = around.find("cm"); at != around.npos) around = around.substr(0, at) + " nm";
    found.nm = unit ? unit->nm(number.value) : number.value;
    if (found.nm < shortest_nm || found.nm > longest_nm) return {};
    static constexpr std::string_view known[] = {
        "reflectance", "reflectances", "reflectivity", "reflection",  "reflexion",  "reflektion", "reflektanz",
        "remission",   "reflectancia", "reflexao",     "riflettanza", "refl",       "rfl",        "wavelength",
        "wavelengths", "wave",         "wl",           "wvl",         "w",          "lambda",     "\xCE\xBB",
        "spectral",    "spectrum",     "spectra",      "spec",        "spektrum",   "spektral",   "spectre",
        "espectro",    "spettro",      "nm",           "nanometer",   "nanometers", "percent",    "pct",
        "prozent",     "dec",          "sci",          "sce",         "r",          "x",          "um",
        "micron",      "angstrom",     "value",        "at",          "val",        "band",       "measured"};
    std::string stranger;
    for (const std::string& word : words_of(around)) {
        if (word == "sci" || word == "sce") {
            found.group = word == "sci" ? "SCI" : "SCE";
        } else if (word == "pct" || word == "percent" || word == "prozent") {
            found.scale = Scale::percent;
        } else if (word == "dec") {
            found.scale = Scale::fraction;
        } else if (std::find(std::begin(known), std::end(known), word) == std::end(known) && !(unit && unit_word(word))) {
            if (word == "a" && unit && unit->factor == angstroms.factor) continue;
            stranger += (stranger.empty() ? "" : " ") + word;
        }
    }
    if (!stranger.empty()) {
        found.quantity = quantity_of_title(stranger).other;
        if (found.quantity.empty()) found.quantity = quantity_in_text(around).other;
        return found.quantity.empty() ? std::nullopt : std::optional(found);
    }
    // "R(400)%" but not "10 % 400": what else is not letters must be brackets, marks or a percent sign
    if (around.find_first_not_of("abcdefghijklmnopqrstuvwxyz\xCE\xBB _()[]{}:;/-%.,*^~=@'\"#") != around.npos) {
        if (!unit) return {};
    }
    if (around.find('%') != around.npos) found.scale = Scale::percent;
    return found;
}

std::optional<double> wavelength_cell(std::string_view text, const WavelengthUnit& unit) {
    text = trimmed(text);
    Number number = parse_number(text);
    if (number.kind == Number::Kind::number && !number.percent_sign && number.value > 0) return unit.nm(number.value);
    if (const auto label = wavelength_label(text); label && label->quantity.empty() && unit.is_nm()) return label->nm;
    // "180 nm": out of range, and a wavelength all the same
    const std::string plain = folded(text);
    std::size_t digits = 0;
    while (digits < plain.size() && (is_digit(plain[digits]) || plain[digits] == '.' || plain[digits] == ',')) ++digits;
    if (digits == 0) return {};
    const std::string rest(trimmed(std::string_view(plain).substr(digits)));
    const auto own = unit_word(rest);
    number = parse_number(plain.substr(0, digits));
    if (!own || number.kind != Number::Kind::number || !(number.value > 0)) return {};
    return own->nm(number.value);
}

bool is_wavelength_word(std::string_view text) {
    constexpr std::size_t longest_title = 80;
    if (text.size() > longest_title || !has_letter(text)) return false;
    const std::string plain = folded(trimmed(text));
    if (is_wavelength_compact(compact(plain)) || is_wavelength_compact(compact(folded(without_brackets(text))))) return true;
    if (plain.find('%') != plain.npos) return false;
    std::string rest; // without the unit: "wavelength_um", "Wavelength in nm", "wavenumber cm-1"
    if (const std::string outside = compact(folded(without_brackets(text))); outside == "a" || outside == "m") return false;
    for (const std::string& word : words_of(plain))
        if (!unit_word(word) && !is_one_of(word, {"in", "cm", "1", "a", "m", "en", "de", "of", "value", "values"}))
            rest += word;
    if (rest.empty()) return unit_in_title(text).has_value();
    return is_wavelength_compact(rest) && (unit_in_title(text).has_value() || rest.size() > 4);
}

bool is_wavelength_title(std::string_view text) {
    if (is_wavelength_word(text)) return true;
    const std::vector<std::string> words = words_of(folded(text));
    if (std::none_of(words.begin(), words.end(),
                     [](const std::string& word) { return is_wavelength_compact(word) || unit_word(word).has_value(); }))
        return false;
    if (wavelength_label(text)) return false;
    const Quantity quantity = quantity_of_title(text);
    return !quantity.reflectance && quantity.other.empty();
}

} // namespace undertone::io_detail
