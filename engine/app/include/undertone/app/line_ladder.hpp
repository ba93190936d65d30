#pragma once
// A line's dilution ladder for a typical skin of each class, with the steps that a chart maker would not print flagged.

#include "undertone/app/ladder.hpp"

#include <string>
#include <vector>

namespace undertone {

/// From one dilution to the next, as the healed area shows it, where that departs from the steps beside it.
struct FlaggedStep {
    std::string ink;
    double from_water_parts = 0, to_water_parts = 0;
    double lighter_l = 0;  ///< what the step does to L*
    double expected_l = 0; ///< what the steps beside it would have it do
    std::string kind;      ///< "reverses", "jump", "stall"
    std::string why;       ///< in words
};

/// Dilutions of one ink that an eye tells apart on this skin: the first, and each that is seen beside the one before it in this list.
struct ToldApart {
    std::string ink;
    std::vector<double> water_parts;
};

struct ClassLadder {
    std::string skin_class;
    double ita_deg = 0;
    Ladder ladder;
    std::vector<FlaggedStep> flagged;
    std::vector<ToldApart> told_apart;
};

struct LineLadder {
    std::string line;
    std::string rule; ///< by which steps are flagged
    std::vector<ClassLadder> classes;
    Diagnostics diagnostics; ///< "model_only", "expired_ink"
};

/// Steps that depart from their ladder's trend, L* over log2(N + 1) from the steps on either side: `reverses` where more water makes the
/// area darker; `jump` and `stall` where a step is more than twice, or less than half, of that, and by 0.1 L* or more.
std::vector<FlaggedStep> flagged_steps(const Ladder& ladder);
std::vector<ToldApart> told_apart(const Ladder& ladder);

/// `skin_classes`: none means all. Other arguments and errors as dilution_ladder has them; DomainError for a class that nobody knows.
LineLadder line_ladder(const Line& line, const std::vector<std::string>& skin_classes, const std::vector<std::string>& inks,
                       const Dots& dots, const std::vector<double>& water_parts = ladder_water_parts(),
                       const std::string& today = "");

std::string line_ladder_text(const LineLadder& ladder);
std::string to_json(const LineLadder& ladder);

} // namespace undertone
