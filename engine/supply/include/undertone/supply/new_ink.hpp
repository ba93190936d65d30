#pragma once
// The one ink that would add most to a line: composition and strength over colorants, judged on the clients that the line leaves unserved.
//
// A grid of single colorants and halves of two, at three strengths, is screened first; the best of it is where the refinement starts, and
// both are judged by the full match on all unserved clients at the end. So the answer is no worse than the grid, by construction.

#include "undertone/supply/coverage.hpp"

#include <functional>
#include <string>
#include <vector>

namespace undertone {

struct NewInkOptions {
    std::vector<std::string>
        colorants;               ///< ids of the line's own or of data/pigments; none: all of the line and of data/pigments
    double most_mg_per_ml = 300; ///< of all pigment
    int screened_clients = 12;   ///< of the unserved, spread evenly: those that trials are judged on
    int refinements = 48;        ///< trials after the grid

    void validate(const Line& line) const;
};

struct InkComponentText {
    std::string colorant, color_index;
    double mg_per_ml = 0;
};

/// One ink that was tried.
struct NewInkTrial {
    std::vector<InkComponentText> components;
    int served = 0;                    ///< of the clients it was judged on
    double shortfall_delta_e_2000 = 0; ///< summed over those it does not serve
};

struct NewInk {
    std::string line;
    int unserved = 0;            ///< by the line as it is; both answers are judged on all of them
    NewInkTrial best, grid_best; ///< by the full match
    double shortfall_before_delta_e_2000 = 0;
    ShareServed before, after; ///< of all clients of the coverage who need pigment
    int grid_trials = 0, trials = 0, screened_clients = 0;
    std::string text; ///< one sentence
    Diagnostics diagnostics;
};

/// `coverage` is of this line; its options are those of the trials. `progress` is told trials done and in all. Where all are served there is
/// nothing to add, and `best` has no components. Throws DomainError for a colorant that nobody knows, or options that make no sense.
NewInk suggest_new_ink(const Line& line, const LineCoverage& coverage, const NewInkOptions& new_ink = {},
                       const std::function<void(int, int)>& progress = {});

std::string new_ink_text(const NewInk& answer);

} // namespace undertone
