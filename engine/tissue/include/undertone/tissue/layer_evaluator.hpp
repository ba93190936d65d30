#pragma once
// Reflectance of a stack of which some layers change again and again, as in a fit or a search.

#include "undertone/tissue/layer_stack.hpp"

#include <cstddef>
#include <vector>

namespace undertone {

/// `reflectance` of a stack of which only some neighbouring layers change: what lies above and below them is solved once.
/// Evaluation is const and safe from many threads. Copies are independent.
class LayerEvaluator {
public:
    /// Layers `first` to `first + count` of the stack will change; `streams` as in `reflectance`. Throws DomainError.
    LayerEvaluator(const LayerStack& layers, Eigen::Index first, Eigen::Index count = 1, int streams = 8);

    /// Reflectance (W) with these coefficients (count by W) in the layers that change. Throws DomainError.
    Eigen::ArrayXd reflectance(const Eigen::ArrayXXd& mu_a_per_mm, const Eigen::ArrayXXd& mu_s_per_mm,
                               const Eigen::ArrayXXd& g) const;

    Eigen::Index first() const { return first_; }
    Eigen::Index count() const { return thickness_mm_.size(); }
    int streams() const { return streams_; }

private:
    struct alignas(64) Lane {
        double at[8];
    };

    bool needs_all_layers(const Eigen::ArrayXXd& mu_a_per_mm, const Eigen::ArrayXXd& mu_s_per_mm,
                          const Eigen::ArrayXXd& g) const;

    LayerStack layers_;
    Eigen::ArrayXd thickness_mm_; ///< of the layers that change
    Eigen::Index first_;
    int streams_;
    bool lower_surface_, narrow_ = false; ///< the latter: a layer that stays asks for more streams
    Eigen::ArrayXd scattering_, lost_; ///< of the layers that stay: scattering lengths, optical depth of unscattered light
    std::vector<Eigen::Index> bands_;
    std::vector<Lane> state_; ///< per group of wavelengths: admittance below, the folded surface above
};

} // namespace undertone
