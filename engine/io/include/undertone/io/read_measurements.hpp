#pragma once
// Measurements from files. The kind of file is told from its content, never from its name.
//
// CSV: wavelengths as columns (380, R380, nm380, SPECTRAL_380, "380 nm") or as rows (first column nm, one column per
// reading), or L*, a*, b* columns. Comma, semicolon, tab or spaces; decimal point or comma; percent or fraction;
// ascending or descending; UTF-8, UTF-16 or Latin-1. Lines "# key: value" (or "key,value") above the table set name,
// illuminant, observer, geometry, instrument, date, unit (percent or fraction); other keys become metadata.
// CGATS.17 and its kin (Argyll .ti3, .sp, .cie; SpectraShop text): spectral, LAB and XYZ fields, several tables.
// CxF3 (ISO 17972): reflectance spectra, Lab, LCh, XYZ, how they were measured. Datacolor QTX. X-Rite MIF and XTF.
// TREEPOINT QTEX reports (MTF). Our own JSON.

#include "undertone/io/measurement.hpp"

#include <cstdint>
#include <string_view>

namespace undertone {

/// Larger files are refused unread: a thousand spectra take a megabyte.
inline constexpr std::uintmax_t max_measurement_file_bytes = 64u * 1024u * 1024u;

/// All measurements in the file, in its order; at least one. Throws DataError (file, line, column, caret) for what cannot
/// be used, UnsupportedError for a kind of file that is known and holds no reflectance.
std::vector<Measurement> read_measurements(const std::string& path);

/// The same from text; `file_name` is used in messages and kept in Measurement::file.
std::vector<Measurement> parse_measurements(std::string_view text, const std::string& file_name);

} // namespace undertone
