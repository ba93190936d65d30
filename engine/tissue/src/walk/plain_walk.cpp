#include "plain_walk.hpp"

#include "transfer/fresnel.hpp"

#include "undertone/base/instruction_set.hpp"
#include "undertone/base/stop.hpp"

#include <cstddef>

namespace undertone {

double surface_reflectance(double n_from, double n_to, double cosine) { return fresnel_reflectance(n_from, n_to, cosine); }

void poll_walk() { poll_stop(); }

namespace plain_walk_baseline {
void walk(const PlainMedium&, std::uint64_t, std::uint64_t, int, double*);
}
#ifdef UNDERTONE_X86
namespace plain_walk_avx2 {
void walk(const PlainMedium&, std::uint64_t, std::uint64_t, int, double*);
}
namespace plain_walk_avx512 {
void walk(const PlainMedium&, std::uint64_t, std::uint64_t, int, double*);
}
#endif

const std::vector<PlainWalk>& supported_plain_walks() {
    static const std::vector<PlainWalk> walks = [] {
        std::vector<PlainWalk> all{plain_walk_baseline::walk};
#ifdef UNDERTONE_X86
        const InstructionSet best = best_instruction_set();
        if (best >= InstructionSet::avx2) all.push_back(plain_walk_avx2::walk);
        if (best >= InstructionSet::avx512) all.push_back(plain_walk_avx512::walk);
#endif
        return all;
    }();
    return walks;
}

PlainWalk plain_walk() {
    static const PlainWalk chosen = supported_plain_walks().at(static_cast<std::size_t>(instruction_set()));
    return chosen;
}

} // namespace undertone
