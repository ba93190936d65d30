#pragma once
// What the user may choose about a match. Every weight is here; none is hidden in the search.

#include "undertone/pigment/line.hpp"
#include "undertone/search/dosing.hpp"
#include "undertone/tissue/hair.hpp"
#include "undertone/tissue/usual_dot.hpp"

#include <Eigen/Core>

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace undertone {

struct WeightedIlluminant {
    std::string name; ///< as `illuminant()` knows it
    double weight = 1;
};

struct WeightedDistance {
    double distance_m = 1;
    double weight = 1;
};

/// The dots at some later time, as a fade forecast gives them. Matching itself knows nothing of fading.
struct Epoch {
    std::string label;        ///< "year 3"
    double years = 0;         ///< after healing
    double weight = 0.5;      ///< beside MatchOptions::healed_weight
    Eigen::ArrayXd remaining; ///< per colorant of the line: share of the healed mg/ml still inside the (wider) dot
    double diameter_mm = usual_dot::diameter_mm, density_per_cm2 = usual_dot::density_per_cm2;
    double top_mm = usual_dot::top_mm, bottom_mm = usual_dot::bottom_mm;
    double edge_sigma_mm = 0; ///< blur of the dots by then; `remaining` is of the core before it, as PigmentState has it
};

/// Two inks that are only ever used together, in this proportion.
struct FixedPair {
    std::string first, second; ///< ink ids
    int first_parts = 1, second_parts = 1;
};

/// What the healed colour's part of the objective is, where retention and depth are uncertain.
enum class Robustness {
    median,      ///< delta E at the median retention and depth
    mean,        ///< mean delta E over nine weighted points (Gauss and Hermite) of the two
    quantile_80, ///< the 80 % quantile over nine equally likely points
    worst,       ///< the largest delta E at the ends of both 80 % ranges and in the middle
};

/// 1:1, 2:1 ... 60:1, the shades the trade speaks of (N parts water to one part ink).
std::vector<double> trade_water_ladder();

struct MatchOptions {
    /// More than three inks cannot be measured and repeated by hand; a tristimulus match needs no more.
    int max_inks = 3;

    /// Daylight, a living room, a shop: a match under one light may fail under another (metamerism).
    std::vector<WeightedIlluminant> illuminants{{"D65", 1}, {"A", 1}, {"F11", 1}};
    /// "1931_2deg" for a patch held at arm's length, "1964_10deg" for a whole head near by.
    std::string observer = "1931_2deg";

    /// The healed result is what decides the next session, so it is always an objective.
    double healed_weight = 1;
    /// Later times that must still look right, each with its own weight. Empty: only the healed colour counts.
    std::vector<Epoch> later_epochs;
    /// Delta E that every ink after the first must earn: each is one more dose to draw and one more lot to keep, and 0.05
    /// is far below what anyone sees. 0 ranks by colour alone.
    double extra_ink_penalty = 0.05;
    /// Delta E that every mg/ml of pigment in the cup must earn. Dark dots shade themselves, so mixes of very different
    /// strength can look alike; of those the thinner is the wiser, since one can go darker later but never lighter.
    double pigment_penalty = 0.001;
    /// From where healed dots and hair are looked at: close up, in conversation, across a room. The objective holds the mean over them of
    /// how unlike the two textures look (TextureTerm), beside the delta E of the area, which holds from everywhere. Empty: texture is
    /// neither judged nor reported.
    std::vector<WeightedDistance> viewing_distances_m{{0.5, 1}, {1, 1}, {3, 1}};
    /// What that mean counts beside the area's delta E, both being delta E as the eye sees them. 0 reports texture and ranks without it.
    double texture_weight = 1;
    /// How the client's hair stands; none: as hair usually does (Stubble), and the report says so.
    std::optional<Stubble> hair;
    /// Price of one ml of an ink, by id, in any money; with none given cost plays no part, with some every ink needs one.
    std::map<std::string, double> cost_per_ml;
    /// Delta E that every unit of money in each ml of the cup must earn. 0 prints costs and ranks without them.
    double cost_penalty = 0;

    /// Largest volume mixed at once: half of the trade's "1 ml pigment into 20 ml water", which is enough for a session. More than 10 ml
    /// is the same mix several times over: the recipe keeps its ratio.
    double cup_volume_ml = 10;
    /// Graduation of a 1 ml syringe as used at the chair; 0.01 for an insulin syringe, 1 / drops_per_ml for whole drops.
    /// Everything drawn is a whole number of steps, water as well.
    double syringe_step_ml = 0.05;
    /// Graduation of a scale. Above 0 inks and water are weighed instead, in whole multiples of it, N:1 and the parts of fixed pairs
    /// are by weight, and `syringe_step_ml` plays no part. `match` only.
    double scale_step_g = 0;
    /// "No more than 1 ml pigment" per cup is what the trade teaches; it also bounds how fine proportions can be. Of a cup of up to 10 ml;
    /// a limit below 1 grows in proportion with a larger cup.
    double max_pigment_ml = 1;
    /// Dilutions on offer, N of N:1.
    std::vector<double> water_ladder = trade_water_ladder();
    /// A metric drop is 0.05 ml. Real droppers differ by 10 % and more.
    double drops_per_ml = 20;

    std::vector<std::string> must_use;  ///< ink ids that every recipe has to contain
    std::vector<std::string> never_use; ///< ink ids that no recipe may contain

    /// ml left of an ink, by id; an ink not named here is taken to be enough.
    std::map<std::string, double> stock_ml;
    std::vector<FixedPair> fixed_pairs;
    /// Most pigment in the cup, all colorants together.
    double max_pigment_mg_per_ml = std::numeric_limits<double>::infinity();
    /// The healed area's b* may lie below the bare skin's by this much at most, under the first illuminant.
    double max_blue_shift_b = std::numeric_limits<double>::infinity();
    /// ISO date on which inks are mixed; those whose lot has expired are then left out. "" checks nothing.
    std::string today;
    /// Why expired inks may be used nevertheless; it is repeated on every recipe that holds one.
    std::string expired_reason;

    Robustness robustness = Robustness::median;
    /// Delta E to which readings of one spot repeat (0.5 to 1.4 in practice), and by which skin differs over the area.
    double reading_delta_e = 0.5, skin_delta_e = 0.5;

    /// Recipes drawn at random from those pruned, on which every proof is audited (PruneAudit), and the seed they are drawn with.
    /// 0 audits none, and the proof says so.
    int audit_recipes = 100;
    std::uint64_t audit_seed = 0;

    /// The options leave one mixture, which somebody chose: it is judged, and no rule is named that keeps others out.
    bool mixture_given = false;

    /// Asked now and then; true ends the search with the best so far and the gap that remains.
    std::function<bool()> should_stop;

    /// CIEDE2000 below which nobody sees a difference. 0: by skin tone, 0.6 light and 1.75 dark (data/tissue/color_tolerances has the
    /// sources; there is no threshold for dots yet).
    double perceptible_delta_e_2000 = 0;
    /// CIE 1976 delta E that people accept. 0: by skin tone, 1.8 light and 2.6 dark (likewise).
    double acceptable_delta_e_ab = 0;

    /// One can go darker later but never lighter: no recipe whose healed area has an L* lower than the target's by more
    /// than this, under any illuminant, at the median retention and depth. 0.05 is rounding, not licence.
    double darker_tolerance_l = 0.05;

    /// Share of the final dots standing after each session, light first: 30, 70, 100 % (Liu et al. 2025).
    std::vector<double> session_shares{0.30, 0.70, 1.0};

    /// Probability inside the printed ranges.
    double range_probability = 0.8;
    /// Recipes returned, each from a different set of inks.
    int recipe_count = 5;
    /// Warn where b* of the area falls below that of equally dark neutral shading by more than this.
    double bluish_limit_b = 3;

    /// False where `why` (if given) gets one sentence saying what is wrong, in the same words as the DomainError that
    /// `match` would throw. Ink ids and the length of `remaining` are checked against the line by `match`.
    bool is_valid(std::string* why = nullptr) const;
    /// Of the doses: "0.05 ml", or "0.05 g" where they are weighed.
    std::string dose_step_text() const;
    /// What fits the cup in steps of that volume.
    DosingGrid dosing_grid(double step_ml) const;
    /// Throws the DomainError that is_valid reports.
    void validate() const;
};

} // namespace undertone
