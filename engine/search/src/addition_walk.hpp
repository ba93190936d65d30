#pragma once
// Enumerates every addition to one cup, by the surrogate.

#include "recheck.hpp"
#include "surrogate/viewing_colors.hpp"

#include "undertone/search/cup_search.hpp"

#include <cstdint>
#include <set>
#include <vector>

namespace undertone {

/// A candidate's `water` counts steps of water.
class AdditionWalk {
public:
    AdditionWalk(const CupColors& colors, const CupContents& cup, int pool, double darker_tolerance_l, double least_b);

    Shortlist run();

    std::uint64_t covered = 0, evaluated = 0, ink_sets = 0;
    bool stopped = false;
    /// Where nothing is light enough: the thinnest of the additions that is least dark, by the surrogate, if any was too dark.
    Candidate least_dark;
    bool any_dark() const { return darkest_ >= 0; }

    Eigen::ArrayXd mg_per_ml(const Candidate& candidate) const;
    double penalty(const Candidate& candidate) const;

    /// After a run that pruned only by bounds and rules: recipes drawn uniformly from all, and by what each was pruned.
    std::vector<AuditDraw> draw_audit(const Shortlist& list) const;

private:
    /// The ink that is poured: which inks and steps, and what these come to with what the cup holds.
    struct Ink {
        const std::vector<int>& inks;
        const std::vector<int>& steps;
        const CupColors::Optics& amount; ///< times steps
        double dry_steps;                ///< everything but the water to be added
        double mg;                       ///< of pigment, times steps
    };
    /// All additions of so many inks and so many steps of ink together.
    struct Kind {
        std::size_t inks;
        int steps;
        double up_to; ///< recipes of this kind and those before it
    };

    double penalty(std::size_t inks, double mg_per_ml) const;
    double limit() const;
    int least_water(int ink_steps) const;
    std::uint64_t proportions(std::size_t inks, int size) const;
    std::vector<int> inks_where(bool required) const;
    std::vector<int> most_promising(const std::vector<int>& all) const;

    void sets(const std::vector<int>& from, int size, std::vector<int>& chosen, std::size_t first);
    void give(const std::vector<int>& inks, std::vector<int>& steps, int left, const CupColors::Optics& amount);
    void waters(const std::vector<int>& inks, const std::vector<int>& steps, const CupColors::Optics& amount);
    /// False where no thinner mix of the same inks can enter the list (only ever if `thinner_is_lighter`).
    bool visit(const Ink& ink, int water, bool thinner_is_lighter);
    bool too_dark(const Ink& ink, int water) const { return viewing_colors_.too_dark(area(ink, water)); }
    void note_dark(const Ink& ink, int water);
    ReducedBands area(const Ink& ink, int water) const;

    std::vector<Kind> kinds(std::size_t required, std::size_t free) const;
    void judge(AuditDraw& draw, const Shortlist& list) const;

    const CupColors& colors_;
    const SearchProblem& problem_;
    const CupContents& cup_;
    std::size_t pool_;
    double least_b_;
    double held_steps_;
    CupColors::Optics held_; ///< times the steps held
    double held_mg_;
    int room_ = 0;
    ViewingColors viewing_colors_;
    std::vector<Lab> labs_;
    std::set<Candidate> best_;
    double darkest_ = -1;
};

} // namespace undertone
