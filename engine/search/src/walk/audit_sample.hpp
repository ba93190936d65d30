#pragma once
// Recipes drawn at random from the grid before a search, followed through it, and judged once it is done.

#include "undertone/numerics/random.hpp"
#include "walk/dilutions.hpp"

#include <cstddef>
#include <map>
#include <vector>

namespace undertone {

class AuditSample {
public:
    /// Draws options.audit_recipes of them: a number of inks by how many recipes it has, a set of these, a proportion by how many dilutions
    /// it has, a dilution; drawn again where a rule that needs no colour excludes it.
    AuditSample(const SearchProblem& problem, const Proportions& proportions, const SearchOptions& options);

    struct Followed {
        std::size_t proportion; ///< of those with as many inks
        std::size_t draw;
    };
    /// The draws with these inks, by proportion.
    const std::vector<Followed>& of_set(const std::vector<int>& inks) const;
    AuditDraw& draw(const Followed& followed) { return draws_[followed.draw]; }

    /// Compares what was said of each draw with its colour. Hands all of them over.
    std::vector<AuditDraw> judged();

private:
    struct Shares;
    void draw_one(const std::vector<int>& required, const std::vector<int>& free, const Shares& shares,
                  RandomStream& random);
    void judge(AuditDraw& draw);
    bool set_objective(Candidate& candidate) const;

    const SearchProblem& problem_;
    const Proportions& proportions_;
    Dilutions dilutions_;
    std::vector<AuditDraw> draws_;
    std::map<std::vector<int>, std::vector<Followed>> of_set_;
};

} // namespace undertone
