#include "quantity.hpp"

#include "words.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace undertone::io_detail {

namespace {

using Words = std::vector<std::string>;

struct Named {
    const char* name;
    std::vector<std::string_view> words; ///< in folded form; what is not ASCII may stand inside a longer word
    bool may_be_numbered = false;        ///< "Abs 1", "Abs 2", where "density 150" is a name
};

/// Words that never name a sample.
const std::vector<Named>& distinctive() {
    static const std::vector<Named> list = {
        {"counts",
         {"counts", "cnts", "cps", "adc", "comptes", "cuentas", "conteggi", "contagens", "zahlwerte", "zahlrate", "计数",
          "カウント", "отсчеты"}},
        {"a derivative", {"derivative", "ableitung", "derivee", "derivada", "derivata", "производная"}},
        {"K/S", {"kubelka", "munk", "kubelkamunk"}},
        {"absorbance",
         {"absorbance",  "absorbances",  "absorbancy", "absorbanz",  "absorbancia",  "absorbanza", "assorbanza",
          "absorbans",   "absorptance",  "absorptanz", "absorption", "absorptivity", "absorcion",  "absorcao",
          "absorvancia", "assorbimento", "absorptie",  "extinction", "extinktion",   "extincion",  "estinzione",
          "extincao",    "吸光度",       "吸收",       "흡광도",     "поглощен"}},
        {"transmittance", {"transmittance",  "transmittanz",  "transmission", "transmissions", "transmissionsgrad",
                           "transmissivity", "transmitancia", "transmision",  "transmissao",   "trasmittanza",
                           "trasmissione",   "transmitance",  "transmissie",  "transmittans",  "transmittantie",
                           "transmitantie",  "透过",          "透射",         "透過",          "투과",
                           "пропускан"}},
        {"irradiance",
         {"irradiance", "irradiancia", "irradianza", "bestrahlungsstarke", "bestrahlungsstaerke", "eclairement",
          "irradiantie", "辐照度", "放射照度", "조도", "облученност"}},
        {"radiance",
         {"radiant", "radiance", "radiancia", "radianza", "strahldichte", "luminance", "luminancia", "luminanza",
          "leuchtdichte", "radiantie", "辐亮度", "辐射亮度", "放射輝度", "яркост"}},
        {"intensity",
         {"intensity", "intensities", "intensitat", "intensitaet", "intensite", "intensidad", "intensita", "intensidade",
          "intensiteit", "强度", "強度", "강도", "интенсивност"}},
        {"emitted light",
         {"fluorescence", "fluoreszenz", "luminescence", "emission", "emissive", "emissivity", "emisivity", "raman",
          "photons", "lumen", "emisión", "emision"}},
        {"optical density", {"оптическая"}},
        {"an efficiency or sensitivity", {"eqe", "efficiency", "sensitivity", "empfindlichkeit", "sensibilite"}},
        {"a refractive index", {"refractive", "brechungsindex", "refraction"}},
        {"a coefficient", {"coefficient", "koeffizient", "coeficiente", "coefficiente", "responsivity", "mua", "mus"}},
    };
    return list;
}

/// Words that name a quantity only where the title says nothing else: a sample may be called so.
const std::vector<Named>& alone() {
    static const std::vector<Named> list = {
        {"absorbance", {"abs", "absorb", "au"}, true},
        {"transmittance", {"trans", "transm", "tr", "ttran", "rtran", "dtran"}, true}, // HunterLab: total, regular, diffuse
        {"radiance", {"rad"}},
        {"optical density", {"od", "ext", "density", "dichte", "densite", "densidad", "densita", "densidade"}},
        {"counts",
         {"raw", "rawcounts", "digital", "dn", "cts", "adu", "signal", "rohdaten", "rohwert", "rohwerte", "brut", "count",
          "pulses"}},
        {"a voltage or current", {"volt", "volts", "mv", "current", "na", "ua", "ampere"}},
        {"power",
         {"photon", "energia", "pfd", "ppfd", "par", "lux", "power", "flux", "energy", "leistung", "spd", "puissance",
          "potencia", "potenza"}},
        {"a difference", {"delta", "difference", "differenz", "differences"}},
        {"opacity or gloss", {"opacity", "haze", "gloss", "opazitat", "glanz"}},
        {"temperature or time",
         {"temperature", "temperatur", "temp", "time", "zeit", "humidity", "pressure", "voltage", "exposure"}},
        {"K/S", {"ks"}},
    };
    return list;
}

constexpr std::string_view reflectance_words[] = {
    "reflectance",  "reflectances",  "reflectivity", "reflection",    "reflections",       "refl",        "reflect",
    "reflexion",    "reflektion",    "reflektanz",   "reflektivitat", "reflexionsgrad",    "remission",   "remissionsgrad",
    "reflectancia", "reflectividad", "reflexao",     "refletancia",   "riflettanza",       "riflessione", "riflettivita",
    "reflectantie", "reflektans",    "reflektance",  "odrazivost",    "reflektancja",      "albedo",      "reflet",
    "reflectanta",  "reflectie",     "remisja",      "reflexe",       "reflectancefactor", "rfl",         "remittance",
    "反射",         "отражен",       "반사",         "reflexio",      "reflexionsfaktor"};

/// What may stand beside those in a title that says nothing else.
constexpr std::string_view neutral_words[] = {
    "spectral", "spectrum", "spectra", "spektrum", "spektral",  "spectre", "espectro", "spettro", "value",  "values",
    "wert",     "werte",    "valeur",  "valor",    "valore",    "data",    "daten",    "sample",  "probe",  "relative",
    "total",    "diffuse",  "mean",    "average",  "corrected", "units",   "unit",     "unite",   "arb",    "a",
    "u",        "r",        "percent", "pct",      "in",        "of",      "measured", "ref",     "target", "optical",
    "optische", "optique",  "optica",  "ottica",   "raw",       "y",       "axis",     "mode"};

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool holds(const Words& words, std::string_view wanted) {
    constexpr std::size_t long_enough = 9; // to be known within "AbsoluteIrradiance"
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return word == wanted ||
               ((!is_ascii(wanted) || wanted.size() >= long_enough) && word.find(wanted) != std::string::npos);
    });
}

template <class List>
bool holds_any(const Words& words, const List& list) {
    return std::any_of(std::begin(list), std::end(list), [&](std::string_view wanted) { return holds(words, wanted); });
}

/// "k/s", "k over s", "f(r)" where no letter touches them.
bool names_kubelka_munk(const std::string& text) {
    std::string spaced = " "; // "K / S" as "k/s"
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto beside = [&](std::size_t at) { return at < text.size() && (text[at] == '/' || text[at] == ':'); };
        if (text[i] != ' ' || !(beside(i + 1) || beside(i - 1))) spaced += text[i];
    }
    spaced += ' ';
    const auto is_alnum = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    for (const std::string_view sign : {"k/s", "k_over_s", "k over s", "f(r)", "k:s", "k_s", "k-m"})
        for (auto at = spaced.find(sign); at != spaced.npos; at = spaced.find(sign, at + 1))
            if (!is_alnum(spaced[at - 1]) && !is_alnum(spaced[at + sign.size()])) return true;
    return false;
}

/// Watts, photons, lumens: units of light.
bool names_unit_of_light(const std::string& text) {
    std::string tight;
    for (const char c : text)
        if (c != ' ' && c != '^' && c != '*' && c != '_') tight += c;
    for (const std::string_view unit : {"w/m", "w/cm", "w/sr", "w/nm", "w.m-", "wm-2", "wcm-2", "wsr-1", "cd/m", "photons",
                                        "j/cm", "umol", "mol/m", "molm-2", "m-2s-1"})
        if (tight.find(unit) != tight.npos) return true;
    return false;
}

/// "mu_a (1/mm)": what light loses on the way.
bool names_coefficient(const std::string& text) {
    std::string tight;
    for (const char c : text)
        if (c != ' ' && c != '_' && c != '^') tight += c;
    return tight.find("1/mm") != tight.npos || tight.find("1/cm") != tight.npos || tight.find("mm-1") != tight.npos ||
           tight.find("cm-1") != tight.npos;
}

bool names_logarithm(const Words& words) { return has_word(words, {"log", "ln", "lg", "logarithm"}); }

std::string distinctive_in(const std::string& text, const Words& words) {
    if (names_logarithm(words)) return "a logarithm";
    if (names_kubelka_munk(text)) return "K/S";
    if (names_coefficient(text)) return "a coefficient";
    for (const Named& quantity : distinctive())
        if (holds_any(words, quantity.words)) return quantity.name;
    if (names_unit_of_light(text)) return "light (watts, photons or lumens)";
    return "";
}

/// Reflectance counted, differentiated or put on a logarithm is no longer reflectance.
bool overrides_reflectance(const std::string& other) {
    return other == "counts" || other == "a logarithm" || other == "a derivative" || other == "K/S";
}

} // namespace

Quantity quantity_in_text(std::string_view text) {
    const std::string plain = folded(text);
    const Words words = words_of(plain);
    Quantity out;
    out.reflectance = holds_any(words, reflectance_words);
    out.other = distinctive_in(plain, words);
    if (out.reflectance && !overrides_reflectance(out.other)) out.other.clear();
    if (out.reflectance && has_word(words, {"density", "dichte"})) out.other = "optical density";
    if (!out.other.empty()) out.reflectance = false;
    return out;
}

Quantity quantity_of_title(std::string_view title) {
    Quantity out = quantity_in_text(title);
    const std::string plain = folded(title);
    const Words words = words_of(plain);
    std::string tight; // without brackets and spaces
    for (const char c : plain)
        if (std::string_view(" ()[]{}.,_-").find(c) == std::string_view::npos) tight += c;
    if (out.reflectance && (tight.find("\xE2\x80\xB0") != tight.npos || tight.find("permille") != tight.npos ||
                            tight.find("promille") != tight.npos))
        return {false, "permille (neither a fraction nor percent)", false};
    if (out.reflectance || !out.other.empty()) return out;
    if (tight == "r" || tight == "%r" || tight == "r%" || tight == "rpct" || tight == "pctr" || tight == "rfr" ||
        tight == "rpc") { // of a fraction, in percent: R's photobiology

        out.reflectance = true;
        return out;
    }
    if (tight == "t%" || tight == "%t" || tight == "tpct" || tight == "tfr" || tight == "tpc") out.other = "transmittance";
    if (tight == "a%" || tight == "%a" || tight == "aau" || tight == "1/r") out.other = "absorbance";
    if (tight == "od" || (tight.starts_with("od") && tight.find_first_not_of("0123456789", 2) == tight.npos))
        out.other = "optical density"; // "O.D.", "OD600"
    if (plain == "1-r" || plain == "1 - r") out.other = "absorptance";
    if (tight == "n" || tight == "k") return {false, "a refractive index", true};
    if (tight == "digitalnumber") out.other = "counts";
    if (tight == "mua" || tight == "mus" || tight == "mueff") out.other = "a coefficient";
    if (tight == "e\xCE\xBB" || tight == "l\xCE\xBB" || tight == "i\xCE\xBB" || tight.starts_with("\xCF\x86"))
        out.other = "light (watts, photons or lumens)"; // "E(lambda)", "phi_e"
    if (tight.starts_with("dr/d")) out.other = "a derivative";
    for (const std::string_view rescaled :
         {"\xE2\x80\xB0", "permille", "promille", "10*r", "rx10", "r*10", "x1000", "x10000"})
        if (tight.find(rescaled) != tight.npos && tight.find("100*r") == tight.npos &&
            (rescaled != "rx10" || tight == rescaled) && (rescaled != "r*10" || tight == rescaled))
            out.other = "neither a fraction nor percent";
    if (tight == "a" || tight == "t" || tight == "e" || tight == "i") {
        out.other = tight == "a"   ? "absorbance"
                    : tight == "t" ? "transmittance"
                    : tight == "e" ? "irradiance or extinction"
                                   : "intensity";
        out.doubtful = true;
        return out;
    }
    if (out.other.empty())
        for (const Named& quantity : alone()) {
            const bool only = !words.empty() && std::all_of(words.begin(), words.end(), [&](const std::string& word) {
                const bool own = std::find(quantity.words.begin(), quantity.words.end(), word) != quantity.words.end();
                const bool numbered = word.find_first_not_of("0123456789") == word.npos && quantity.may_be_numbered;
                return own || numbered ||
                       std::find(std::begin(neutral_words), std::end(neutral_words), word) != std::end(neutral_words);
            });
            if (only && holds_any(words, quantity.words)) {
                out.other = quantity.name;
                break;
            }
        }
    if (out.other.empty() && words == Words{"a", "u"}) out.other = "arbitrary units";
    return out;
}

bool is_quantity_key(std::string_view key) {
    const std::string tight = compact(folded(key));
    for (const std::string_view known : {"yunits",
                                         "yunit",
                                         "yaxis",
                                         "ylabel",
                                         "ytitle",
                                         "ordinate",
                                         "ordinatemode",
                                         "ordinateunit",
                                         "quantity",
                                         "datatype",
                                         "datamode",
                                         "measurementtype",
                                         "measurementmode",
                                         "measurementquantity",
                                         "measuringmode",
                                         "measmode",
                                         "meastype",
                                         "mode",
                                         "type",
                                         "spectrumtype",
                                         "spectraltype",
                                         "photometricmode",
                                         "photometric",
                                         "signal",
                                         "signaltype",
                                         "processing",
                                         "spectrum",
                                         "unit",
                                         "units",
                                         "messgrosse",
                                         "messgroesse",
                                         "messmodus",
                                         "grandeur",
                                         "magnitud",
                                         "grandezza",
                                         "dataunit",
                                         "property",
                                         "displaymode",
                                         "yaxismode",
                                         "ymode",
                                         "scantype",
                                         "scanmode",
                                         "attribute",
                                         "measurement",
                                         "data",
                                         "spectraldata",
                                         "einheit",
                                         "unite",
                                         "unidad",
                                         "unita",
                                         "kind",
                                         "content"})
        if (tight == known) return true;
    return false;
}

} // namespace undertone::io_detail
