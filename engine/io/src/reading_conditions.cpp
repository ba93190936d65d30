#include "undertone/io/reading_conditions.hpp"

#include "cells/labels.hpp"
#include "undertone/base/error.hpp"
#include "undertone/colorimetry/viewing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

namespace undertone {

namespace {

std::string upper(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return std::toupper(c); });
    return result;
}

} // namespace

std::string geometry_from(std::string_view text) {
    if (const std::string found = io_detail::geometry_in(text); !found.empty()) return found;
    if (const std::string plain = upper(text); plain.find("45") != plain.npos && plain.find('0') != plain.npos)
        return "45/0";
    throw DomainError("geometry", fmt::format("\"{}\"", text), "\"8/d SCI\", \"8/d SCE\" or \"45/0\"",
                      "of a sphere (8/d) say whether the specular component is included (SCI) or excluded (SCE)");
}

std::string illuminant_from(std::string_view text) {
    const std::vector<std::string> names = illuminant_names();
    const std::string wanted = upper(text);
    for (const std::string& name : names)
        if (upper(name) == wanted) return name;
    if (const std::string found = io_detail::illuminant_in(text);
        std::find(names.begin(), names.end(), found) != names.end())
        return found;
    throw DomainError("illuminant", fmt::format("\"{}\"", text), fmt::format("{}", fmt::join(names, ", ")));
}

std::string observer_from(std::string_view text) {
    const std::vector<std::string> names = observer_names();
    if (std::find(names.begin(), names.end(), text) != names.end()) return std::string(text);
    if (const std::string found = io_detail::observer_in(text); !found.empty()) return found;
    throw DomainError("observer", fmt::format("\"{}\"", text), "2 or 10 degrees: \"1931_2deg\" or \"1964_10deg\"");
}

} // namespace undertone
