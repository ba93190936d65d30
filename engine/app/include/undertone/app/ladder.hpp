#pragma once
// The shade chart that practitioners draw by hand, computed for one skin: for each ink, N parts of water against the healed area and the
// dot, beside the target, with ranges.

#include "undertone/app/client.hpp"
#include "undertone/app/treatment.hpp"
#include "undertone/numerics/statistics.hpp"

#include <optional>
#include <string>
#include <vector>

namespace undertone {

/// One dilution of one ink. Colours stand on the ladder's scale.
struct LadderStep {
    double water_parts = 0;                          ///< N of N:1
    Bands area = Bands::Zero(), dot = Bands::Zero(); ///< reflectance, surface reflection excluded, at the medians
    Lab area_lab, dot_lab;                           ///< the same, on the scale
    ValueRange area_l;                  ///< 80 % of what healing and the pigments' strength and slope leave open
    double lighter_than_previous_l = 0; ///< L* of the area over that of the step before; 0 for the first
    std::optional<double> delta_e_2000, chance_darker; ///< to the target, and of healing darker than it
};

struct LadderInk {
    std::string id;
    std::vector<LadderStep> steps;
    std::optional<std::size_t> nearest; ///< step nearest to the target that is not darker at the medians
};

struct Ladder {
    std::string scale; ///< "8/d SCE, D65, 2 deg"
    Lab bare;
    std::optional<Lab> target;
    double perceptible_delta_e_2000 = 0; ///< on this skin
    std::vector<LadderInk> inks;
    Diagnostics diagnostics; ///< "dots_extrapolated", "flat_ladder", "model_only"
};

/// 0, 1, 2, 3, 4, 6 ... 20, 25 ... 60: what the trade names.
std::vector<double> ladder_water_parts();

/// `inks` are ids of the line; none means all. Throws DomainError: an unknown ink or one named twice, water that is negative or does not
/// rise, no dots.
Ladder dilution_ladder(const Skin& skin, const Line& line, const std::vector<std::string>& inks, const Dots& dots,
                       const std::vector<double>& water_parts = ladder_water_parts(),
                       const std::optional<Bands>& target = {}, const ReadingScale& scale = internal_scale());

/// The same for a client: skin, target and the instrument's scale, with what is to be heeded of the readings, and of lots that have expired
/// on `options.matching.today`.
Ladder client_ladder(const Client& client, const Line& line, const std::vector<std::string>& inks,
                     const std::vector<double>& water_parts = ladder_water_parts(), const TreatmentOptions& options = {});

std::string ladder_text(const Ladder& ladder);
std::string to_json(const Ladder& ladder);

} // namespace undertone
