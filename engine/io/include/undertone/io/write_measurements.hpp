#pragma once
// Measurements to files. Reading back gives the same numbers, to the last bit, and the same fields and metadata.

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

/// Writes that text; the file appears whole or not at all. Throws also DataError where it cannot be written.
void write_measurements(const std::string& path, std::span<const Measurement> measurements, MeasurementFormat format);

} // namespace undertone
