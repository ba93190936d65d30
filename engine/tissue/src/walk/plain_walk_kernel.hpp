// The walk of plain_walk.hpp, for as many photons as a register holds. Included by one translation unit per instruction set
// (plain_walk_*.cpp), which defines UNDERTONE_KERNEL_NAMESPACE and UNDERTONE_KERNEL_WIDTH and is compiled without contracting
// products and sums, so that all of them agree. Nothing here may use inline functions of other headers (see admittance_kernel.hpp).

#include "plain_walk.hpp"

#include <math.h>

#ifdef UNDERTONE_X86
#include <immintrin.h>
#endif

namespace undertone {

double surface_reflectance(double n_from, double n_to, double cosine); // not inline

namespace UNDERTONE_KERNEL_NAMESPACE {

inline constexpr int width = UNDERTONE_KERNEL_WIDTH;
typedef double Lanes __attribute__((vector_size(8 * width), aligned(8 * width)));
typedef std::int64_t Mask __attribute__((vector_size(8 * width), aligned(8 * width)));
typedef std::uint64_t Words __attribute__((vector_size(8 * width), aligned(8 * width)));

inline Lanes splat(double value) { return Lanes{} + value; }
inline Words splat_word(std::uint64_t value) { return Words{} + value; }

/// 32 x 32 bits from the lower halves; the upper halves may hold anything.
inline Words multiply(Words a, Words b) {
#if defined(UNDERTONE_X86) && UNDERTONE_KERNEL_WIDTH == 8
    return reinterpret_cast<Words>(_mm512_mul_epu32(reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
#elif defined(UNDERTONE_X86) && UNDERTONE_KERNEL_WIDTH == 4
    return reinterpret_cast<Words>(_mm256_mul_epu32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)));
#elif defined(UNDERTONE_X86)
    return reinterpret_cast<Words>(_mm_mul_epu32(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(b)));
#else
    return (a & 0xFFFFFFFFu) * (b & 0xFFFFFFFFu);
#endif
}

/// Four numbers in (0, 1) for event `event` of each photon (Philox4x32-10; Salmon et al. 2011).
struct Numbers {
    Lanes u[4];
};

inline Numbers numbers(std::uint64_t seed, Words photon, Words event) {
    Words c0 = event, c1 = splat_word(0), c2 = photon, c3 = photon >> 32;
    std::uint32_t k0 = static_cast<std::uint32_t>(seed), k1 = static_cast<std::uint32_t>(seed >> 32);
    const Words m0 = splat_word(0xD2511F53), m1 = splat_word(0xCD9E8D57);
    for (int round = 0; round < 10; ++round) {
        const Words a = multiply(c0, m0), b = multiply(c2, m1);
        c0 = (b >> 32) ^ c1 ^ splat_word(k0);
        c1 = b;
        c2 = (a >> 32) ^ c3 ^ splat_word(k1);
        c3 = a;
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
    const Words c[4] = {c0, c1, c2, c3};
    Numbers result;
    for (int i = 0; i < 4; ++i) { // bits of 2^52 + word, less 2^52, is the word as a number
        const Words bits = (c[i] & 0xFFFFFFFFu) | 0x4330000000000000u;
        result.u[i] = (reinterpret_cast<Lanes>(bits) - 4503599627370495.5) * (1.0 / 4294967296.0);
    }
    return result;
}

/// -log(u) to 1e-10, u in (0, 1).
inline Lanes exponential(Lanes u) {
    const Words bits = reinterpret_cast<Words>(u);
    // The exponent counts from the power of two for which the mantissa lies between 1/sqrt(2) and sqrt(2).
    const Words shifted = bits - 0x3FE6A09E667F3BCDu;
    const Words exponent_bits = shifted & 0xFFF0000000000000u;
    const Lanes m = reinterpret_cast<Lanes>(bits - exponent_bits);
    // An exponent between -33 and 0, as a number: 2^52 + 64 + it has it in the lowest bits.
    const Words biased = ((exponent_bits >> 52) + 64) & 0xFFFu;
    const Lanes exponent = reinterpret_cast<Lanes>(biased | 0x4330000000000000u) - 4503599627370560.0;
    const Lanes s = (m - 1.0) / (m + 1.0), q = s * s;
    const Lanes series =
        2.0 + q * (2.0 / 3 + q * (2.0 / 5 + q * (2.0 / 7 + q * (2.0 / 9 + q * (2.0 / 11 + q * (2.0 / 13))))));
    return -(exponent * 0.69314718055994530942 + s * series);
}

/// Cosine of an angle spread evenly over the half circle, to 1e-9.
inline Lanes cosine_of_azimuth(Lanes u) {
    const Lanes angle = (u - 0.5) * 3.14159265358979323846, q = angle * angle;
    const Lanes low = 1.0 - q * (1.0 / 6 - q * (1.0 / 120 - q * (1.0 / 5040 - q * (1.0 / 362880))));
    const Lanes q4 = q * q, q8 = q4 * q4;
    const Lanes high = -1.0 / 39916800 + q * (1.0 / 6227020800.0 - q * (1.0 / 1307674368000.0));
    return angle * (low + q8 * q * high);
}

inline Lanes square_root(Lanes x) {
#if defined(UNDERTONE_X86) && UNDERTONE_KERNEL_WIDTH == 8
    return reinterpret_cast<Lanes>(_mm512_sqrt_pd(reinterpret_cast<__m512d>(x)));
#elif defined(UNDERTONE_X86) && UNDERTONE_KERNEL_WIDTH == 4
    return reinterpret_cast<Lanes>(_mm256_sqrt_pd(reinterpret_cast<__m256d>(x)));
#elif defined(UNDERTONE_X86)
    return reinterpret_cast<Lanes>(_mm_sqrt_pd(reinterpret_cast<__m128d>(x)));
#else
    for (int i = 0; i < width; ++i) x[i] = ::sqrt(x[i]);
    return x;
#endif
}

/// True where any lane is set.
inline bool any(Mask mask) {
#if defined(UNDERTONE_X86) && UNDERTONE_KERNEL_WIDTH == 4
    return _mm256_movemask_pd(reinterpret_cast<__m256d>(mask)) != 0;
#else
    std::int64_t all = 0;
    for (int i = 0; i < width; ++i) all |= mask[i];
    return all != 0;
#endif
}

inline constexpr double endless_mm = 1e30, least_exponential = 1e-12, ln_10 = 2.30258509299404568402;

/// The photons under way, a lane each.
struct Photons {
    Lanes z, uz, optical, absorbed, limit, boost;
    Lanes top, bottom, mu_a, mu_s, mean_step, numerator, base, slope, middle, scale; // of the layer each is in
    Words photon, event;
    int layer[width], index[width]; // index -1: the lane is empty, and its layer has no ends

    void enter(int lane, int at, const PlainMedium::Layer& here) {
        layer[lane] = at;
        top[lane] = here.top;
        bottom[lane] = here.bottom;
        mu_a[lane] = here.mu_a;
        mu_s[lane] = here.mu_s;
        mean_step[lane] = here.mean_step;
        numerator[lane] = here.numerator;
        base[lane] = here.base;
        slope[lane] = here.slope;
        middle[lane] = here.middle;
        scale[lane] = here.scale;
    }
};

/// After one flight: lanes that reached an end of their layer, and all that need a look (these, tired or endless photons).
struct Flight {
    Mask left, look;
    Numbers random;
};

inline Flight fly_and_scatter(Photons& p, std::uint64_t seed) {
    Flight flight;
    flight.random = numbers(seed, p.photon, p.event);
    p.event += 1;
    const Lanes ahead = p.optical * p.mean_step, reached = p.z + p.uz * ahead;
    const Lanes end = p.uz < 0.0 ? p.top : p.bottom;
    flight.left = p.uz < 0.0 ? reached <= p.top : reached >= p.bottom;
    const Lanes step = flight.left ? (end - p.z) / p.uz : ahead;
    p.absorbed += p.mu_a * step;
    p.z = flight.left ? end : reached;
    const Lanes rest = p.optical - p.mu_s * step;
    const Lanes left_over = rest > least_exponential ? rest : splat(least_exponential);
    p.optical = flight.left ? left_over : exponential(flight.random.u[0]);
    flight.look = flight.left | (p.absorbed > p.limit) | (step >= endless_mm);

    const Lanes ratio = p.numerator / (p.base + p.slope * flight.random.u[1]);
    Lanes cosine = p.middle - p.scale * ratio * ratio;
    cosine = cosine > 1.0 ? splat(1.0) : cosine < -1.0 ? splat(-1.0) : cosine;
    const Lanes sines = (1.0 - cosine * cosine) * (1.0 - p.uz * p.uz);
    Lanes uz = cosine * p.uz + square_root(sines > 0.0 ? sines : splat(0.0)) * cosine_of_azimuth(flight.random.u[2]);
    uz = uz > 1.0 ? splat(1.0) : uz < -1.0 ? splat(-1.0) : uz;
    p.uz = flight.left ? p.uz : uz;
    return flight;
}

void walk(const PlainMedium& medium, std::uint64_t seed, std::uint64_t first_photon, int count, double* weights) {
    const PlainMedium::Layer* layers = medium.layers.data();
    const int last = static_cast<int>(medium.layers.size()) - 1;
    const PlainMedium::Layer nowhere{-2e300, 2e300, 0, 1, 1, 1, 1, 0, 0, 0};
    Photons p;
    int next = 0, under_way = 0;
    const auto launch = [&](int lane) {
        const bool empty = next == count;
        p.z[lane] = 0;
        p.uz[lane] = 1;
        p.absorbed[lane] = 0;
        p.limit[lane] = empty ? 1e300 : 4;
        p.boost[lane] = 1 - medium.specular;
        p.event[lane] = 1;
        p.index[lane] = empty ? -1 : next;
        p.photon[lane] = first_photon + static_cast<std::uint64_t>(next);
        p.enter(lane, 0, empty ? nowhere : layers[0]);
        p.optical[lane] = 1;
        if (empty) return;
        ++next;
        ++under_way;
        const Numbers first = numbers(seed, p.photon, splat_word(0));
        p.optical[lane] = exponential(first.u[0])[lane];
    };
    const auto finish = [&](int lane, double weight) {
        weights[p.index[lane]] = weight;
        --under_way;
        launch(lane);
    };
    for (int lane = 0; lane < width; ++lane) p.photon[lane] = 0;
    for (int lane = 0; lane < width; ++lane) launch(lane);
    unsigned flights = 0;
    while (under_way > 0) {
        if (++flights % 16384 == 0) poll_walk(); // a millisecond; without absorption one photon may fly for hours
        const Flight flight = fly_and_scatter(p, seed);
        if (!any(flight.look)) continue;
        for (int lane = 0; lane < width; ++lane) {
            if (flight.look[lane] == 0 || p.index[lane] < 0) continue;
            if (flight.left[lane] == 0 && p.mean_step[lane] >= endless_mm) { // on its way for ever
                finish(lane, 0);
                continue;
            }
            if (flight.left[lane] != 0) {
                const bool up = p.uz[lane] < 0;
                const int to = p.layer[lane] + (up ? -1 : 1);
                if (to >= 0 && to <= last) {
                    p.enter(lane, to, layers[to]);
                } else {
                    const double inside = surface_reflectance(medium.n, up ? 1.0 : medium.n_below, ::fabs(p.uz[lane]));
                    if (flight.random.u[1][lane] >= inside) {
                        finish(lane, up ? p.boost[lane] * ::exp(-p.absorbed[lane]) : 0);
                        continue;
                    }
                    p.uz[lane] = -p.uz[lane];
                }
            }
            if (p.absorbed[lane] > p.limit[lane]) { // roulette (keeps the mean)
                if (flight.random.u[3][lane] > 0.1) {
                    finish(lane, 0);
                    continue;
                }
                p.boost[lane] *= 10;
                p.limit[lane] += ln_10;
            }
        }
    }
}

} // namespace UNDERTONE_KERNEL_NAMESPACE
} // namespace undertone
