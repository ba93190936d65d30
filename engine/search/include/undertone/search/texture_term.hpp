#pragma once
// What the objective says of texture: how unlike the client's hair the healed dots look, from each distance that the options name.

#include "undertone/pigment/implant.hpp"
#include "undertone/search/match_options.hpp"
#include "undertone/tissue/skin.hpp"
#include "undertone/tissue/texture.hpp"

#include <string>
#include <vector>

namespace undertone {

/// Healed dots and hair as seen from one distance, first illuminant. All three are root mean squares of S-CIELAB's delta E: of each
/// texture about its own mean, and between the two.
struct SeenTexture {
    double distance_m = 0;
    double dots = 0, hair = 0, difference = 0;
    double seen_from = 0; ///< differences up to this are not seen (data/observers/pattern_thresholds)

    bool seen() const { return difference > seen_from; }
};

/// "close up (0.5 m) the dots look softer than hair (texture 0.52 against 0.90); from 1 m the difference is not seen". "" for none.
std::string texture_text(const std::vector<SeenTexture>& seen);

class TextureTerm {
public:
    /// `viewing`: of the options' first illuminant. Throws DomainError for hair that cannot be.
    TextureTerm(const Skin& skin, const Bands& target, const Dots& dots, const MatchOptions& options,
                const Viewing& viewing);

    /// What an area of that colour adds to the objective: the mean difference over the distances times MatchOptions::texture_weight.
    double of(const XYZ& area) const;
    double of(const Lab& area) const { return weight_ > 0 ? of(xyz_from_lab(area, white_)) : 0; }
    /// No more than any area adds whose L* is no less.
    double least(double least_l) const;

    /// Of an area of that colour whose dots are these: as the recipe's own pigment blurs them, where `of` takes neutral pigment. What
    /// scatters strongly makes dots softer, by up to a third.
    std::vector<SeenTexture> seen(const Bands& area, const DotPattern& own) const;

private:
    struct Distance {
        double distance_m, share; ///< shares add up to 1
        TextureSight sight;
    };
    Viewing viewing_;
    XYZ white_, fringe_, bare_;
    DotPattern hair_;
    double weight_;
    std::vector<Distance> distances_;
};

/// Whose hair the dots are held against, in words.
std::string hair_text(const MatchOptions& options);

} // namespace undertone
