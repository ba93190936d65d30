#pragma once
// The card: everything that is needed at the chair, described once. Text, HTML and JSON (and PDF, from the HTML) show the same content.

#include "undertone/app/client_correction.hpp"
#include "undertone/app/hue_drift.hpp"
#include "undertone/app/zones.hpp"

#include <optional>
#include <string>
#include <vector>

namespace undertone {

/// One thing to pour.
struct CardDose {
    std::string ink_id; ///< "" for the water
    std::string name, lot, expires;
    double ml = 0, grams = 0, drops = 0;
    std::optional<double> steps; ///< of the syringe or the scale, where the doses are whole steps
};

/// A colour on the scale of the client's instrument, and on ours.
struct CardColor {
    std::string name; ///< "target", "healed area", "bare skin", "one dot"
    Lab read, internal;
};

struct CardSession {
    int number = 1;
    double new_density_per_cm2 = 0, density_per_cm2 = 0; ///< dots to add; dots standing afterwards
    Lab read, internal;                                  ///< the healed area afterwards
    double delta_e_2000 = 0;                             ///< to the target, first illuminant
    std::optional<ValueRange> l;                         ///< 80 %, first illuminant, surface reflection excluded
};

struct CardYear {
    std::string label; ///< "year 3"
    double l = 0, delta_e_2000 = 0;
};

struct Card {
    std::string kind; ///< "match", "session" or "correction"
    std::string client, zone, date;
    std::string scale, instrument; ///< what the numbers to read off stand on
    bool scale_is_internal = false;
    bool synthetic = false;           ///< some readings were computed, not measured
    std::string verdict;              ///< "matched", "acceptable", "cannot_match", "no_pigment_needed", "stop", "correct"
    std::string headline;             ///< the verdict in one sentence
    std::vector<std::string> caveats; ///< what belongs to it: assumed, left out, departed from
    bool advised = true;              ///< false: the mix shown is the nearest, not a recommendation
    bool mixture_given = false;       ///< the mix was chosen by hand: none other was looked at
    std::string line_name, line_version, line_note;
    std::optional<PackOrigin> line_pack; ///< the signed file that the line came in
    std::string
        ink_basis;     ///< "Sample black: measured on 2026-11-30 by 6 films"; "" where all inks are of colorants that ship
    std::string blend; ///< "1 warm_black, 6:1"; "" where nothing is to be mixed
    double water_parts = 0;
    std::vector<CardDose> doses; ///< inks, then water
    double total_ml = 0, total_grams = 0, total_drops = 0;
    std::optional<double> cost; ///< of the cup, where prices are given
    std::optional<Dots> dots;   ///< that the cup is for; nothing where none are to be set
    std::string dots_when;      ///< "in all", "to set now", "to set with it, over the sessions still to come"
    std::vector<CardColor> colors;
    std::optional<Lab> dot; ///< one dot close up, first illuminant, surface reflection excluded: no instrument reads it
    std::string range;      ///< "80 % range: L* 54.3 to 55.5 ..."
    std::string
        texture; ///< "healed area delta E 0.21; close up (0.5 m) the dots look softer than hair ...", "" where not judged
    std::string texture_basis; ///< whose hair that is
    std::vector<CardYear> years;
    std::optional<HueDrift> drift; ///< of the mix, where one is to be set
    std::vector<CardSession> sessions;
    std::string stop_rule, proof;
    Diagnostics diagnostics;
    std::vector<std::string> limits;
    std::string notes; ///< the notes line, empty to be written on
};

Card match_card(const Client& client, const Line& line, const MatchReport& report, const TreatmentOptions& options);
std::vector<Card> zone_cards(const Client& client, const Line& line, const std::vector<ZonePlan>& zones,
                             const TreatmentOptions& options);
Card session_card(const Client& client, const Line& line, const SessionReport& report, const TreatmentOptions& options);
Card correction_card(const Client& client, const Line& line, const CorrectionReport& report,
                     const TreatmentOptions& options);

/// At most 20 lines: verdict, cup, dots and stop rule first.
std::string card_text(const Card& card);
/// One self-contained page for A4 or Letter, legible in grey; every text from outside is escaped.
std::string card_html(const Card& card);
std::string card_json(const Card& card);

} // namespace undertone
