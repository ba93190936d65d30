#pragma once
// From skin, target and a line of inks to ranked recipes that can be poured, or an honest "cannot".

#include "undertone/base/diagnostic.hpp"
#include "undertone/colorimetry/color.hpp"
#include "undertone/numerics/statistics.hpp"
#include "undertone/pigment/appearance.hpp"
#include "undertone/search/dosing.hpp"
#include "undertone/search/match_options.hpp"
#include "undertone/search/texture_term.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace undertone {

/// Healed colour under one illuminant. Delta E are against the target (the shaved fringe's area).
struct SeenColor {
    std::string illuminant;
    Lab target, bare, area, dot;
    double area_delta_e_2000 = 0, area_delta_e_ab = 0;
    /// The dot close up against the target's area: how much a single dot stands out, not an error to bring to zero.
    double dot_delta_e_2000 = 0;
};

/// The area at a later epoch, one entry per illuminant in the order of the options.
struct LaterColor {
    std::string label;
    double years = 0;
    std::vector<Lab> area;
    std::vector<double> delta_e_2000;
};

/// What the uncertainty of retention, depth, skin and readings makes of one recipe: the healed area as it will read, first
/// illuminant.
struct UncertainColor {
    double probability = 0.8; ///< inside each range
    ValueRange l, a, b, delta_e_2000;
    /// Share of outcomes within tolerance as the verdict has it: under no illuminant seen, or under all of them accepted.
    double chance_within_tolerance = 0;
    /// The same, but 0 for a recipe that is darker than the target at the median retention and depth: it is refused for that, whatever
    /// its colour.
    double chance_acceptable = 0;
    double chance_darker = 0; ///< share of outcomes darker than the target, first illuminant
    /// "retention", "depth", "pigment" (granules, strength, slope), "skin" or "reading": which alone spreads L* most.
    std::string dominated_by;
};

/// One dose of the cup missed or doubled.
struct StepEffect {
    std::string ink_id;      ///< empty for the water
    int steps = 0;           ///< +1 or -1
    double delta_e_2000 = 0; ///< between the healed areas with and without the slip, first illuminant
    double delta_l = 0;      ///< positive: lighter
};

struct Recipe {
    Blend blend; ///< parts without common divisor
    Cup cup;
    std::vector<SeenColor> seen; ///< per illuminant, options' order
    Bands area = Bands::Zero();  ///< reflectance of the healed area, surface reflection excluded
    std::vector<LaterColor> later;
    std::vector<SeenTexture> texture; ///< healed dots beside hair, per distance of the options
    double texture_penalty = 0;       ///< what it adds to the objective, which takes the blur of dots of neutral pigment
    double weighted_delta_e_2000 = 0; ///< over illuminants and epochs, full model
    double objective = 0;             ///< the same plus texture and penalties: what recipes are ranked by
    std::optional<double> cost;       ///< of the cup, where prices are given
    double worst_delta_e_2000 = 0, worst_delta_e_ab = 0; ///< healed area, over illuminants
    bool acceptable = false, imperceptible = false;
    bool darker_than_target = false; ///< only ever true among `MatchReport::nearest`
    UncertainColor range;
    std::vector<StepEffect> step_effects;
    /// Cup in which one step too much of any ink would no longer show, in the same ratio; 0 where it does not show in this one.
    double steady_cup_ml = 0;
    double blue_shift_b = 0;          ///< b* of the area minus b* of the bare skin, first illuminant
    double blue_beyond_neutral_b = 0; ///< b* of the area minus that of an equally dark neutral shading
    std::string note;                 ///< why it ranks where it does
    /// Where a recipe ranked above it has a larger weighted delta E, or objective: what puts it below nevertheless.
    std::string ranked_below_because;
    Diagnostics diagnostics; ///< "dots_extrapolated", "bluish", "one_step_matters", "later_epoch_off"

    /// Of texture in plain words.
    std::string texture_text() const { return undertone::texture_text(texture); }
};

/// One of the sessions. The mixture is the recipe's in every one; what grows is the number of dots.
struct PlannedSession {
    int number = 1;
    double water_parts = 0;
    double new_density_per_cm2 = 0, density_per_cm2 = 0; ///< dots to add now; dots standing afterwards
    double share = 0;                                    ///< of the final density
    Bands reflectance = Bands::Zero();                   ///< of the healed area, surface reflection excluded
    std::vector<Lab> area;                               ///< the same, per illuminant
    std::vector<double> delta_e_2000;                    ///< to the target, per illuminant
    bool darker_than_target = false;
};

struct SessionPlan {
    std::vector<PlannedSession> sessions;
    std::string stop_rule;
    bool never_darker() const;
};

enum class Verdict {
    matched,      ///< the best recipe cannot be told from the target
    acceptable,   ///< it can, but people accept it
    cannot_match, ///< no recipe is acceptable
    /// The target cannot be told from bare skin, and no recipe is acceptable or the two differ by no more than readings do.
    no_pigment_needed,
    undecided, ///< the search was stopped before an acceptable recipe was found: none, or not yet
};
const char* to_string(Verdict verdict);

/// Recipes drawn at random, uniformly, from all that a search pruned (but for those that stock, pairs or the most pigment exclude),
/// and rechecked by the full model: the optics itself, at a quarter of the reduced bands where the recipe is far from the best and these
/// agree with the surrogate, at all of them nearer, and at all bands and moments where it may win. A proof rests on bounds with tuned
/// constants; this says how far the sample bears them out.
struct PruneAudit {
    int recipes = 0; ///< drawn; 0: nothing was audited, or nothing was pruned
    std::uint64_t seed = 0;
    /// By what they were pruned; these add up to `recipes`. Cells of mixtures and whole sets of inks; steps along a dilution; darkness
    /// and blue shift; the bound on their own colour; their objective by the surrogate, or its estimate in the reduced bands.
    int by_cells = 0, by_dilution = 0, by_darkness = 0, by_color = 0, by_rank = 0;
    int wrongly_pruned = 0; ///< of them: obey the rules and have a smaller objective than the best returned
    /// By how much the best of these, and of their neighbours along the dilution, beats the best returned; its objective where nothing
    /// was returned.
    double worst_gain = 0;
    /// Largest amount by which an objective, by the surrogate, lies below the bound that pruned its recipe.
    double worst_below_bound = 0;
    double margin = 0; ///< what the proof allows for: twice the surrogate's error
    double confidence = 0.95;
    /// Upper limit of the share of recipes pruned wrongly (Clopper and Pearson 1934, one-sided); 1 where nothing was audited.
    double share_at_most = 1;

    /// True voids the proof.
    bool failed() const { return wrongly_pruned > 0 || worst_gain > 0 || worst_below_bound > margin; }
    std::string text() const; ///< one sentence
    /// Of another search whose grid has as many recipes: one sample of both.
    void add(const PruneAudit& other);
};

/// Why the best recipe is the best.
struct MatchProof {
    std::string method;
    std::uint64_t recipes_covered = 0, recipes_evaluated = 0, recipes_rechecked = 0, ink_sets = 0;
    double surrogate_error = 0; ///< largest difference in objective between surrogate and full model among those rechecked
    /// The best recipe's objective is within `gap` of the true optimum on the grid; 0 when proven. The proof takes the
    /// surrogate's error anywhere as at most twice the largest one found.
    double gap = 0;
    double bound = 0;     ///< no recipe that was pruned has an objective below this; 0 where none was
    bool complete = true; ///< false where not all sets of inks were searched
    bool stopped = false; ///< by MatchOptions::should_stop, before the end
    double seconds = 0;   ///< taken, where the caller measured it
    PruneAudit audit;
    /// Nothing on the grid is better: all of it was covered, no gap is left, and the audit, if there was one, bears that out.
    bool proven() const { return complete && gap <= 0 && !audit.failed(); }
    /// "proven best", or what is missing.
    std::string text() const;
    /// Counts, errors and audit of another search; `gap` and `bound` are the caller's to work out.
    void add(const MatchProof& other);
};

struct MatchReport {
    Verdict verdict = Verdict::cannot_match;
    std::vector<Recipe> recipes;  ///< acceptable ones, best first, each of another set of inks; empty where none is advised
    std::vector<Recipe> nearest;  ///< where none is advised: up to three, or the acceptable ones where no pigment is needed
    SessionPlan plan;             ///< for recipes[0]; empty where none is advised
    double gap_delta_e_2000 = 0;  ///< left by the best answer (by bare skin where no pigment is needed): worst illuminant
    double bare_delta_e_2000 = 0; ///< between bare skin and target: worst illuminant
    /// The target cannot be told from bare skin, yet a recipe comes nearer to it than bare skin does.
    bool hardly_needed = false;
    /// Sentences that belong to the verdict: what was assumed or left out, and what that costs. `match` knows none; the workflow
    /// (app) does.
    std::vector<std::string> caveats;
    std::string hair_basis;         ///< whose hair the dots' texture is held against, in words
    std::string limiting_direction; ///< in words, where nothing is acceptable, or bare skin serves
    /// Options that keep an acceptable recipe (for acceptable: one that cannot be told from the target) out. Each entry holds the names
    /// of options that have to be loosened together; with several entries any one of them is enough. Found by searching without them.
    std::vector<std::vector<std::string>> binding_rules;
    double perceptible_delta_e_2000 = 0, acceptable_delta_e_ab = 0; ///< in force
    std::string skin_class;                                         ///< by ITA
    MatchProof proof;
    Diagnostics diagnostics;

    /// True where at least one recipe may be used.
    bool is_usable() const { return verdict == Verdict::matched || verdict == Verdict::acceptable; }
    std::string brief_report() const; ///< one line
    std::string full_report() const;  ///< plain text for a terminal
};

/// Searches the whole dosing grid for the best of what is acceptable when healed, or else for what comes nearest. `target` is the
/// reflectance of the shaved fringe, specular excluded. A target that cannot be reached is a verdict, not an error. Throws DomainError
/// for input that makes no sense.
MatchReport match(const Skin& skin, const Bands& target, const Line& line, const Dots& dots,
                  const MatchOptions& options = {});

/// "Stop adding dots once the healed area reads L* 53.5 or less ...", under the first illuminant.
std::string stop_rule(const Bands& target, const MatchOptions& options);

class MatchCache;

/// Matches of one skin and one line, again and again, as when sliders move: what depends on neither is kept from one to the next.
/// Answers are those of `match`: the bands that stand for all are those of the first match, and the best is rechecked as ever. Asked for
/// one recipe (MatchOptions::recipe_count), a match starts from what the last one's best would now come to.
class Rematch {
public:
    Rematch(Skin skin, Line line);
    ~Rematch();
    Rematch(Rematch&&) noexcept;
    Rematch& operator=(Rematch&&) noexcept;

    MatchReport match(const Bands& target, const Dots& dots, const MatchOptions& options = {});

    const Skin& skin() const { return skin_; }
    const Line& line() const { return line_; }

private:
    Skin skin_;
    Line line_;
    std::unique_ptr<MatchCache> cache_;
};

/// The same proportions and dilution, light first: dots are added from session to session.
SessionPlan plan_sessions(const Skin& skin, const Bands& target, const Line& line, const Blend& blend, const Dots& dots,
                          const MatchOptions& options = {});

} // namespace undertone
