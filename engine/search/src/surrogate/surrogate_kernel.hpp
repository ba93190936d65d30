// The surrogate's polynomial for as many bands side by side as a register holds. Included by one translation unit per instruction
// set (surrogate_*.cpp), which defines UNDERTONE_KERNEL_NAMESPACE and UNDERTONE_KERNEL_WIDTH and is compiled without contracting
// products and sums, so that recipes rank the same on every processor. Nothing here may use inline functions of other headers
// (see tissue's admittance_kernel.hpp).

namespace undertone::UNDERTONE_KERNEL_NAMESPACE {

inline constexpr int width = UNDERTONE_KERNEL_WIDTH;
typedef double Lanes __attribute__((vector_size(8 * width)));

// By copying: the arrays need not be aligned as registers are.
inline Lanes load(const double* from) {
    Lanes lanes;
    __builtin_memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

/// `coefficients`: [a_nodes][s_nodes][bands], monomials in x (absorption) and y (scattering), each on [-1, 1].
void surrogate_polynomial(const double* coefficients, int a_nodes, int s_nodes, int bands, const double* x_scale,
                          const double* y_scale, double a_scale, double s_scale, const double* mu_a, const double* mu_s,
                          double amount, double* out) {
    for (int b = 0; b < bands; b += width) {
        const auto at = [b](const double* values) { return load(values + b); };
        const Lanes a = at(mu_a) * amount, s = at(mu_s) * amount;
        const Lanes x = a / (a + a_scale) * at(x_scale) - 1, y = s / (s + s_scale) * at(y_scale) - 1;
        Lanes sum = {};
        for (int i = a_nodes; i-- > 0;) {
            const double* row = coefficients + i * s_nodes * bands;
            Lanes inner = at(row + (s_nodes - 1) * bands);
            for (int j = s_nodes - 1; j-- > 0;) inner = inner * y + at(row + j * bands);
            sum = sum * x + inner;
        }
        __builtin_memcpy(out + b, &sum, sizeof sum);
    }
}

} // namespace undertone::UNDERTONE_KERNEL_NAMESPACE
