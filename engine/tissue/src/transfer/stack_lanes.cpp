#include "stack_lanes.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/stop.hpp"

#include <deque>
#include <string>

namespace undertone {

Workspace& workspace() {
    thread_local std::deque<Workspace> work(1); // a place for each call inside another
    const auto depth = static_cast<std::size_t>(questions_under_way());
    while (work.size() <= depth) work.emplace_back();
    return work[depth];
}

void sort_bands(Workspace& work, const LayerStack& stack, int streams) {
    const bool caught = std::isfinite(stack.thickness_mm(stack.layer_count() - 1)) && stack.n > 1 && stack.n_below < stack.n;
    for (BandClass& one : work.classes) one.bands.clear();
    const bool narrow = needs_more_streams(stack, stack.thickness_mm);
    const Eigen::ArrayXd depth = caught ? turning_depth(stack, stack.thickness_mm) : Eigen::ArrayXd();
    for (Eigen::Index band = 0; band < stack.wavelength_count(); ++band) {
        int wanted = streams;
        for (Eigen::Index layer = 0; narrow && layer < stack.layer_count(); ++layer)
            if (stack.mu_s_per_mm(layer, band) > 0 && stack.thickness_mm(layer) > 0)
                wanted = streams_for(stack.g(layer, band), wanted);
        const bool split = caught && depth(band) < few_times_scattered;
        const auto same = [&](const BandClass& one) { return one.streams == wanted && one.split == split; };
        auto found = std::find_if(work.classes.begin(), work.classes.end(), same);
        if (found == work.classes.end()) found = work.classes.insert(found, BandClass{wanted, split, {}});
        found->bands.push_back(band);
    }
}

void check_streams(int streams) {
    if (streams != 4 && streams != 8 && streams != 16 && streams != 32)
        throw DomainError("streams", std::to_string(streams), "4, 8, 16 or 32");
}

} // namespace undertone
