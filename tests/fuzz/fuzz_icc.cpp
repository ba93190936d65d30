// libFuzzer on colour profiles: what they say of themselves, and colours through them both ways. Little CMS is fuzzed by others;
// ours is what surrounds it.

#include "undertone/base/error.hpp"
#include "undertone/io/color_management.hpp"
#include "undertone/io/icc.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

using namespace undertone;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span<const std::uint8_t> bytes(data, size);
    try {
        icc_info(bytes);
        for (const RenderingIntent intent : {RenderingIntent::perceptual, RenderingIntent::absolute_colorimetric}) {
            IccOptions options;
            options.intent = intent;
            options.black_point_compensation = intent == RenderingIntent::perceptual;
            const DeviceToLab to_lab(bytes, options);
            const std::vector<double> device(static_cast<std::size_t>(3 * to_lab.channels()), 0.4);
            if (to_lab.lab(device).size() != 3) std::abort();
        }
        const std::array<Lab, 3> colors = {Lab{50, 0, 0}, Lab{100, 0, 0}, Lab{20, 90, -90}};
        const LabToDevice to_device(bytes);
        if (to_device.device(colors).size() != 3 * static_cast<std::size_t>(to_device.channels())) std::abort();
        if (soft_proof(colors, bytes).out_of_gamut.size() != 3) std::abort();
    } catch (const Error&) { // refused in our own words
    }
    return 0;
}
