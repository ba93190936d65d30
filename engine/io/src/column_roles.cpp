#include "column_roles.hpp"

#include "quantity.hpp"
#include "source_text.hpp"
#include "words.hpp"

#include <algorithm>

namespace undertone::io_detail {

namespace {

using Words = std::vector<std::string>;

/// Does `text` (compact) start or end with, or consist of, one of these?
bool is_any(std::string_view text, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool has_stem(const Words& words, std::initializer_list<std::string_view> stems) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return std::any_of(stems.begin(), stems.end(), [&](std::string_view stem) {
            const bool ascii = static_cast<unsigned char>(stem.front()) < 0x80;
            return ascii ? word == stem : word.find(stem) != word.npos;
        });
    });
}

enum class Word {
    none,
    sure_statistic,
    likely_statistic,
    beside_a_mean,
    whole_mean,
    part_mean,
    sure_reference,
    likely_reference,
    whiteness
};

/// What a title says by itself.
Word word_of(std::string_view title) {
    const std::string plain = folded(title), key = compact(plain);
    const Words words = words_of(plain);
    if (key.find("standarddev") != key.npos || key.find("standardabw") != key.npos || key.find("stddev") != key.npos ||
        key.find("standarderr") != key.npos || key.find("stderr") != key.npos || key.find("standardfehler") != key.npos ||
        key.find("ecarttype") != key.npos || key.find("desviacionest") != key.npos || key.find("deviazionest") != key.npos ||
        key.find("desviopadrao") != key.npos || key.find("confidence") != key.npos || key.find("percentile") != key.npos ||
        key.find("quantile") != key.npos || key.find("uncertaint") != key.npos || key.find("unsicherheit") != key.npos ||
        key.find("incertitude") != key.npos || key.find("incertidumbre") != key.npos)
        return Word::sure_statistic;
    if (has_stem(words, {"sd", "stdev", "stdv", "sem", "stddev", "variance", "varianz", "varianza", "rmse", "cv", "标准差",
                         "標準偏差", "표준편차", "отклонени", "deviation"}))
        return Word::sure_statistic;
    if (is_any(key, {"darkreference",
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
                     "whitecalibration",
                     "blackcalibration",
                     "blacktile",
                     "blackreference",
                     "darkreading",
                     "whitereading",
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
                     "zerocalibration"}))
        return Word::sure_reference;
    if (is_any(key, {"reference", "ref", "referenz", "referencia", "riferimento", "lamp", "lightsource"}))
        return Word::likely_reference;
    if (is_any(key, {"dark", "white", "dunkel", "weiss", "hell", "blanc", "noir", "blanco", "oscuro", "bianco", "scuro"}))
        return Word::whiteness;
    // a title that holds nothing else but what is averaged, and of how many
    const bool bare = std::all_of(words.begin(), words.end(), [](const std::string& word) {
        return word.find_first_not_of("0123456789") == word.npos ||
               is_any(word,
                      {"mean",    "average", "avg",     "mittel", "mittelwert",  "moyenne",    "media",        "promedio",
                       "moyen",   "of",      "n",       "r",      "reflectance", "refl",       "readings",     "value",
                       "all",     "the",     "aus",     "de",     "pct",         "gemiddelde", "durchschnitt", "median",
                       "mediana", "сред",    "среднее", "平均",   "平均值",      "평균"});
    });
    if (has_stem(words, {"mean", "average", "avg", "mittel", "mittelwert", "moyenne", "media", "promedio", "gemiddelde",
                         "durchschnitt", "среднее", "平均", "평균"}))
        return bare ? Word::whole_mean : Word::part_mean;
    if (has_stem(words, {"median", "mediana"})) return Word::likely_statistic;
    const bool share = plain.find('%') != plain.npos && is_any(key, {"25", "50", "75", "5", "95", "10", "90", "025", "975"});
    const bool numbered = key.size() > 1 && key.size() <= 4 && (key.front() == 'q' || key.front() == 'p') &&
                          key.find_first_not_of("0123456789", 1) == key.npos; // "q1", "p95"
    if (share || numbered || is_any(key, {"ci", "cilow", "cihigh", "cilower", "ciupper", "lower", "upper", "range", "n"}))
        return Word::beside_a_mean;
    if (has_stem(words, {"min", "max", "minimum", "maximum", "std", "se", "var", "count", "minimo", "massimo", "maximo",
                         "最小", "最大", "anzahl", "spread", "repeats"}))
        return Word::likely_statistic;
    return Word::none;
}

} // namespace

std::vector<Role> roles_of(const std::vector<std::string>& titles, bool rows) {
    std::vector<Word> words;
    for (const std::string& title : titles) words.push_back(word_of(title));
    const auto count = [&](std::initializer_list<Word> kinds) {
        return std::count_if(words.begin(), words.end(),
                             [&](Word w) { return std::find(kinds.begin(), kinds.end(), w) != kinds.end(); });
    };
    const bool means = count({Word::whole_mean, Word::part_mean}) > 0;
    const bool described = means || count({Word::sure_statistic}) > 0;
    const bool statistics = described || count({Word::likely_statistic}) > 1;
    const auto plain = count({Word::none});
    const bool references =
        !rows && (count({Word::sure_reference, Word::likely_reference}) > 0 || count({Word::whiteness}) > 1);
    std::vector<Role> out;
    // W D R S P of Ocean Optics: wavelength, dark, reference, sample, and what was made of them
    std::vector<std::string> letters;
    for (const std::string& title : titles) letters.push_back(folded(title));
    if (letters == std::vector<std::string>{"d", "r", "s", "p"})
        return {Role::reference, Role::reference, Role::reference, Role::reading};
    for (const Word word : words) switch (word) {
        case Word::sure_statistic: out.push_back(Role::statistic); break;
        case Word::likely_statistic: out.push_back(statistics ? Role::statistic : Role::reading); break;
        case Word::beside_a_mean: out.push_back(described ? Role::statistic : Role::reading); break;
        case Word::whole_mean: out.push_back(plain > 0 ? Role::mean : Role::reading); break;
        case Word::sure_reference: out.push_back(Role::reference); break;
        case Word::likely_reference:
        case Word::whiteness: out.push_back(references && plain > 0 ? Role::reference : Role::reading); break;
        case Word::part_mean:
        case Word::none: out.push_back(Role::reading); break;
        }
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
