#pragma once
// One match of a skin, a target and a line: the problem that is searched, and the full model beside its surrogate.

#include "match_memory.hpp"
#include "problem.hpp"

#include "undertone/pigment/appearance.hpp"
#include "undertone/search/inputs.hpp"
#include "undertone/search/tolerance.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace undertone {

/// The full model as the surrogate wants to call it.
inline constexpr int usual_streams = 8;
AreaModel full_area_model(const Skin& skin, int streams = usual_streams);

/// A candidate evaluated by the full model.
struct Rechecked {
    Candidate candidate;
    double objective = 0;              ///< with the search's weights
    std::vector<std::vector<Lab>> lab; ///< [moment][viewing]: healed, later epochs, outcomes

    bool operator<(const Rechecked& other) const;
};

/// Largest of the standard normal deviates at which ranges look at retention.
double largest_deviate();

class Matcher {
public:
    /// When, or under which outcome, the area is judged: the healed one, later epochs, then outcomes of retention and depth.
    struct Moment {
        DotGeometry geometry;
        double retention = 1; ///< beside the median
        int later = -1;       ///< index of the later epoch, -1 when healed
        double weight = 0;
        bool scenario = false;
    };
    /// Which candidates obey, as the full model sees them.
    struct Rules {
        bool any_darkness = false; ///< drops the darkness rule
        bool acceptable = false;   ///< only what is acceptable when healed
    };

    /// Keeps references to all but the viewings. Throws DomainError for input that makes no sense.
    Matcher(const Skin& skin, const Bands& target, const Line& line, const Dots& dots, const MatchOptions& options,
            MatchMemory& memory);

    const Skin& skin() const { return skin_; }
    const Line& line() const { return line_; }
    const Dots& dots() const { return dots_; }
    const MatchOptions& options() const { return options_; }
    MatchMemory& memory() const { return memory_; }
    const Lights& lights() const { return lights_; }
    const std::vector<Moment>& moments() const { return moments_; }
    const SearchProblem& problem() const { return *problem_; }
    const Tolerance& tolerance() const { return tolerance_; }
    const AreaModel& model() const { return model_; }
    /// Ids of expired inks: left out, or used in spite of it.
    const std::vector<std::string>& expired() const { return inks_.expired; }
    const Ink& ink(int of_problem) const { return line_.inks[inks_.indices[static_cast<std::size_t>(of_problem)]]; }
    double water_parts(const Candidate& candidate) const {
        return problem_->grid.water_ladder[static_cast<std::size_t>(candidate.water)];
    }

    /// By the match's own weights, or those of `problem`.
    double objective(const Rechecked& seen) const { return objective(*problem_, seen); }
    double objective(const SearchProblem& problem, const Rechecked& seen) const;

    /// Healed, under every illuminant.
    bool acceptable(const Rechecked& seen) const { return within_tolerance(seen.lab.front()); }
    /// The one definition of it: under no illuminant noticed, or under all of them accepted.
    bool within_tolerance(std::span<const Lab> area) const;

    Blend blend(const Candidate& candidate) const;

    /// Undiluted, inside the healed dot.
    const Eigen::ArrayXd& ink_healed_mg_per_ml(int ink) const { return healed_[static_cast<std::size_t>(ink)]; }
    Eigen::ArrayXd healed_mg_per_ml(const Candidate& candidate) const;
    PigmentState state(const Eigen::ArrayXd& healed_mg_per_ml, std::size_t moment) const;
    /// By the full model at some bands: bands x states.
    Eigen::ArrayXXd areas(const AreaModel& model, const std::vector<PigmentState>& states, const std::vector<int>& at) const;
    /// The same at all bands.
    Eigen::ArrayXXd full_areas(const std::vector<PigmentState>& states, int streams = usual_streams) const;
    /// None for those that break a rule. Objectives by the weights of `problem`.
    std::vector<std::optional<Rechecked>> full_model(const SearchProblem& problem, const Rules& rules,
                                                     std::span<const Candidate> candidates) const;
    /// By the full model at the reduced bands: a seventh of the cost, and nearer to it than the surrogate.
    std::vector<double> reduced_objectives(const SearchProblem& problem, std::span<const Candidate> candidates) const;

private:
    void check_epochs() const;
    void check_cup() const;
    void set_up_moments();
    void set_up_reduction();
    void set_up_optics();

    const Skin& skin_;
    const Line& line_;
    const Dots& dots_;
    const MatchOptions& options_;
    MatchMemory& memory_;
    AreaModel model_;
    Lights lights_;
    Tolerance tolerance_;
    UsableInks inks_;
    std::vector<Eigen::ArrayXd> healed_; ///< of the usable inks
    std::vector<Moment> moments_;
    std::unique_ptr<SearchProblem> problem_;
};

DotGeometry geometry_of(const PigmentState& state);

} // namespace undertone
