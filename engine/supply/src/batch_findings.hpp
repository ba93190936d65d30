#pragma once
// What a batch's numbers say of it, in words.

#include "batch_readings.hpp"

namespace undertone {

/// Strength, or why there is none, and distances to all masters given.
void add_strength(BatchCheck& check, const BatchSide& master, const BatchSide& batch, const BatchCheckOptions& options);
void add_masters(BatchCheck& check, const BatchSide& master, const BatchSide& batch, std::span<const OtherMaster> others,
                 const BatchCheckOptions& options);
/// "off_strength", "contaminated", "mislabelled", of a batch that fails.
void add_causes(BatchCheck& check);

} // namespace undertone
