#include "undertone/base/instruction_set.hpp"

#include "undertone/base/error.hpp"

#include <array>
#include <cstdlib>
#include <string>

namespace undertone {

namespace {

constexpr std::array instruction_sets{InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512};

} // namespace

const char* to_string(InstructionSet set) {
    switch (set) {
    case InstructionSet::avx2: return "avx2";
    case InstructionSet::avx512: return "avx512";
    case InstructionSet::baseline: break;
    }
    return "baseline";
}

InstructionSet best_instruction_set() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        return InstructionSet::avx512;
    if (avx2) return InstructionSet::avx2;
#endif
    return InstructionSet::baseline;
}

InstructionSet instruction_set() {
    static const InstructionSet chosen = [] {
        const char* const said = std::getenv("UNDERTONE_ISA");
        const InstructionSet best = best_instruction_set();
        if (said == nullptr || *said == '\0') return best;
        std::string allowed;
        for (const InstructionSet set : instruction_sets) {
            if (set > best) break;
            if (said == std::string(to_string(set))) return set;
            allowed += (allowed.empty() ? "" : ", ") + std::string(to_string(set));
        }
        throw DomainError("UNDERTONE_ISA", said, allowed + " (what this processor has)",
                          "set it to one of these, or unset it to use the best");
    }();
    return chosen;
}

} // namespace undertone
