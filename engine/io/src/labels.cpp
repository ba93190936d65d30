#include "labels.hpp"

#include "source_text.hpp"

#include <array>
#include <cctype>
#include <charconv>
#include <utility>
#include <vector>

namespace undertone::io_detail {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string without_brackets(std::string_view text) {
    std::string out;
    int depth = 0;
    for (const char c : text) {
        if (c == '(' || c == '[') ++depth;
        if (depth == 0) out += c;
        if ((c == ')' || c == ']') && depth > 0) --depth;
    }
    return out;
}

/// Runs of letters and digits; "LED-B1" stays one word.
std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    std::string word;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && (is_alnum(text[i]) || (text[i] == '-' && lower(word) == "led"))) {
            word += text[i];
        } else if (!word.empty()) {
            out.push_back(std::exchange(word, {}));
        }
    }
    return out;
}

} // namespace

std::string bracketed(std::string_view text) {
    std::string out;
    int depth = 0;
    for (const char c : text) {
        if (c == ')' || c == ']') {
            if (depth > 0) --depth;
            out += ' ';
        }
        if (depth > 0) out += c;
        if (c == '(' || c == '[') ++depth;
    }
    return std::string(trimmed(out));
}

std::optional<WavelengthLabel> wavelength_label(std::string_view text) {
    const std::string label = lower(trimmed(text));
    const std::size_t start = label.find_first_of("0123456789");
    if (start == label.npos) return {};
    std::size_t end = start;
    while (end < label.size() && is_digit(label[end])) ++end;
    if (end + 1 < label.size() && (label[end] == '.' || label[end] == ',') && is_digit(label[end + 1])) {
        ++end;
        while (end < label.size() && is_digit(label[end])) ++end;
    }
    std::string digits = label.substr(start, end - start);
    if (const auto comma = digits.find(','); comma != digits.npos) digits[comma] = '.';
    WavelengthLabel found;
    std::from_chars(digits.data(), digits.data() + digits.size(), found.nm);
    if (found.nm < 200 || found.nm > 2500) return {};

    // What stands around the number may only be words that say "reflectance at a wavelength"; longest first.
    static constexpr std::array<std::string_view, 20> known = {
        "reflectance", "wavelength", "spectral", "percent", "lambda", "refl", "spec", "pct", "dec", "sci",
        "sce",         "\xCE\xBB",   "nm",       "wl",      "r",      "w",    "x",    "%",   "_",   " "};
    const std::string around = label.substr(0, start) + " " + label.substr(end);
    for (std::size_t i = 0; i < around.size();) {
        if (std::string_view("()[]:/-").find(around[i]) != std::string_view::npos) {
            ++i;
            continue;
        }
        std::string_view hit;
        for (const auto word : known)
            if (std::string_view(around).substr(i).starts_with(word)) {
                hit = word;
                break;
            }
        if (hit.empty()) return {};
        if (hit == "sci" || hit == "sce") found.group = hit == "sci" ? "SCI" : "SCE";
        if (hit == "pct" || hit == "percent" || hit == "%") found.scale = Scale::percent;
        if (hit == "dec") found.scale = Scale::fraction;
        i += hit.size();
    }
    if (std::string_view(label).substr(0, start).ends_with('-')) return {}; // "-400" is a number, not a wavelength
    return found;
}

bool is_wavelength_word(std::string_view text) {
    const std::string all = squeezed(text), plain = squeezed(without_brackets(text));
    if (lower(trimmed(text)).starts_with("\xCE\xBB")) return true; // the Greek letter lambda
    for (const char* word : {"wavelength", "wavelengths", "wavelengthnm", "nm", "lambda", "lambdanm", "wl", "wlnm", "wave",
                             "wellenlnge", "wellenlaenge", "longueurdonde", "longitudonda", "longituddeonda"})
        if (all == word || plain == word) return true;
    return false;
}

Field field_of(std::string_view label) {
    std::string key = squeezed(without_brackets(label));
    for (const std::string_view prefix : {"cielab", "cie", "lab", "xyz"}) // "LAB_L" but not "label"
        if (key.starts_with(prefix) && key.size() == prefix.size() + 1) key.erase(0, prefix.size());
    static const std::vector<std::pair<Field, std::vector<std::string_view>>> meanings = {
        {Field::lab_l, {"l", "lstar"}},
        {Field::lab_a, {"a", "astar"}},
        {Field::lab_b, {"b", "bstar"}},
        {Field::xyz_x, {"x"}},
        {Field::xyz_y, {"y"}},
        {Field::xyz_z, {"z"}},
        {Field::name,
         {"name", "samplename", "sample", "dataname", "title", "label", "patch", "color", "colour", "colorname", "reading",
          "spot"}},
        {Field::id, {"id", "sampleid", "sampleid1", "no", "nr", "number", "index", "sampleno"}},
        {Field::illuminant,
         {"illuminant", "illumination", "illuminationname", "illuminantobserver", "lightsource", "light", "illuminantname"}},
        {Field::observer, {"observer", "observerangle", "standardobserver", "angle"}},
        {Field::geometry,
         {"geometry", "measurementgeometry", "specular", "specularcomponent", "specularmode", "viewing", "scisce", "sc",
          "mode"}},
        {Field::instrument,
         {"instrument", "instrumentation", "instrumentname", "device", "model", "modelname", "spectrophotometer"}},
        {Field::date, {"date", "datetime", "created", "measured", "measurementdate", "time", "timestamp"}},
        {Field::unit, {"unit", "units", "scale", "reflectanceunit", "dataunit"}},
    };
    for (const auto& [field, names] : meanings)
        for (const auto name : names)
            if (key == name) return field;
    return Field::other;
}

std::string illuminant_in(std::string_view text) {
    for (const std::string& word : words(text)) {
        const std::string key = lower(word);
        for (const char* daylight : {"D50", "D55", "D65", "D75"})
            if (key == lower(daylight)) return daylight;
        if (word == "A" || word == "C") return word; // upper case only: "a" is a word
        if (key == "cwf") return "F2";
        if (key == "tl84") return "F11";
        for (const std::size_t skip : {std::size_t{1}, std::size_t{2}}) // "F11", "FL11"
            if (key.starts_with(skip == 1 ? "f" : "fl") && key.size() > skip && key.size() <= skip + 2 &&
                key.find_first_not_of("0123456789", skip) == key.npos)
                return "F" + key.substr(skip);
        if (key.starts_with("led-b") && key.size() == 6 && is_digit(key[5])) return "LED-B" + key.substr(5);
    }
    return "";
}

std::string observer_in(std::string_view text) {
    for (const std::string& word : words(text)) {
        const std::string key = lower(word);
        if (key == "1931") return "1931_2deg";
        if (key == "1964") return "1964_10deg";
        for (const char* tail : {"", "deg", "degree", "degrees"}) {
            if (key == std::string("2") + tail || key == std::string("02") + tail) return "1931_2deg";
            if (key == std::string("10") + tail) return "1964_10deg";
        }
    }
    return "";
}

std::string geometry_in(std::string_view text) {
    bool included = false, excluded = false, has_45 = false, has_0 = false;
    const bool of_specular = lower(text).find("specular") != std::string::npos; // and not "UV included"
    for (const std::string& word : words(text)) {
        const std::string key = lower(word);
        if (key == "sci" || key == "spin" || key == "rsin" || (of_specular && key == "included")) included = true;
        if (key == "sce" || key == "spex" || key == "rsex" || (of_specular && key == "excluded")) excluded = true;
        if (key.starts_with("45")) has_45 = true;
        if (key == "0") has_0 = true;
    }
    if (has_45 && has_0 && !included && !excluded) return "45/0";
    if (included == excluded) return "";
    return included ? "8/d SCI" : "8/d SCE";
}

Scale scale_in(std::string_view text) {
    const std::string plain = lower(text);
    if (plain.find('%') != plain.npos || plain.find("percent") != plain.npos || plain.find("pct") != plain.npos)
        return Scale::percent;
    if (plain.find("fraction") != plain.npos || plain.find("0-1") != plain.npos) return Scale::fraction;
    return Scale::unstated;
}

Scale scale_of_header(std::string_view label) {
    const std::string inside = bracketed(label), plain = squeezed(label);
    if (!inside.empty()) return scale_in(inside);
    for (const char* word : {"", "r", "percent", "pct", "rpercent", "percentr", "rpct", "reflectance", "percentreflectance",
                             "reflectancepercent", "reflectancefactor", "refl", "fraction", "reflectancefraction"})
        if (plain == word) return scale_in(label);
    return Scale::unstated;
}

} // namespace undertone::io_detail
