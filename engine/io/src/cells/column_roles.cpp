#include "column_roles.hpp"

#include "quantity.hpp"
#include "source_text.hpp"
#include "words.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace undertone::io_detail {

namespace {

using Words = std::vector<std::string>;

/// Does `text` (compact) start or end with, or consist of, one of these?
bool is_any(std::string_view text, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

enum class Word {
    none,
    sure_statistic,
    likely_statistic,
    beside_a_mean,
    median,
    whole_mean,
    part_mean,
    sure_reference,
    likely_reference,
    whiteness,
    setting,
    signal
};

// ---- the words, in folded form: parts of a title, whole words in it, or all of it without spaces and signs

constexpr std::string_view statistic_parts[] = {
    "standarddev",   "standardabw",  "stddev",        "standarderr", "stderr",     "standardfehler", "ecarttype",
    "desviacionest", "deviazionest", "desviopadrao",  "confidence",  "percentile", "quantile",       "uncertaint",
    "unsicherheit",  "incertitude",  "incertidumbre", "\xCF\x83",    "\xC2\xB1"};

constexpr std::string_view statistic_words[] = {
    "sd",         "stdev",    "stdv",     "sem",       "stddev",   "variance", "varianz",       "varianza",
    "rmse",       "rms",      "cv",       "rsd",       "iqr",      "sigma",    "stabw",         "stdabw",
    "abweichung", "streuung", "odchylka", "snr",       "skewness", "kurtosis", "repeatability", "dispersion",
    "标准差",     "標準偏差", "표준편차", "отклонени", "откл",     "ско",      "deviation"};

constexpr std::string_view statistic_titles[] = {
    "sd",       "se",       "ur",        "uk2",       "noise",      "rauschen", "desvest",
    "devstd",   "tvalue",   "pvalue",    "halfwidth", "difference", "diff",     "differenz",
    "residual", "residuum", "tolerance", "fehler",    "error",      "err",      "numberofreadings",
    "meansd",   "meanse",   "ci95"};

constexpr std::string_view reference_titles[] = {"darkreference",
                                                 "darkspectrum",
                                                 "darkcurrent",
                                                 "darksignal",
                                                 "darkcounts",
                                                 "darkref",
                                                 "dunkelspektrum",
                                                 "dunkelreferenz",
                                                 "dunkelstrom",
                                                 "background",
                                                 "bkg",
                                                 "bkgd",
                                                 "hintergrund",
                                                 "baseline",
                                                 "basislinie",
                                                 "whitereference",
                                                 "whiteref",
                                                 "whitestandard",
                                                 "whitetile",
                                                 "whitespectrum",
                                                 "weissreferenz",
                                                 "weissstandard",
                                                 "weisreferenz",
                                                 "weisstandard",
                                                 "whitecalibration",
                                                 "blackcalibration",
                                                 "blacktile",
                                                 "blackreference",
                                                 "darkreading",
                                                 "darkmeasurement",
                                                 "dunkelmessung",
                                                 "blacktrap",
                                                 "blackcal",
                                                 "zeroreading",
                                                 "bg",
                                                 "offset",
                                                 "whitereading",
                                                 "whitestd",
                                                 "weisskachel",
                                                 "weiskachel",
                                                 "ceramicwhite",
                                                 "ptfe",
                                                 "baso4",
                                                 "halon",
                                                 "kalibrierung",
                                                 "calibration",
                                                 "referenceblanche",
                                                 "blancoreferencia",
                                                 "blancodereferencia",
                                                 "白板",
                                                 "校准白板",
                                                 "白色参考",
                                                 "эталон",
                                                 "referencespectrum",
                                                 "referencesignal",
                                                 "lampspectrum",
                                                 "blank",
                                                 "blankreading",
                                                 "referencewhite",
                                                 "spectralon",
                                                 "referenciablanca",
                                                 "blancdereference",
                                                 "calibrationtile",
                                                 "calibrationwhite",
                                                 "zerocalibration"};

constexpr std::string_view likely_reference_titles[] = {"reference",   "ref",  "referenz",   "referencia",
                                                        "riferimento", "lamp", "lightsource"};

constexpr std::string_view whiteness_titles[] = {"dark", "white", "zero", "tile",   "dunkel", "weiss",  "weis",
                                                 "hell", "blanc", "noir", "blanco", "oscuro", "bianco", "scuro"};

constexpr std::string_view mean_words[] = {
    "mean", "average", "avg",     "mittel", "mittelwert",   "moyenne",   "media",   "promedio", "gemiddelde", "durchschnitt",
    "moy",  "mw",      "srednia", "snitt",  "gjennomsnitt", "keskiarvo", "среднее", "平均",     "평균"};

constexpr std::string_view median_words[] = {"median", "mediana"};

/// What may stand beside those in a title that says nothing else.
constexpr std::string_view beside_mean_words[] = {"moyen", "of",  "n",   "r",  "reflectance", "refl", "readings", "value",
                                                  "all",   "the", "aus", "de", "pct",         "сред", "平均值",   "above"};

constexpr std::string_view beside_a_mean_titles[] = {
    "ci",         "cilow",      "cihigh",     "cilower", "ciupper", "lower",   "upper", "range", "n",
    "lo",         "hi",         "low",        "high",    "mini",    "maxi",    "inf",   "sup",   "lowerlimit",
    "upperlimit", "lowerbound", "upperbound", "spread",  "scatter", "bias",    "delta", "sum",   "summe",
    "ratio",      "weight",     "mad",        "t",       "p",       "gradient"};

constexpr std::string_view likely_statistic_words[] = {"min",  "max",    "minimum", "maximum", "std",    "se",
                                                       "var",  "count",  "minimo",  "massimo", "maximo", "最小",
                                                       "最大", "anzahl", "spread",  "repeats"};

/// Of the instrument at each wavelength, never of a sample.
constexpr std::string_view setting_titles[] = {"integrationtime",
                                               "integrationtimems",
                                               "bandwidth",
                                               "bandpass",
                                               "fwhm",
                                               "slit",
                                               "slitwidth",
                                               "gain",
                                               "weight",
                                               "flag",
                                               "flags",
                                               "quality",
                                               "temperature",
                                               "bandbreite",
                                               "integrationszeit",
                                               "qualityflag",
                                               "datetime",
                                               "timestamp",
                                               "times",
                                               "timems"};

/// What a spectrometer counts on the sample, where the dark and the reference stand beside it.
constexpr std::string_view signal_titles[] = {"sample",  "s",        "signal",       "probe",          "echantillon",
                                              "muestra", "campione", "samplesignal", "samplespectrum", "rawsample"};

/// The beginnings of the titles of what is read on the dark.
constexpr std::string_view dark_starts[] = {"dark", "dunkel", "noir", "oscuro", "scuro", "background", "bkg", "zero"};

template <class List>
bool listed(std::string_view text, const List& list) {
    return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

/// Is one of the words in the list? What is not ASCII may stand inside a longer word.
template <class List>
bool has_listed(const Words& words, const List& list) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return std::any_of(std::begin(list), std::end(list), [&](std::string_view stem) {
            const bool ascii = static_cast<unsigned char>(stem.front()) < 0x80;
            return ascii ? word == stem : word.find(stem) != word.npos;
        });
    });
}

/// What a title says by itself.
Word word_of(std::string_view title) {
    const std::string plain = folded(title), key = compact(plain);
    const Words words = words_of(plain);
    const bool part = std::any_of(std::begin(statistic_parts), std::end(statistic_parts), [&](std::string_view text) {
        return key.find(text) != key.npos || plain.find(text) != plain.npos;
    });
    if (part || has_listed(words, statistic_words) || listed(key, statistic_titles) || plain.find("+/-") != plain.npos)
        return Word::sure_statistic;
    if (listed(key, reference_titles)) return Word::sure_reference;
    if (listed(key, likely_reference_titles)) return Word::likely_reference;
    if (listed(key, whiteness_titles)) return Word::whiteness;
    // a title that holds nothing else but what is averaged, and of how many
    const bool bare = std::all_of(words.begin(), words.end(), [](const std::string& word) {
        return word.find_first_not_of("0123456789") == word.npos || listed(word, mean_words) ||
               listed(word, beside_mean_words) || listed(word, median_words);
    });
    if (has_listed(words, mean_words)) return bare ? Word::whole_mean : Word::part_mean;
    if (has_listed(words, median_words)) return Word::median;
    const bool share = plain.find('%') != plain.npos && is_any(key, {"25", "50", "75", "5", "95", "10", "90", "025", "975"});
    const bool numbered = key.size() > 1 && key.size() <= 4 && (key.front() == 'q' || key.front() == 'p') &&
                          key.find_first_not_of("0123456789", 1) == key.npos; // "q1", "p95"
    if (share || numbered || listed(key, beside_a_mean_titles)) return Word::beside_a_mean;
    if (has_listed(words, likely_statistic_words)) return Word::likely_statistic;
    if (listed(key, signal_titles)) return Word::signal;
    if (listed(key, setting_titles)) return Word::setting;
    return Word::none;
}

/// The mean is of the readings it lies among. What is far from it describes it; where it lies among none, all others are in doubt.
void judge_beside_a_mean(std::vector<Word>& words, const std::vector<double>& levels, std::vector<Role>& roles, bool rows) {
    constexpr double alike = 2.5, rounding = 0.02;
    double mean = 0;
    for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i] == Word::whole_mean) mean = std::max(mean, levels[i]);
    std::vector<double> all, near;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] != Word::none) continue;
        all.push_back(levels[i]);
        if (levels[i] > mean / alike && levels[i] < mean * alike) near.push_back(levels[i]);
    }
    if (all.empty()) return; // a mean alone is the reading
    const auto lies_among = [&](const std::vector<double>& readings) {
        if (readings.empty()) return false;
        const auto [low, high] = std::minmax_element(readings.begin(), readings.end());
        return mean >= *low * (1 - rounding) && mean <= *high * (1 + rounding);
    };
    double sum = 0;
    for (const double level : all) sum += level;
    const double average = sum / static_cast<double>(all.size());
    const bool of_all = std::abs(average - mean) <= rounding * mean || near.size() == all.size();
    const bool among = of_all ? lies_among(all) : lies_among(near);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == Word::whole_mean && among) roles[i] = Role::mean;
        if (words[i] != Word::none || rows) continue; // rows are named by people
        const bool is_near = levels[i] > mean / alike && levels[i] < mean * alike;
        if (!among || (!of_all && !is_near)) roles[i] = Role::companion;
    }
}

} // namespace

std::vector<Role> roles_of(const std::vector<std::string>& titles, bool rows, const std::vector<double>& levels) {
    // W D R S P of Ocean Optics: wavelength, dark, reference, sample, and what was made of them
    std::vector<std::string> letters;
    for (const std::string& title : titles) letters.push_back(folded(title));
    if (letters == std::vector<std::string>{"d", "r", "s", "p"})
        return {Role::reference, Role::reference, Role::reference, Role::reading};
    std::vector<std::string> sorted = letters;
    std::sort(sorted.begin(), sorted.end());
    if (!rows && sorted == std::vector<std::string>{"d", "r", "s"}) {
        std::vector<Role> raw;
        for (const std::string& letter : letters) raw.push_back(letter == "s" ? Role::signal : Role::reference);
        return raw;
    }

    std::vector<Word> words;
    for (const std::string& title : titles) words.push_back(word_of(title));
    const auto count = [&](std::initializer_list<Word> kinds) {
        return std::count_if(words.begin(), words.end(),
                             [&](Word w) { return std::find(kinds.begin(), kinds.end(), w) != kinds.end(); });
    };
    // a median beside its quartiles is what they describe; beside a mean it describes as they do
    const bool of_quartiles = count({Word::whole_mean, Word::none}) == 0 && count({Word::median}) == 1;
    std::replace(words.begin(), words.end(), Word::median, of_quartiles ? Word::whole_mean : Word::likely_statistic);
    // a sample beside a dark and a reference is a raw signal; elsewhere its title says nothing
    bool dark = false, light = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] != Word::sure_reference && words[i] != Word::likely_reference && words[i] != Word::whiteness) continue;
        const std::string key = compact(letters[i]);
        const bool is_dark = std::any_of(std::begin(dark_starts), std::end(dark_starts),
                                         [&](std::string_view start) { return key.starts_with(start); });
        (is_dark ? dark : light) = true;
    }
    if (rows || !dark || !light) std::replace(words.begin(), words.end(), Word::signal, Word::none);
    const bool described = count({Word::whole_mean, Word::part_mean, Word::sure_statistic}) > 0;
    const bool statistics = described || count({Word::likely_statistic}) > 1;
    const bool plain = count({Word::none, Word::signal}) > 0;
    const bool references =
        !rows && (count({Word::sure_reference, Word::likely_reference}) > 0 || count({Word::whiteness}) > 1);
    // a "white" that reflects nearly all and a "dark" that reflects nothing are no skin and no hair
    constexpr double nearly_all = 0.9, nothing = 0.002, much_smaller = 0.2;
    double lowest = 0; // of what has a name like any sample
    for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i] == Word::none) lowest = lowest == 0 ? levels[i] : std::min(lowest, levels[i]);
    std::vector<Role> out(words.size(), Role::reading);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool no_sample = (!rows && levels[i] > nearly_all) || (levels[i] != 0 && levels[i] < nothing);
        const bool tiny =
            rows && levels[i] < much_smaller * lowest; // "Range", "Delta": people name rows, so the values must bear it out
        switch (words[i]) {
        case Word::sure_statistic: out[i] = Role::statistic; break;
        case Word::likely_statistic: out[i] = statistics || tiny ? Role::statistic : Role::reading; break;
        case Word::beside_a_mean: out[i] = described || tiny ? Role::statistic : Role::reading; break;
        case Word::sure_reference: out[i] = Role::reference; break;
        case Word::setting: out[i] = rows ? Role::reading : Role::setting; break;
        case Word::likely_reference:
        case Word::whiteness: out[i] = plain && (references || no_sample) ? Role::reference : Role::reading; break;
        case Word::signal: out[i] = Role::signal; break;
        default: break;
        }
    }
    if (count({Word::whole_mean}) > 0) judge_beside_a_mean(words, levels, out, rows);
    return out;
}

bool is_index_title(std::string_view title) {
    const std::string key = compact(folded(title));
    return is_any(key, {"",       "index", "idx",        "unnamed0",  "no",        "nr",    "num",          "number",
                        "nummer", "row",   "rownames",   "rownumber", "obs",       "point", "pixel",        "channel",
                        "step",   "line",  "item",       "x1",        "id",        "count", "序号",         "n",
                        "seq",    "band",  "bandnumber", "bandno",    "replicate", "rep",   "wiederholung", "repeat"});
}

} // namespace undertone::io_detail
