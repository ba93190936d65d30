#pragma once
// Sums over the states, which are half of what a step of any kind computes, as wide as the processor's registers.

#include "lanes.hpp"

#include <array>
#include <cstddef>
#include <new>
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

/// Those for instruction_set().
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
/// Arrays that begin where a cache line does, so that no register is loaded from two.
template <class T>
struct OnCacheLines {
    using value_type = T;
    static constexpr std::align_val_t line{64};

    OnCacheLines() = default;
    template <class U>
    OnCacheLines(const OnCacheLines<U>&) {} // NOLINT(google-explicit-constructor): as allocators must
    T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), line)); }
    void deallocate(T* numbers, std::size_t) { ::operator delete(numbers, line); }
    friend bool operator==(const OnCacheLines&, const OnCacheLines&) { return true; }
};
template <class S>
using StepArray = std::vector<S, OnCacheLines<S>>;

template <class Array>
std::size_t plain_size(const Array& numbers) {
    return numbers.size() * sizeof(typename Array::value_type) / sizeof(double);
}

} // namespace undertone
