// libFuzzer on the tables of gauge studies and exposure series. Every row has its cells, and every number that is taken is finite.

#include "plain_csv.hpp"

#include "undertone/base/error.hpp"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace undertone;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const PlainCsv table =
            parse_plain_csv({reinterpret_cast<const char*>(data), size}, "fuzzed", {"ink", "exposure"}, {"l", "a", "b"});
        if (table.rows.empty() || table.rows.size() != table.lines.size()) std::abort();
        for (std::size_t i = 0; i < table.rows.size(); ++i) {
            if (table.rows[i].size() != table.columns.size()) std::abort();
            if (!std::isfinite(table.number(i, "exposure"))) std::abort();
        }
    } catch (const Error&) {
    }
    return 0;
}
