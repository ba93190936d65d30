#pragma once
// The parts of one match, private to this layer: what is to be searched, and the full model beside the surrogate.

#include "undertone/search/match.hpp"
#include "undertone/search/search.hpp"

#include <array>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace undertone {

/// The full model as the surrogate wants to call it.
AreaModel full_area_model(const Skin& skin, int streams = 8);

/// A candidate seen through the full model.
struct Rechecked {
    Candidate candidate;
    double objective = 0;              ///< with the search's weights, full model
    std::vector<std::vector<Lab>> lab; ///< [moment][viewing]: healed, later epochs, outcomes

    bool operator<(const Rechecked& other) const;
};

struct Ranking {
    std::vector<Rechecked> ranked; ///< obeying the rules, best first
    int kept = 0;                  ///< by the search, whether they obey or not
    MatchProof proof;
    std::vector<AuditDraw> drawn;    ///< for the audit
    std::vector<Candidate> verified; ///< seen through the full model, whether they obey or not
};

/// What differs from one ranking of a match to the next.
struct RankingRules {
    bool healed_color_only = false; ///< drops the later epochs' weights and all penalties
    bool any_darkness = false;      ///< drops the darkness rule
    bool acceptable = false;        ///< only what is acceptable when healed
    /// The best is known to be no worse than this.
    double best_known = std::numeric_limits<double>::infinity();
};

/// What this client's observers notice, and what they accept.
struct Tolerance {
    std::string skin_class;
    double perceptible_delta_e_2000 = 0, acceptable_delta_e_ab = 0;
};

/// What one match of a skin and a line may take over from the last one.
struct MatchMemory {
    using Geometry = std::array<double, 5>;
    struct Key {
        std::vector<char> allowed; ///< inks
        double strongest = 0, thinnest = 0;
        bool operator==(const Key&) const = default;
    };
    Key key;
    BandReduction reduction; ///< empty bands before the first match
    SurrogateDomain domain;
    std::map<Geometry, AreaSurrogate> surrogates;
    std::vector<Candidate> last; ///< the last match's best: one of them thinned is a first guess
    double last_error = 0;       ///< of the surrogate, in the objective
};

/// The same for a Rematch that several threads share: each match works on a copy, and leaves it behind once it is done.
class MatchCache {
public:
    MatchMemory copy() const;
    void replace(MatchMemory memory);

private:
    std::shared_ptr<const MatchMemory> memory_ = std::make_shared<const MatchMemory>(); ///< under a lock that all share
};

class Matcher {
public:
    Matcher(const Skin& skin, const Bands& target, const Line& line, const Dots& dots, const MatchOptions& options,
            MatchMemory& cache);

    const std::vector<Viewing>& viewings() const { return viewings_; }
    const SearchProblem& problem() const { return *problem_; }
    const std::vector<Lab>& target_lab() const { return target_lab_; }
    const std::vector<Lab>& bare_lab() const { return bare_lab_; }

    /// Left out because their lots have expired, or used in spite of it.
    const std::vector<std::string>& expired() const { return expired_; }

    const Tolerance& tolerance() const { return tolerance_; }

    /// By the match's own weights, whatever those of the ranking were.
    double objective(const Rechecked& seen) const { return objective(*problem_, seen); }

    /// Healed, under every illuminant.
    bool acceptable(const Rechecked& seen) const;
    /// The one definition of it: under no illuminant seen, or under all of them accepted.
    bool within_tolerance(std::span<const Lab> area) const;

    /// Searches and rechecks, with more kept where that is needed for a proof.
    Ranking rank(const RankingRules& rules) const;

    Blend blend(const Candidate& candidate) const;
    /// How many times the cup holds the candidate's steps.
    int fill_multiple(const Candidate& candidate) const;
    UncertainColor uncertain_color(const Candidate& candidate) const;
    std::vector<StepEffect> step_effects(const Candidate& candidate) const;

private:
    void check_input() const;
    void set_up_moments();
    void set_up_constraints(SearchProblem& problem) const;
    void set_up_inks();
    void set_up_problem();
    void set_up_reduction(const SearchProblem& problem);
    /// Area in the reduced bands with dots as deep as that, at three retentions: the least, the median and the largest looked at.
    std::array<ReducedBands, 3> reduced_areas(const ReducedBands& mu_a, const ReducedBands& mu_s,
                                              double depth_deviate) const;
    /// What of a search is kept for rechecking; see SearchOptions.
    struct Scope {
        int pool;
        double limit, keep_within;
    };
    /// `best_of_sets`: found at the first call, used again.
    Ranking rank(SearchProblem& problem, const RankingRules& rules, const Scope& scope,
                 std::optional<std::vector<Candidate>>& best_of_sets) const;
    /// No larger than what the last match's best come to now, as far as the surrogate can tell.
    double limit_by_last(const SearchProblem& problem) const;
    PigmentState state(const Eigen::ArrayXd& healed_mg_per_ml, std::size_t epoch) const;
    Eigen::ArrayXd healed_mg_per_ml(const Candidate& candidate) const;
    /// At some bands, bands x states.
    Eigen::ArrayXXd areas(const AreaModel& model, const std::vector<PigmentState>& states, const std::vector<int>& at) const;
    /// Full model at all of them.
    Eigen::ArrayXXd full_areas(const std::vector<PigmentState>& states) const;
    double objective(const SearchProblem& problem, const Rechecked& seen) const;
    /// None for those that break a rule.
    std::vector<std::optional<Rechecked>> full_model(const SearchProblem& problem, const RankingRules& rules,
                                                     std::span<const Candidate> candidates) const;
    /// By the full model at the reduced bands: a seventh of the price, and nearer to it than the surrogate.
    std::vector<double> reduced_objectives(const SearchProblem& problem, std::span<const Candidate> candidates) const;
    /// The healed part of the objective by the full model at the reduced bands; infinity where a rule excludes it beyond doubt. Of draws
    /// that are far from `best` by the surrogate the full model is asked at a quarter of these bands, and believed to be far where it agrees.
    std::vector<double> healed_objectives(const SearchProblem& problem, const RankingRules& rules,
                                          std::span<const AuditDraw> draws, double best) const;
    /// Holds what the search left out against the full model; what turns out better than the best joins the ranking.
    void audit(const SearchProblem& problem, const RankingRules& rules, Ranking& ranking) const;
    /// First viewing, for real-valued volumes; by the full model where the surrogate does not reach.
    Lab healed_lab(const std::vector<int>& inks, const std::vector<double>& steps, double water_steps) const;

    const Skin& skin_;
    const Bands& target_;
    const Line& line_;
    const Dots& dots_;
    const MatchOptions& options_;
    AreaModel model_;
    std::vector<Viewing> viewings_;
    std::vector<Lab> target_lab_, bare_lab_;
    Tolerance tolerance_;
    std::vector<std::size_t> order_; ///< ink indices of the line, sorted by id: answers do not depend on file order
    std::vector<Eigen::ArrayXd> ink_healed_mg_per_ml_; ///< undiluted, in that order
    /// When, or under which outcome, the area is looked at: the healed one, later epochs, then outcomes of retention and depth.
    struct Moment {
        DotGeometry geometry;
        double retention = 1; ///< beside the median
        int later = -1;       ///< index of the later epoch, -1 when healed
        double weight = 0;
        bool scenario = false;
    };
    std::vector<Moment> moments_;
    MatchMemory& cache_;
    std::unique_ptr<SearchProblem> problem_;
    std::vector<std::string> expired_;
};

} // namespace undertone
