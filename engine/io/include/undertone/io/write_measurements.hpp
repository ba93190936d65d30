#pragma once
// Measurements to files. Reading back gives the same numbers, to the last bit, and the same fields and metadata.

#include "undertone/base/output_file.hpp"
#include "undertone/io/measurement.hpp"

#include <span>
#include <string>
#include <string_view>

namespace undertone {

enum class MeasurementFormat { csv, cgats, cxf, json };

/// From "csv", "cgats", "cxf", "json", or a path by its ending (.csv; .cgats, .txt, .ti3; .cxf, .xml; .json), upper or lower
/// case. Throws DomainError for anything else.
MeasurementFormat measurement_format(std::string_view name_or_path);

/// The whole file. CGATS starts a new table where the wavelengths change. Throws DomainError for no measurements, and for CSV
/// where one table cannot hold them (wavelengths of one fall between those of another).
std::string measurements_text(std::span<const Measurement> measurements, MeasurementFormat format);

/// Writes that text, whole or not at all, and says what was written differently (names that a spreadsheet would compute). Throws also
/// DataError where it cannot be written.
Diagnostics write_measurements(const std::string& path, std::span<const Measurement> measurements, MeasurementFormat format,
                               const OutputRules& rules = {});

} // namespace undertone
