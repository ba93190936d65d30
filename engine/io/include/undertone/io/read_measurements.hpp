#pragma once
// Measurements from files. The kind of file is recognised by its content, never by its name.
//
// CSV: wavelengths as columns (380, R380, nm380, SPECTRUM_380, "380 nm"), as rows (one column per reading), in pairs of columns, or
// in a tidy table that repeats them for each sample; or L*, a*, b* (or L*, C*, h) columns. In nm, or in um, angstroms, 1/cm where the
// title says so; 200-2500 nm are kept. Comma, semicolon, tab or spaces; decimal point or comma; percent or fraction; ascending or
// descending; UTF-8, UTF-16 or Latin-1. Titles, units below and names above them say scale, light, observer and mode (SCI, SCE) of
// each column; one that names another quantity (absorbance, counts, K/S ...) is refused or left out, as are means, deviations, row
// numbers and references beside readings; what is left out is said. Lines "# key: value" (or "key,value") above or below the table
// set name, illuminant, observer, geometry, instrument, date, unit (percent or fraction); other keys become metadata.
// CGATS.17 and its kin (Argyll .ti3, .sp, .cie; SpectraShop text): spectral, LAB and XYZ fields, several tables.
// CxF3 (ISO 17972): reflectance spectra, Lab, LCh, XYZ, how they were measured. Datacolor QTX. X-Rite MIF and XTF.
// TREEPOINT QTEX reports (MTF). Our own JSON.

#include "undertone/base/input_file.hpp"
#include "undertone/io/measurement.hpp"

#include <cstdint>
#include <string_view>

namespace undertone {

/// Larger files are refused unread: a thousand spectra take a megabyte.
inline constexpr std::uintmax_t max_measurement_file_bytes = input_kinds::measurements.most_bytes;
/// Text of more pieces (cells, lines, tags) is refused before it is cut up: a thousand spectra at 1 nm have 400 000. So reading a
/// file of any content holds at most some 600 MB, and a file of ordinary readings some 30 times its size.
inline constexpr std::size_t max_measurement_cells = 2'000'000;

/// All measurements in the file, in its order; at least one. Throws DataError (file, line, column, caret) for what cannot
/// be used, UnsupportedError for a kind of file that is known and holds no reflectance.
std::vector<Measurement> read_measurements(const std::string& path);

/// The same from text; `file_name` is used in messages and kept in Measurement::file.
std::vector<Measurement> parse_measurements(std::string_view text, const std::string& file_name);

} // namespace undertone
