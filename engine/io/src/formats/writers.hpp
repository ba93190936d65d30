#pragma once
// The writers of each format, and what CSV and CGATS share: fields of all measurements above the table, the others as columns.

#include "undertone/io/measurement.hpp"

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace undertone::io_detail {

std::string csv_text(std::span<const Measurement> measurements);
std::string cgats_text(std::span<const Measurement> measurements);
std::string cxf_text(std::span<const Measurement> measurements);
std::string json_text(std::span<const Measurement> measurements);

/// A text field of a measurement under the name that a format has for it.
struct TextField {
    std::string label;
    std::vector<std::string> values; ///< one per measurement

    bool shared() const; ///< the same in all, and not empty
    bool empty() const;
};

/// geometry, instrument, date, illuminant, observer under these five labels, then all metadata, marked.
std::vector<TextField> text_fields(std::span<const Measurement> measurements, const std::vector<const char*>& labels);

} // namespace undertone::io_detail
