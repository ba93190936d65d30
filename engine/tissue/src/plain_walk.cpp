#include "plain_walk.hpp"

#include "fresnel.hpp"

namespace undertone {

double surface_reflectance(double n_from, double n_to, double cosine) { return fresnel_reflectance(n_from, n_to, cosine); }

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
        __builtin_cpu_init();
        if (__builtin_cpu_supports("avx2")) all.push_back(plain_walk_avx2::walk);
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) all.push_back(plain_walk_avx512::walk);
#endif
        return all;
    }();
    return walks;
}

} // namespace undertone
