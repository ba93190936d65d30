// Colours of one area under four viewings side by side, and how far from their targets they are at least. Included by one translation
// unit per instruction set (viewing_*.cpp), which defines UNDERTONE_KERNEL_NAMESPACE and is compiled without contracting products and
// sums, so that recipes rank the same on every processor. Nothing here may use inline functions of other headers (see tissue's
// admittance_kernel.hpp).

namespace undertone::UNDERTONE_KERNEL_NAMESPACE {

inline constexpr int width = 4;
typedef double Lanes __attribute__((vector_size(8 * width)));
typedef unsigned long long Bits __attribute__((vector_size(8 * width)));

// By copying: the arrays need not be aligned as registers are.
inline Lanes load(const double* from) {
    Lanes lanes;
    __builtin_memcpy(&lanes, from, sizeof lanes);
    return lanes;
}
inline void store(const Lanes& lanes, double* to) { __builtin_memcpy(to, &lanes, sizeof lanes); }

inline Lanes root(const Lanes& x) {
    Lanes result;
    for (int k = 0; k < width; ++k) result[k] = __builtin_sqrt(x[k]);
    return result;
}

inline Lanes absolute(const Lanes& x) { return x < 0 ? -x : x; }

/// f of CIE 1976, as lab_f in surrogate_colors.cpp.
inline Lanes lab_f(const Lanes& t) {
    // A third of the exponent gives 3 %; each step of Halley cubes the error. The upper halves of the bits are enough to start from.
    Bits bits;
    __builtin_memcpy(&bits, &t, sizeof bits);
    const Bits third = ((((bits >> 32) * 0x55555556ull) >> 32) + 0x2A9F7893ull) << 32;
    Lanes result;
    __builtin_memcpy(&result, &third, sizeof result);
    for (int i = 0; i < 2; ++i) {
        const Lanes cube = result * result * result;
        result *= (cube + 2 * t) / (2 * cube + t);
    }
    constexpr double toe = 216.0 / 24389.0, slope = 24389.0 / 27.0;
    return t <= toe ? (slope * t + 16.0) / 116.0 : result;
}

/// One of X, Y, Z beside white; `weights`: [bands][width], and then the offset.
inline Lanes tristimulus(const double* weights, int bands, const double* r) {
    Lanes even = load(weights + bands * width), odd = {};
    for (int b = 0; b + 1 < bands; b += 2) {
        even += load(weights + b * width) * r[b];
        odd += load(weights + (b + 1) * width) * r[b + 1];
    }
    return even + odd;
}

void viewing_lightness(const double* weights_y, int bands, const double* r, double* y) {
    store(tristimulus(weights_y, bands, r), y);
}

/// `weights`: those of X, Y, Z one after the other; `target`: [l, a, b, chroma][width]. `lab` and `bounds` are written: [l, a, b][width];
/// delta_e_2000_lower_bound with and without chroma and hue, [2][width].
void viewing_colors(const double* weights, int bands, const double* r, const double* target, double* lab, double* bounds) {
    const int row = (bands + 1) * width;
    const Lanes f_x = lab_f(tristimulus(weights, bands, r)), f_y = lab_f(tristimulus(weights + row, bands, r)),
                f_z = lab_f(tristimulus(weights + 2 * row, bands, r));
    const Lanes l = 116 * f_y - 16, a = 500 * (f_x - f_y), b = 200 * (f_y - f_z);
    store(l, lab);
    store(a, lab + width);
    store(b, lab + 2 * width);

    const Lanes t_l = load(target), t_a = load(target + width), t_b = load(target + 2 * width),
                t_c = load(target + 3 * width);
    const Lanes from_middle = 0.5 * (l + t_l) - 50.0, off_square = from_middle * from_middle;
    const Lanes by_lightness = absolute(l - t_l) / (1.0 + 0.015 * off_square / root(20.0 + off_square));
    store(by_lightness, bounds + width);

    constexpr double pow_25_7 = 6103515625.0, largest_t = 1 + 0.17 + 0.24 + 0.32 + 0.20, rotation = 1e-6;
    const Lanes mean = 0.5 * (root(a * a + b * b) + t_c), square = mean * mean, pow_7 = square * square * square * mean;
    const Lanes stretch = 1.5 - 0.5 * root(pow_7 / (pow_7 + pow_25_7));
    const Lanes a_1 = stretch * a, a_2 = stretch * t_a;
    const Lanes c_1 = root(a_1 * a_1 + b * b), c_2 = root(a_2 * a_2 + t_b * t_b);
    const Lanes chroma = (c_1 - c_2) * (c_1 - c_2);
    const Lanes both = (a_1 - a_2) * (a_1 - a_2) + (b - t_b) * (b - t_b) - chroma, hue = both > 0 ? both : Lanes{};
    const Lanes s_c = 1 + 0.045 * 0.5 * (c_1 + c_2), s_h = 1 + 0.015 * largest_t * 0.5 * (c_1 + c_2);
    const Lanes all = root(by_lightness * by_lightness + (1 - rotation) * (chroma / (s_c * s_c) + hue / (s_h * s_h)));
    store(((b <= 0) | (t_b <= 0)) ? by_lightness : all, bounds);
}

} // namespace undertone::UNDERTONE_KERNEL_NAMESPACE
