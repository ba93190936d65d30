// libFuzzer on one reader (FUZZED_READER), past recognition. A crash, a hang, a leak, or anything thrown that is not ours is a
// finding; so is a measurement that the rest of the engine could not take.

#include "formats/formats.hpp"
#include "undertone/base/error.hpp"
#include "undertone/io/check.hpp"
#include "undertone/io/read_measurements.hpp"
#include "undertone/io/write_measurements.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace undertone;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    try {
        io_detail::refuse_binary(bytes, "fuzzed");
        const io_detail::SourceText source(bytes, "fuzzed");
        const std::vector<Measurement> all = io_detail::FUZZED_READER(source);
        if (all.empty()) std::abort(); // a reader returns something or refuses
        check_measurements(all);
        for (const Measurement& m : all) {
            if (m.lab_only() ? !m.lab : m.wavelengths_nm.size() != m.reflectance.size()) std::abort();
            if (!m.lab_only()) on_grid(m);
        }
        const std::string text = measurements_text(all, MeasurementFormat::json);
        if (parse_measurements(text, "fuzzed").size() != all.size()) std::abort(); // what we write, we read
    } catch (const Error&) {                                                       // refused in our own words
    }
    return 0;
}
