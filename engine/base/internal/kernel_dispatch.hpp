#pragma once
// Chooses at run time among the kernels that undertone_kernels (engine/CMakeLists.txt) compiles once per instruction set, each into a
// namespace of its own: name_baseline, and on x86-64 name_avx2 and where asked for name_avx512.

#include "undertone/base/instruction_set.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#ifdef UNDERTONE_X86
#define UNDERTONE_ON_X86(...) __VA_ARGS__
#else
#define UNDERTONE_ON_X86(...)
#endif

/// UNDERTONE_KERNELS_TO_AVX2(name, declarations...): what each of these namespaces defines.
#define UNDERTONE_KERNELS_TO_AVX2(name, ...)                                                                                \
    namespace name##_baseline{__VA_ARGS__} UNDERTONE_ON_X86(namespace name##_avx2{__VA_ARGS__})
#define UNDERTONE_KERNELS_TO_AVX512(name, ...)                                                                              \
    UNDERTONE_KERNELS_TO_AVX2(name, __VA_ARGS__) UNDERTONE_ON_X86(namespace name##_avx512{__VA_ARGS__})

namespace undertone {

/// `kernels` are ordered as InstructionSet; the widest of them that instruction_set() allows.
template <class Kernels>
auto chosen_kernel(const Kernels& kernels) {
    return kernels[std::min(static_cast<std::size_t>(instruction_set()), kernels.size() - 1)];
}

/// Those that this processor can run.
template <class Kernel, std::size_t count>
std::vector<Kernel> supported_kernels(const std::array<Kernel, count>& kernels) {
    const std::size_t supported = std::min(static_cast<std::size_t>(best_instruction_set()) + 1, count);
    return {kernels.begin(), kernels.begin() + static_cast<std::ptrdiff_t>(supported)};
}

} // namespace undertone
