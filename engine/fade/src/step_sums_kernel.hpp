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

template <Size count>
void sum_of(const double* const* parts, const double* factors, Size n, double* to) {
    const double* from[count];
    double factor[count];
    for (Size j = 0; j < count; ++j) {
        from[j] = parts[j];
        factor[j] = factors[j];
    }
    Size i = 0;
    for (; i + width <= n; i += width) {
        Wide sum = factor[0] * load(from[0] + i);
        for (Size j = 1; j < count; ++j) sum += factor[j] * load(from[j] + i);
        store(sum, to + i);
    }
    for (; i < n; ++i) {
        double sum = factor[0] * from[0][i];
        for (Size j = 1; j < count; ++j) sum += factor[j] * from[j][i];
        to[i] = sum;
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

double add_squared_errors(const double* error, const double* before, const double* after, double atol, double rtol, Size n,
                          double* sums) {
    constexpr Size wides = sum_count / width;
    Wide sum[wides], all[wides];
    for (Size w = 0; w < wides; ++w) {
        sum[w] = load(sums + w * width);
        all[w] = Wide{};
    }
    Size i = 0;
    for (; i + sum_count <= n; i += sum_count)
        for (Size w = 0; w < wides; ++w) {
            const Size at = i + w * width;
            const Wide e = load(error + at), y = load(after + at);
            sum[w] += squared(e, load(before + at), y, atol, rtol);
            all[w] += e + y;
        }
    double total = 0;
    for (Size w = 0; w < wides; ++w) {
        store(sum[w], sums + w * width);
        for (Size k = 0; k < width; ++k) total += all[w][k];
    }
    for (; i < n; ++i) {
        sums[i % sum_count] += squared(error[i], before[i], after[i], atol, rtol);
        total += error[i] + after[i];
    }
    return total;
}

} // namespace undertone::UNDERTONE_KERNEL_NAMESPACE
