#pragma once
// What one match of a skin and a line may take over from the last one.

#include "problem.hpp"

#include <memory>
#include <vector>

namespace undertone {

struct MatchMemory {
    struct Key {
        std::vector<std::size_t> inks; ///< that may be used
        double strongest = 0, thinnest = 0;
        bool operator==(const Key&) const = default;
    };
    Key key;
    BandReduction reduction; ///< empty bands before the first match
    SurrogateDomain domain;
    Surrogates surrogates;
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

} // namespace undertone
