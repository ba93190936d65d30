#pragma once
// What a supplier may print: sentences that carry their n, skins, duration, method and limits; and a reader that refuses what nothing here can
// bear out.

#include "undertone/supply/coverage.hpp"
#include "undertone/supply/screen.hpp"

#include <string>
#include <vector>

namespace undertone {

/// A sentence with what it rests on. Print all of it or none.
struct Claim {
    std::string sentence;
    int n = 0;            ///< clients or results
    std::string skins;    ///< whom it holds for
    std::string duration; ///< "when healed", "3 years after the last session, no touch-up"; "" for what has none
    std::string method, limits;
};

struct LineClaims {
    std::string line;
    std::vector<Claim> claims;
    std::vector<std::string> withheld; ///< what is not said, and why
    Diagnostics diagnostics;
};

/// Fewer clients than this say too little of a group: a share of all or none of them would still leave a tenth or more open (Wilson 1927).
inline constexpr int least_n_of_claim = 30;

/// From a coverage and, where given, what a laboratory found.
LineClaims claims_from(const LineCoverage& coverage, const Screen* screened = nullptr);

struct ClaimFinding {
    std::string words; ///< as written
    std::string kind;  ///< "permanence", "color", "safety", "allergy", "medical", "approval", "guarantee"
    std::string reason, instead;
};

struct ClaimCheck {
    std::string text;
    std::vector<ClaimFinding> findings; ///< in the order of the text; none: nothing that is refused
    std::string note;                   ///< what the check cannot see

    bool refused() const { return !findings.empty(); }
};

/// Reads English marketing text. What passes is not thereby true. Throws DomainError for an empty text, or one of over 100 000 bytes.
ClaimCheck check_claim(const std::string& text);

std::string claims_text(const LineClaims& claims);
std::string claim_check_text(const ClaimCheck& check);

} // namespace undertone
