// Included by one translation unit per instruction set (step_sums_*.cpp), which defines UNDERTONE_KERNEL_NAMESPACE and
// UNDERTONE_KERNEL_WIDTH (2 or 4) and is compiled without contracting products and sums, so that steps are the same on every
// processor. Nothing here may use inline functions of other headers (see tissue's admittance_kernel.hpp).

namespace undertone::UNDERTONE_KERNEL_NAMESPACE {

using Size = decltype(sizeof(0));
inline constexpr Size width = UNDERTONE_KERNEL_WIDTH, sum_count = 4;
typedef double Wide __attribute__((vector_size(8 * width)));

// By copying: the arrays need not be aligned as registers are.
inline Wide load(const double* from) {
    Wide wide;
    __builtin_memcpy(&wide, from, sizeof wide);
    return wide;
}
inline void store(const Wide& wide, double* to) { __builtin_memcpy(to, &wide, sizeof wide); }

struct Term {
    double factor;
    const double* from;
};

/// Of the terms and `left` more; as arguments, they stay in registers.
template <Size left, class... Terms>
[[gnu::always_inline]] inline void sum_of(const double* const* parts, const double* factors, Size n, double* to,
                                          Terms... terms) {
    if constexpr (left > 0) {
        sum_of<left - 1>(parts + 1, factors + 1, n, to, terms..., Term{*factors, *parts});
    } else {
        Size i = 0;
        for (; i + width <= n; i += width) store((... + (terms.factor * load(terms.from + i))), to + i);
        for (; i < n; ++i) to[i] = (... + (terms.factor * terms.from[i]));
    }
}

void combine(const double* const* parts, const double* factors, Size count, Size n, double* to) {
    switch (count) {
    case 2: return sum_of<2>(parts, factors, n, to);
    case 3: return sum_of<3>(parts, factors, n, to);
    case 4: return sum_of<4>(parts, factors, n, to);
    case 5: return sum_of<5>(parts, factors, n, to);
    case 6: return sum_of<6>(parts, factors, n, to);
    case 7: return sum_of<7>(parts, factors, n, to);
    case 8: return sum_of<8>(parts, factors, n, to);
    default: return sum_of<9>(parts, factors, n, to);
    }
}

template <class Number>
Number larger(const Number& a, const Number& b) {
    return a > b ? a : b;
}

/// For Number double, or Wide.
template <class Number>
Number squared(const Number& error, const Number& before, const Number& after, double atol, double rtol) {
    const Number size = larger(larger(before, -before), larger(after, -after));
    const Number scaled = error / (atol + rtol * size);
    return scaled * scaled;
}

double square_errors(const double* error, const double* before, const double* after, double atol, double rtol, Size n,
                     double* sums) {
    constexpr Size wides = sum_count / width;
    Wide sum[wides] = {}, all[wides] = {};
    Size i = 0;
    for (; i + sum_count <= n; i += sum_count)
        for (Size w = 0; w < wides; ++w) {
            const Size at = i + w * width;
            const Wide e = load(error + at), y = load(after + at);
            sum[w] += squared(e, load(before + at), y, atol, rtol);
            all[w] += e + y;
        }
    double total = 0;
    for (Size w = 0; w < wides; ++w)
        for (Size k = 0; k < width; ++k) {
            sums[w * width + k] = sum[w][k];
            total += all[w][k];
        }
    for (; i < n; ++i) {
        sums[i % sum_count] += squared(error[i], before[i], after[i], atol, rtol);
        total += error[i] + after[i];
    }
    return total;
}

} // namespace undertone::UNDERTONE_KERNEL_NAMESPACE
