#pragma once
// All dilutions of one proportion: their optics, their penalties, and which of them are too dark.

#include "surrogate/surrogate_colors.hpp"
#include "surrogate/viewing_colors.hpp"
#include "walk/proportions.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

namespace undertone {

class Dilutions {
public:
    Dilutions(const SearchProblem& problem, const Proportions& proportions);

    /// Chooses the proportion. Keeps references to both.
    void set(const std::vector<int>& inks, const std::vector<int>& steps);
    /// Mixes its optics, which what follows `area` needs.
    void mix() { mix_steps(problem_, *inks_, *steps_, optics_); }

    const std::vector<int>& inks() const { return *inks_; }
    const std::vector<int>& steps() const { return *steps_; }
    /// Indices into the water ladder, strong to thin.
    const std::vector<int>& ladder() const { return *ladder_; }

    /// By what a dilution divides the undiluted inks.
    double thinning(int water) const {
        return problem_.grid.water_ladder[static_cast<std::size_t>(water)] * each_water_thins_by_ + 1;
    }
    double log_thinning(int water) const {
        return each_water_thins_by_ == 1 ? log_volume_[static_cast<std::size_t>(water)] : std::log(thinning(water));
    }
    double mg_per_ml(int water) const { return mg_per_ml_undiluted_ / thinning(water); }
    /// What every dilution adds at least: for extra inks, and the least texture.
    double least_beside() const { return least_beside_; }
    /// What this one adds to the objective beside colour and texture.
    double penalty(int water) const { return extra_ink_penalty_ + penalty_undiluted_ / thinning(water); }
    /// The same with the least that texture adds.
    double least_penalty(int water) const { return least_texture_ + penalty(water); }

    ReducedBands area(std::size_t epoch, int water) const {
        return reflectance_of(problem_.epochs[epoch], optics_.mu_a[epoch], optics_.mu_s[epoch], 1.0 / thinning(water));
    }
    /// How many of the ladder's first are so strong that thinning may darken (AreaSurrogate::falls_up_to).
    std::size_t strong_count() const;
    /// The first place on the ladder from `from` on that is not too dark, `to` where all are; bisection, for thinner is lighter there.
    std::size_t first_light_enough(std::size_t from, std::size_t to);

    const ViewingColors& viewing_colors() const { return viewing_colors_; }
    std::uint64_t colors_computed() const { return colors_computed_; }

private:
    const SearchProblem& problem_;
    const Proportions& proportions_;
    ViewingColors viewing_colors_;
    std::vector<double> log_volume_; ///< per dilution: log of N + 1
    const std::vector<int>*inks_ = nullptr, *steps_ = nullptr, *ladder_ = nullptr;
    MixtureOptics optics_;
    double each_water_thins_by_ = 1; ///< 1 where doses are volumes
    double penalty_undiluted_ = 0, mg_per_ml_undiluted_ = 0, extra_ink_penalty_ = 0;
    double least_texture_ = 0, least_beside_ = 0;
    std::uint64_t colors_computed_ = 0; ///< by bisection
};

} // namespace undertone
