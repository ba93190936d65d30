#include "undertone/search/texture_term.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace undertone {

namespace {

Stubble hair_of(const MatchOptions& options) { return options.hair.value_or(Stubble{}); }

std::string distance_text(double distance_m) {
    return distance_m <= 0.7 ? fmt::format("close up ({:g} m)", distance_m) : fmt::format("from {:g} m", distance_m);
}

/// How the dots differ from hair where that is seen.
const char* manner_of(const SeenTexture& seen) {
    if (seen.dots < 0.95 * seen.hair) return "look softer than hair";
    if (seen.dots > 1.05 * seen.hair) return "stand out more than hair";
    return "are as strong as hair but unlike it in size or spacing";
}

} // namespace

std::string texture_text(const std::vector<SeenTexture>& seen) {
    std::vector<SeenTexture> nearest_first = seen;
    std::sort(nearest_first.begin(), nearest_first.end(),
              [](const SeenTexture& a, const SeenTexture& b) { return a.distance_m < b.distance_m; });
    std::string text;
    // Distances beyond which nothing is seen are one statement.
    const auto last_seen =
        std::find_if(nearest_first.rbegin(), nearest_first.rend(), [](const SeenTexture& one) { return one.seen(); });
    const auto first_unseen = last_seen.base();
    for (auto at = nearest_first.begin(); at != first_unseen; ++at)
        text += fmt::format("{}{} the dots {} (texture {:.2f} against {:.2f}, difference {:.2f})", text.empty() ? "" : "; ",
                            distance_text(at->distance_m), at->seen() ? manner_of(*at) : "cannot be told from hair",
                            at->dots, at->hair, at->difference);
    if (first_unseen == nearest_first.end()) return text;
    if (text.empty())
        return fmt::format(
            "{} the dots cannot be told from hair by their texture (texture {:.2f} against {:.2f}, difference "
            "{:.2f})",
            first_unseen->distance_m <= 0.7 ? distance_text(first_unseen->distance_m) + " and farther"
                                            : distance_text(first_unseen->distance_m) + " on",
            first_unseen->dots, first_unseen->hair, first_unseen->difference);
    return text + fmt::format("; from {:g} m the difference is not seen ({:.2f})", first_unseen->distance_m,
                              first_unseen->difference);
}

TextureTerm::TextureTerm(const Skin& skin, const Bands& target, const Dots& dots, const MatchOptions& options,
                         const Viewing& viewing)
    : viewing_(viewing), white_(viewing.white()), fringe_(viewing.xyz(target)), bare_(viewing.xyz(skin.reflectance())),
      weight_(options.texture_weight) {
    if (options.viewing_distances_m.empty()) return;
    hair_ = hair_pattern(skin, hair_of(options), viewing);
    const DotPattern neutral =
        neutral_dot_pattern(skin.layers(), dots.diameter_mm, dots.density_per_cm2, dots.top_mm, dots.bottom_mm, viewing);
    const double sum = std::accumulate(options.viewing_distances_m.begin(), options.viewing_distances_m.end(), 0.0,
                                       [](double all, const WeightedDistance& one) { return all + one.weight; });
    for (const WeightedDistance& one : options.viewing_distances_m)
        distances_.push_back({one.distance_m, sum > 0 ? one.weight / sum : 0,
                              TextureSight(hair_, fringe_, neutral, bare_, viewing, one.distance_m)});
}

double TextureTerm::of(const XYZ& area) const {
    double mean = 0;
    for (const Distance& one : distances_)
        if (one.share > 0) mean += one.share * one.sight.difference(area);
    return weight_ * mean;
}

double TextureTerm::least(double least_l) const {
    const double least_y = least_l > -16 ? xyz_from_lab({least_l, 0, 0}, white_).y : 0;
    double mean = 0;
    for (const Distance& one : distances_) mean += one.share * one.sight.least_difference(least_y);
    return weight_ * mean;
}

std::vector<SeenTexture> TextureTerm::seen(const Bands& area, const DotPattern& own) const {
    const XYZ xyz = viewing_.xyz(area);
    std::vector<SeenTexture> result;
    for (const Distance& one : distances_) {
        const TextureSight sight(hair_, fringe_, own, bare_, viewing_, one.distance_m);
        const double hair = sight.hair();
        result.push_back({one.distance_m, sight.dots(xyz), hair, sight.difference(xyz),
                          least_texture_difference(viewing_.lab(area).l, hair)});
    }
    return result;
}

std::string hair_text(const MatchOptions& options) {
    const Stubble hair = hair_of(options);
    return fmt::format("{:.0f} hairs per cm2 of {:.3f} mm, {}", hair.density_per_cm2, hair.shaft_diameter_mm,
                       options.hair ? "as stated for this client" : "as is usual: this client's were not counted");
}

} // namespace undertone
