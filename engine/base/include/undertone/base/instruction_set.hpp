#pragma once
// For which processor's instructions the kernels run: the best that this one has, or what UNDERTONE_ISA says, to hold one against
// another.

namespace undertone {

/// Each holds those before it.
enum class InstructionSet { baseline, avx2, avx512 };
const char* to_string(InstructionSet set);

/// The best of this processor.
InstructionSet best_instruction_set();

/// The environment's UNDERTONE_ISA (baseline, avx2 or avx512) as it was when first asked; the best where it is not set, or empty.
/// Throws DomainError, at every call, where it is another word or one that this processor lacks.
InstructionSet instruction_set();

} // namespace undertone
