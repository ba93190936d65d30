#include "plain_walk.hpp"

#include "kernel_dispatch.hpp"
#include "transfer/fresnel.hpp"

#include "undertone/base/stop.hpp"

namespace undertone {

double surface_reflectance(double n_from, double n_to, double cosine) { return fresnel_reflectance(n_from, n_to, cosine); }

void poll_walk() { poll_stop(); }

UNDERTONE_KERNELS_TO_AVX512(plain_walk, void walk(const PlainMedium&, std::uint64_t, std::uint64_t, int, double*);)

const std::vector<PlainWalk>& supported_plain_walks() {
    static const std::vector<PlainWalk> walks = supported_kernels(
        std::array{&plain_walk_baseline::walk UNDERTONE_ON_X86(, &plain_walk_avx2::walk, &plain_walk_avx512::walk)});
    return walks;
}

PlainWalk plain_walk() {
    static const PlainWalk chosen = chosen_kernel(supported_plain_walks());
    return chosen;
}

} // namespace undertone
