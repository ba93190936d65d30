#pragma once
// What our CxF writer leaves for our CxF reader: the fields that CxF has no place for.

namespace undertone::io_detail {

constexpr const char* cxf_creator = "Undertone";
constexpr const char* cxf_own_tags = "undertone";              ///< fields of a measurement, by name
constexpr const char* cxf_own_metadata = "undertone metadata"; ///< any other metadata, by its key

} // namespace undertone::io_detail
