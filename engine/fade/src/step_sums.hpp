#pragma once
// Sums over the states, which are half of what a step of any kind computes, as wide as the processor's registers.

#include "lanes.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace undertone {

/// Kernels for plain numbers, the same to the bit for every instruction set.
struct StepSums {
    /// to[i] = sum over the parts of factor times part[i]; 2 to 9 parts, one of which may be `to`.
    void (*combine)(const double* const* parts, const double* factors, std::size_t count, std::size_t n, double* to);
    /// sums[i % 4] is the sum of (error[i] / (atol + rtol max(|before[i]|, |after[i]|)))^2. Returns the sum of all errors and
    /// results: not finite where one of them is not.
    double (*square_errors)(const double* error, const double* before, const double* after, double atol, double rtol,
                            std::size_t n, double* sums);
};

/// Those that this processor runs fastest.
const StepSums& step_sums();

/// An array of numbers of any kind as the plain numbers it consists of: sums with plain factors are the same for all of them.
template <class S>
const double* plain(const S* numbers) {
    static_assert(sizeof(S) % sizeof(double) == 0);
    return reinterpret_cast<const double*>(numbers);
}
template <class S>
double* plain(S* numbers) {
    static_assert(sizeof(S) % sizeof(double) == 0);
    return reinterpret_cast<double*>(numbers);
}
template <class S>
std::size_t plain_size(const std::vector<S>& numbers) {
    return numbers.size() * (sizeof(S) / sizeof(double));
}

} // namespace undertone
