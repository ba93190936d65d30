// libFuzzer on pictures: their readers, their profiles through Little CMS, and the search for a card in them. The decoders themselves are libraries that others fuzz; ours is what surrounds them.

#include "undertone/base/error.hpp"
#include "undertone/io/photo.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace undertone;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const Picture picture = parse_picture({reinterpret_cast<const char*>(data), size}, "fuzzed");
        const auto expected = static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) *
                              static_cast<std::size_t>(picture.channels);
        if (expected == 0 || picture.samples.size() != expected) std::abort();
        for (const std::uint16_t sample : picture.samples)
            if (sample > picture.full_scale()) std::abort();
        if (expected > 20'000) return 0;
        picture_lab(picture); // the embedded profile is fuzzed with the picture
        PhotoOptions options;
        const double right = picture.width, bottom = picture.height;
        options.card_corners = {{{0, 0}, {right, 0}, {right, bottom}, {0, bottom}}};
        const PhotoMeasurement measured = measure_photo(picture, {0, 0, right, bottom}, options);
        if (measured.lab.has_value() != measured.reason.empty()) std::abort();
    } catch (const Error&) {          // refused in our own words
    } catch (const std::bad_alloc&) { // a header that promises more pixels than there is memory
    }
    return 0;
}
