#pragma once
// Which columns (or rows) of a table are readings, and which only help them: their mean and deviation, an index, what was read on the
// dark and on the white reference.

#include <string>
#include <string_view>
#include <vector>

namespace undertone::io_detail {

enum class Role { reading, mean, statistic, index, reference, setting, companion, signal };

/// How a title calls its column; `statistic` and `reference` only where the word is sure, or the others bear it out. Rows are named by
/// people: "dark", "white" and "reference" are samples there.
/// `levels` is what each reaches (its median as a fraction, 0 where it holds no number): a mean is left out only beside the readings it
/// lies among; else it is the reading, and what stands beside it under an unknown name is a `companion`, which may be anything.
std::vector<Role> roles_of(const std::vector<std::string>& titles, bool rows, const std::vector<double>& levels);

/// "index", "no.", "Unnamed: 0", "" : what an untitled count of rows is called.
bool is_index_title(std::string_view title);

} // namespace undertone::io_detail
