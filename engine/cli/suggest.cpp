#include "suggest.hpp"

#include <algorithm>
#include <numeric>

namespace undertone::cli {

namespace {

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
std::size_t edits(const std::string& a, const std::string& b) {
    std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        next[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                next[j] = std::min(next[j], before[j - 2] + 1);
        }
        before = row;
        row = next;
    }
    return row[b.size()];
}

} // namespace

std::string nearest_word(const std::string& word, const std::vector<std::string>& known) {
    std::string best;
    std::size_t fewest = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const std::string& one : known) {
        // A longer name that begins or ends so counts as near: "--density" for "--density-per-cm2".
        const bool part =
            word.size() > 4 && (one.starts_with(word) || one.ends_with(word.substr(word.find_first_not_of('-'))));
        const std::size_t count = part ? 1 : edits(word, one);
        if (count < fewest) {
            fewest = count;
            best = one;
        }
    }
    return best;
}

} // namespace undertone::cli
