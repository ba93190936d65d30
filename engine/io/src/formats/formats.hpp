#pragma once
// Which kinds of file are known, how each is recognised by its content, and who reads it.

#include "cells/source_text.hpp"
#include "undertone/io/measurement.hpp"

#include <string_view>
#include <vector>

namespace undertone::io_detail {

using Reader = std::vector<Measurement> (*)(const SourceText&);

std::vector<Measurement> read_csv(const SourceText& source);
std::vector<Measurement> read_cgats(const SourceText& source);
std::vector<Measurement> read_cxf(const SourceText& source);
std::vector<Measurement> read_json(const SourceText& source);
std::vector<Measurement> read_mif(const SourceText& source);
std::vector<Measurement> read_mtf(const SourceText& source);
std::vector<Measurement> read_qtx(const SourceText& source);
std::vector<Measurement> read_xtf(const SourceText& source);

/// Refuses bytes that are not text at all: pictures, archives, databases, NUL bytes.
void refuse_binary(std::string_view bytes, const std::string& file_name);

/// Reads with the first format of the table that recognises the text, or refuses with what to export instead.
std::vector<Measurement> read_as_recognised(const SourceText& source);

} // namespace undertone::io_detail
