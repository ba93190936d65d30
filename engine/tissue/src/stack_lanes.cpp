#include "stack_lanes.hpp"

#include "undertone/base/error.hpp"

#include <string>

namespace undertone {

Workspace& workspace() {
    thread_local Workspace work;
    return work;
}

void sort_bands(Workspace& work, const LayerStack& stack) {
    const bool caught = std::isfinite(stack.thickness_mm(stack.layer_count() - 1)) && stack.n > 1 && stack.n_below < stack.n;
    work.bands.clear();
    work.thin_bands.clear();
    for (Eigen::Index band = 0; band < stack.wavelength_count(); ++band) {
        const bool thin = caught && (stack.mu_s_per_mm.col(band) * stack.thickness_mm).sum() < few_times_scattered;
        (thin ? work.thin_bands : work.bands).push_back(band);
    }
}

void check_streams(int streams) {
    if (streams != 4 && streams != 8 && streams != 16 && streams != 32)
        throw DomainError("streams", std::to_string(streams), "4, 8, 16 or 32");
}

} // namespace undertone
