#pragma once
// The project's own tables of spectra: one row per band of the engine's grid.

#include "undertone/base/table.hpp"

namespace undertone {

/// data_table(path), whose first column must be the grid's wavelengths, in order: spectra of ours are used as they stand, without
/// resampling. Throws DataError otherwise.
Table grid_table(std::string_view path);

} // namespace undertone
