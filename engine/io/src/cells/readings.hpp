#pragma once
// The half of reading that all formats share: from cells that hold numbers, as written, to checked measurements.

#include "labels.hpp"
#include "source_text.hpp"
#include "undertone/io/measurement.hpp"

#include <array>
#include <optional>
#include <vector>

namespace undertone::io_detail {

struct BandCell {
    double nm = 0;
    TextPosition nm_at; ///< where the wavelength stands
    Cell cell;          ///< the value, as written
};

/// One reading as the file has it.
struct Reading {
    Measurement measurement; ///< name, viewing, geometry and metadata; numbers are filled in by finish_readings
    std::vector<BandCell> bands;
    std::optional<std::array<Cell, 3>> lab, lch, xyz; ///< lch: L*, C*, h in degrees
    Scale scale = Scale::unstated;                    ///< of this reading alone; else the table's
};

/// Readings of one table share number format, and the scale where they state none of their own.
struct ReadingTable {
    std::vector<Reading> readings;
    Scale scale = Scale::unstated;
    bool names_state_geometry = false; ///< people name their readings "scalp SCE": what states no mode takes it from there
    Diagnostics diagnostics;           ///< of the whole table; given to each measurement
};

/// Sets the field of `measurement` that `key` means, or its metadata.
void set_field(Measurement& measurement, std::string_view key, std::string_view value);

/// Checks and converts. Refuses what cannot be used, naming the cell.
std::vector<Measurement> finish_readings(const SourceText& source, ReadingTable table);

} // namespace undertone::io_detail
