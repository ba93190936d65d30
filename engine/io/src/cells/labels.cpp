#include "labels.hpp"

#include "characters.hpp"
#include "quantity.hpp"
#include "source_text.hpp"
#include "words.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace undertone::io_detail {

namespace {

bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

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

namespace {

/// L*, a*, b*, C*, h, X, Y or Z with nothing beside it but how it was seen.
Field color_field(std::string_view label) {
    if (folded(label).find("delta") != std::string::npos) return Field::other;
    std::vector<std::string> outside = words(folded(without_brackets(label)));
    for (const std::vector<std::string>& list : {outside, words(folded(bracketed(label)))})
        if (has_word(list, {"hunter", "sd",  "se",        "std",        "stdev", "stddev",    "sem",   "cv",     "var",
                            "error",  "err", "diff",      "difference", "ref",   "reference", "rad",   "radian", "radians",
                            "target", "tol", "tolerance", "min",        "max",   "n",         "count", "limit",  "luv"}))
            return Field::other;
    constexpr std::size_t most_words = 8; // more are a sentence
    if (outside.size() > most_words) return Field::other;
    static const std::unordered_set<std::string_view> beside = {
        "cie",      "lab",      "cielab", "lch",     "xyz",   "ab",       "star",  "deg",      "degree",
        "degrees",  "observer", "obs",    "sci",     "sce",   "spin",     "spex",  "specular", "included",
        "excluded", "mean",     "avg",    "average", "value", "measured", "1976",  "1931",     "1964",
        "2",        "10",       "m0",     "m1",      "m2",    "2deg",     "10deg", "color",    "colour"};
    std::erase_if(outside, [](const std::string& word) {
        return beside.count(word) > 0 || (word.size() > 1 && !illuminant_in(word).empty());
    });
    if (outside.size() != 1) return Field::other;
    std::string key = outside.front();
    for (const std::string_view prefix : {"cielab", "cie", "lab", "lch", "xyz"}) // "LABL" but not "label"
        if (key.starts_with(prefix) && key.size() == prefix.size() + 1) key.erase(0, prefix.size());
    static const std::vector<std::pair<Field, std::vector<std::string_view>>> meanings = {
        {Field::lab_l, {"l", "lstar"}},
        {Field::lab_a, {"a", "astar"}},
        {Field::lab_b, {"b", "bstar"}},
        {Field::lch_c, {"c", "cstar", "cab", "chroma"}},
        {Field::lch_h, {"h", "hab", "hue", "hstar"}},
        {Field::xyz_x, {"x"}},
        {Field::xyz_y, {"y"}},
        {Field::xyz_z, {"z"}},
    };
    for (const auto& [field, names] : meanings)
        if (std::find(names.begin(), names.end(), key) != names.end()) return field;
    return Field::other;
}

} // namespace

Field field_of(std::string_view label) {
    if (!has_letter(label)) return Field::other;
    if (const Field color = color_field(label); color != Field::other) return color;
    const std::string key = compact(folded(without_brackets(label)));
    static constexpr std::pair<Field, std::string_view> meanings[] = {
        {Field::name,
         "name samplename sample dataname title label patch color colour colorname colourname reading spot probe "
         "probenname probenbezeichnung bezeichnung echantillon nom muestra nombre campione nome amostra scanname "
         "samplelabel specimen"},
        {Field::id, "id sampleid sampleid1 no nr number index sampleno samplenumber probennummer"},
        {Field::illuminant,
         "illuminant illumination illuminationname illuminantobserver lightsource light illuminantname lichtart "
         "normlichtart illuminante iluminante viewingilluminant illobs illumobs illuminantobs primaryilluminant "
         "viewingconditions referencewhite whitepoint reference"},
        {Field::observer, "observer observerangle standardobserver angle beobachter normalbeobachter observateur observador "
                          "osservatore"},
        {Field::geometry,
         "geometry measurementgeometry measuringgeometry measgeometry opticalgeometry instrumentgeometry specular "
         "specularcomponent specularmode specularexcluded excludespecular includespecular gloss glosstrap "
         "glanzfalle glanz spec speccomp condition measuringcondition measurementcondition measurementtype "
         "measmode viewingmode setting optics geom reflexionsmodus specularincluded specularinclusion viewing "
         "scisce scescisetting sc mode measurementmode measuringmode geometrie messgeometrie geometria "
         "glanzkomponente glossmode composantespeculaire componenteespecular componentespeculare"},
        {Field::instrument,
         "instrument instrumentation instrumentname instrumenttype instrumentmodel device devicename devicetype "
         "devicemodel model modelname spectrophotometer colorimeter colourimeter scanner scannername scannertype "
         "targetinstrument measuringinstrument measurementinstrument measurementdevice sensor sensortype meter "
         "gerat geraet messgerat messgeraet gerattyp appareil instrumento strumento dispositivo apparecchio "
         "aparato"},
        {Field::maker, "manufacturer maker make brand vendor hersteller fabricant fabricante"},
        {Field::date, "date datetime created createdat createdon creationdate datecreated measured measuredat measuredon "
                      "measuredate measurementdate measureddate measurementdatetime timestamp scandate scanned scannedat "
                      "scannedon datescanned datetaken dateandtime dateofmeasurement capturedat capturedate datum messdatum "
                      "fecha fechadecreacion datedemesure dataora dateheure fechahora acquired acquisitiondate"},
        {Field::time, "time scantime measurementtime timeofday timeofmeasurement uhrzeit zeit heure hora ora"},
        {Field::unit, "unit units scale reflectanceunit dataunit einheit unite unidad unita"},
    };
    static const std::unordered_map<std::string_view, Field> fields = [] {
        std::unordered_map<std::string_view, Field> all;
        for (auto [field, names] : meanings)
            while (!names.empty()) {
                const std::size_t end = std::min(names.find(' '), names.size());
                all.emplace(names.substr(0, end), field);
                names.remove_prefix(std::min(end + 1, names.size()));
            }
        return all;
    }();
    const auto found = fields.find(key);
    return found == fields.end() ? Field::other : found->second;
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
        if (key.find("1931") != key.npos) return "1931_2deg";
        if (key.find("1964") != key.npos) return "1964_10deg";
        for (const char* tail : {"", "deg", "degree", "degrees", "grad"}) {
            if (key == std::string("2") + tail || key == std::string("02") + tail) return "1931_2deg";
            if (key == std::string("10") + tail) return "1964_10deg";
        }
    }
    return "";
}

namespace {

bool speaks_of_gloss(const std::vector<std::string>& all) {
    return has_word(all, {"specular", "spec", "speculaire", "especular", "speculare", "spekular", "glanz", "glanzkomponente",
                          "brillant", "gloss", "brillo"});
}

} // namespace

bool asks_for_specular(std::string_view key) {
    const std::vector<std::string> all = words_of(folded(key));
    return speaks_of_gloss(all) || has_word(all, {"sci", "sce", "scisce"});
}

std::string geometry_in(std::string_view text, bool of_specular) {
    bool included = false, excluded = false, has_45 = false, has_0 = false, negated = false;
    const std::vector<std::string> all = words_of(folded(text));
    of_specular = of_specular || speaks_of_gloss(all);
    const bool sphere = has_word(all, {"8"});
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::string& word = all[i];
        if (i > 0 && all[i - 1] == "uv") continue; // "UV excluded" says nothing of gloss
        const std::vector<std::string> one{word};
        if (has_word(one, {"sci", "spin", "spinc", "rsin", "rsci"}) || (sphere && word == "di")) included = true;
        if (has_word(one, {"sce", "spex", "spexc", "rsex", "rsce"}) || (sphere && word == "de")) excluded = true;
        // "d/8i", "d/8 e"
        if (i > 1 && all[i - 1] == "8" && all[i - 2] == "d" && word == "i") included = true;
        if (i > 1 && all[i - 1] == "8" && all[i - 2] == "d" && word == "e") excluded = true;
        if (of_specular && has_word(one, {"mit", "avec", "con", "with"})) included = true;
        if (of_specular && word == "out") excluded = true;
        if (of_specular &&
            has_word(one, {"included",       "include", "incl",    "inc",     "in",      "i",        "inkl",
                           "eingeschlossen", "inclus",  "incluse", "inclusa", "incluso", "incluido", "incluida",
                           "inclusief",      "yes",     "on",      "true",    "ja",      "oui",      "si"}))
            included = true;
        if (of_specular && has_word(one, {"excluded", "exclude", "excl", "exc", "ex", "e", "exkl", "ausgeschlossen", "exclu",
                                          "exclue", "excluido", "excluida", "escluso", "esclusa", "exclusief"}))
            excluded = true;
        if (of_specular && has_word(one, {"no", "off", "false", "nein", "non", "not", "without", "ohne", "sin", "sans"}))
            negated = true;
        if (word == "45") has_45 = true;
        if (word == "0") has_0 = true;
    }
    if (has_45 && has_0 && !included && !excluded) return "45/0";
    if (negated && excluded && !included) return "8/d SCI"; // "specular excluded: no"
    if (negated && included && !excluded) return "8/d SCE"; // "specular included: no"
    if (negated && !included && !excluded) return "8/d SCE";
    if (included == excluded || negated) return "";
    return included ? "8/d SCI" : "8/d SCE";
}

std::string specular_mode_in(std::string_view text) {
    const std::vector<std::string> all = words_of(folded(text));
    const bool in = has_word(all, {"sci", "spin", "spinc", "rsin", "rsci"}),
               out = has_word(all, {"sce", "spex", "spexc", "rsex", "rsce"});
    if (in != out) return in ? "8/d SCI" : "8/d SCE";
    const bool sphere = has_word(all, {"8"}) && (has_word(all, {"di", "de"}) || has_word(all, {"d"})); // "di:8", "d/8e"
    if (in || (!sphere && !speaks_of_gloss(all))) return "";
    if (sphere && !speaks_of_gloss(all)) return geometry_in(text, false);
    return geometry_in(text, true);
}

Scale scale_in(std::string_view text) {
    const std::string plain = folded(text);
    for (const std::string_view word : {"%", "percent", "pct", "prozent", "procent", "pourcent", "porcent", "percentu"})
        if (plain.find(word) != plain.npos) return Scale::percent;
    for (const std::string_view word : {"fraction", "0-1", "0..1", "0 to 1", "decimal", "bruchteil"})
        if (plain.find(word) != plain.npos) return Scale::fraction;
    return Scale::unstated;
}

Scale scale_of_header(std::string_view label) {
    std::string plain = folded(label);
    for (auto at = plain.find("per cent"); at != plain.npos; at = plain.find("per cent")) plain.replace(at, 8, "percent");
    for (const std::string_view hundred : {"0-100", "0 - 100", "0..100", "0 to 100", "x100", "x 100", "100*r", "100 * r"})
        if (const auto at = plain.find(hundred);
            at != plain.npos && (at + hundred.size() >= plain.size() || !is_digit(plain[at + hundred.size()])))
            return Scale::percent;
    const auto is_space = [](char c) { return c == ' ' || c == '_'; };
    const auto says_reflectance = [](std::string_view word) {
        return word.empty() || word == "r" || word == "of" || word == "ref" || quantity_of_title(word).reflectance;
    };
    // a sign after a number is an amount ("tint 10 %"), before a word it is a share of that ("% carbon")
    for (std::size_t at = plain.find('%'); at != plain.npos; at = plain.find('%', at + 1)) {
        std::size_t before = at, after = at + 1;
        while (before > 0 && is_space(plain[before - 1])) --before;
        if (before > 0 && is_digit(plain[before - 1])) continue;
        if (before == 1 && plain.front() == 'r') return Scale::percent; // "R% hair"
        while (after < plain.size() && is_space(plain[after])) ++after;
        const std::vector<std::string> rest = words_of(std::string_view(plain).substr(after));
        const bool closed = after >= plain.size() || !(is_alnum(plain[after]));
        if (closed || (!rest.empty() && says_reflectance(rest.front()))) return Scale::percent;
    }
    const std::vector<std::string> all = words_of(plain);
    if (all == std::vector<std::string>{"rpc"}) return Scale::percent;
    if (all == std::vector<std::string>{"rfr"}) return Scale::fraction;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::string before = i > 0 ? all[i - 1] : "", after = i + 1 < all.size() ? all[i + 1] : "";
        // "RefPct", "percentReflectance": one word of both
        for (const std::string_view sign : {"percent", "pct"}) {
            const std::string& word = all[i];
            if (word.size() <= sign.size()) continue;
            const std::string rest = word.starts_with(sign) ? word.substr(sign.size())
                                     : word.ends_with(sign) ? word.substr(0, word.size() - sign.size())
                                                            : "";
            if (rest == "r" || rest == "ref" || rest == "refl" || (!rest.empty() && quantity_of_title(rest).reflectance))
                return Scale::percent;
        }
        const bool amount = !before.empty() && is_digit(before.front());
        const bool ends = after.empty() || (!before.empty() && says_reflectance(before));
        if (has_word({all[i]}, {"pct", "percent", "prozent", "procent", "pourcent", "porcentaje", "percentuale", "проценты",
                                "процентах"}) &&
            !amount && (ends || says_reflectance(after)))
            return Scale::percent;
        if (has_word({all[i]}, {"fraction", "decimal", "bruchteil"}) && ends) return Scale::fraction;
    }
    const std::string inside = bracketed(label);
    if (inside.find("0-1") != inside.npos || inside.find("0..1") != inside.npos || inside.find("0 to 1") != inside.npos)
        return Scale::fraction;
    return Scale::unstated;
}

} // namespace undertone::io_detail
