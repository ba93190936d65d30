#include "undertone/app/line_folder.hpp"

#include "undertone/app/client.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace undertone {

namespace {

constexpr double steadiest_film = 0.2; ///< CIEDE2000: films on a card hold still, but not better than this
constexpr double even_film = 0.5;      ///< of one reading alone, from spot to spot

/// Readings of a folder, each file's conditions settled with those of the others.
class FolderReadings {
public:
    explicit FolderReadings(const LineEvidence& evidence)
        : evidence_(evidence), geometry_(geometry_given(evidence.instrument)) {}

    SpotReading spectrum(const FilmEntry& entry, const char* what, Diagnostics& diagnostics) const {
        const auto path = file_in_folder(evidence_.folder, entry.file);
        if (!path)
            throw DataError(evidence_.folder + "/" + entry.file, {}, "there is no such file", "evidence.toml names it",
                            "add it to the folder, or correct evidence.toml");
        FileReadings file = read_file(*path, what, geometry_, diagnostics, entry.reading);
        settle_conditions({&file}, evidence_.instrument, {}, {}, diagnostics);
        SpotReading spot = spot_of(file, diagnostics);
        if (!spot.reflectance)
            throw DataError(*path, {}, "Lab only", "a film is told by its spectrum",
                            "measure spectra, or enter the colour under [[inks.colors]] beside the ink's label");
        return spot;
    }

    InkFilm film(const FilmEntry& entry, Diagnostics& diagnostics) const {
        const SpotReading spot = spectrum(entry, "film", diagnostics);
        InkFilm film;
        film.name = entry.name();
        film.backing = entry.backing;
        film.reflectance = *spot.reflectance;
        film.coverage = spot.coverage;
        film.water_parts = entry.water_parts;
        film.wet_thickness_mm = entry.wet_thickness_mm;
        film.thickness_measured = entry.thickness_measured;
        film.opaque = entry.opaque;
        film.readings = spot.readings;
        const double n = spot.readings;
        film.repeat_delta_e = n >= 3 && spot.spread_delta_e > 0
                                  ? std::max(steadiest_film, spot.spread_delta_e * std::sqrt(n / (n - 1)))
                                  : even_film;
        if (!entry.opaque) take_card(film, entry, diagnostics);
        return film;
    }

private:
    void take_card(InkFilm& film, const FilmEntry& entry, Diagnostics& diagnostics) const {
        const auto card = std::find_if(evidence_.cards.begin(), evidence_.cards.end(),
                                       [&](const FilmEntry& one) { return one.backing == entry.backing; });
        if (card == evidence_.cards.end())
            throw DomainError("cards", fmt::format("none that is {}", entry.backing),
                              "a reading of the bare card for each backing that films lie on",
                              fmt::format("add [[cards]] with backing = \"{}\" to evidence.toml", entry.backing));
        const SpotReading bare = spectrum(*card, "card", diagnostics);
        film.card = *bare.reflectance;
        film.card_coverage = bare.coverage;
    }

    const LineEvidence& evidence_;
    std::string geometry_;
};

/// Each once; not that bands lie outside the reading: the search knows, and says what that leaves open.
void drop_repeated(Diagnostics& diagnostics) {
    Diagnostics once;
    for (Diagnostic& one : diagnostics)
        if (one.code != "bands_extended" && std::none_of(once.begin(), once.end(), [&](const Diagnostic& other) {
                return other.code == one.code && other.message == one.message;
            }))
            once.push_back(std::move(one));
    diagnostics = std::move(once);
}

CharacterisedInk characterise(const InkEntry& entry, const FolderReadings& readings, const std::string& today) {
    CharacterisedInk ink{entry.statement.id, entry.statement.name, {}, {}, {}};
    if (entry.films.empty()) {
        ink.label = ink_from_label({entry.statement.id, entry.statement.name, entry.label, true,
                                    entry.least_pigment_mg_per_ml, entry.most_pigment_mg_per_ml},
                                   entry.colors);
        return ink;
    }
    std::vector<InkFilm> films;
    for (const FilmEntry& film : entry.films) films.push_back(readings.film(film, ink.diagnostics));
    drop_repeated(ink.diagnostics);
    InkStatement statement = entry.statement;
    if (statement.date.empty()) statement.date = today;
    ink.measured = characterise_ink(films, statement);
    return ink;
}

InkDescription described(const InkEntry& entry, const CharacterisedInk& ink) {
    const double mg = ink.measured ? ink.measured->pigment_mg_per_ml : ink.label->pigment_mg_per_ml;
    const std::string& colorant = ink.measured ? ink.measured->colorant.id : ink.label->colorant.id;
    return {entry.statement.id, entry.statement.name, {{colorant, mg}}, {}, entry.lot, entry.expires, entry.lots};
}

} // namespace

LineCharacterisation characterise_line(const LineEvidence& evidence, const std::string& today, const std::string& only) {
    const FolderReadings readings(evidence);
    LineDescription line{evidence.id, evidence.name, evidence.maker, evidence.version, evidence.note, {}, {}};
    LineCharacterisation found;
    for (const InkEntry& entry : evidence.inks) {
        if (!only.empty() && entry.statement.id != only) continue;
        found.inks.push_back(characterise(entry, readings, today));
        const CharacterisedInk& ink = found.inks.back();
        line.colorants.push_back(ink.measured ? ink.measured->colorant : ink.label->colorant);
        line.inks.push_back(described(entry, ink));
    }
    if (found.inks.empty()) throw DomainError("ink", "\"" + only + "\"", "the id of one of [[inks]] in evidence.toml");
    found.line = make_line(line);
    if (only.empty() && !evidence.mixtures.empty()) {
        std::vector<MeasuredMixture> mixtures;
        for (const MixtureEntry& entry : evidence.mixtures)
            mixtures.push_back({entry.parts, readings.film(entry.film, found.diagnostics)});
        drop_repeated(found.diagnostics);
        found.mixtures = check_mixtures(found.line, mixtures);
    }
    return found;
}

bool LineCheck::usable() const {
    return std::all_of(entries.begin(), entries.end(), [](const EvidenceCheck& one) { return one.usable; });
}

LineCheck check_line_folder(const std::string& folder) {
    const LineEvidence evidence = read_line_evidence(folder);
    const FolderReadings readings(evidence);
    LineCheck check{folder, {}};
    const auto judge = [&](const std::string& entry, const std::string& file, auto&& read) {
        EvidenceCheck one{entry, file, false, "", 0, {}};
        try {
            one.readings = read(one.diagnostics);
            one.usable = true;
        } catch (const Error& error) {
            one.error = error.what();
        }
        drop_repeated(one.diagnostics);
        check.entries.push_back(std::move(one));
    };
    for (const FilmEntry& card : evidence.cards)
        judge("card, " + card.backing, card.name(),
              [&](Diagnostics& d) { return readings.spectrum(card, "card", d).readings; });
    for (const InkEntry& ink : evidence.inks) {
        std::vector<InkFilm> films;
        for (const FilmEntry& film : ink.films)
            judge(ink.statement.id, film.name(), [&](Diagnostics& d) {
                films.push_back(readings.film(film, d));
                return films.back().readings;
            });
        // What one film cannot show: orders and backings that contradict each other, a label that no ink has.
        if (films.size() < ink.films.size()) continue;
        judge(ink.statement.id, films.empty() ? "its label" : "its films together", [&](Diagnostics& d) {
            const Diagnostics found = films.empty()
                                          ? ink_from_label({ink.statement.id, ink.statement.name, ink.label, true,
                                                            ink.least_pigment_mg_per_ml, ink.most_pigment_mg_per_ml},
                                                           ink.colors)
                                                .diagnostics
                                          : characterise_ink(films, ink.statement).diagnostics;
            d.insert(d.end(), found.begin(), found.end());
            return static_cast<int>(films.size());
        });
    }
    for (const MixtureEntry& mixture : evidence.mixtures)
        judge("mixture", mixture.film.name(), [&](Diagnostics& d) { return readings.film(mixture.film, d).readings; });
    return check;
}

} // namespace undertone
