#include "undertone/io/icc.hpp"

#include "cells/characters.hpp"
#include "lcms.hpp"
#include "undertone/base/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace undertone {

using io_detail::Context;
using io_detail::Profile;
using io_detail::Transform;

namespace {

// Floating point throughout, so that colours outside the gamut stay outside instead of being clipped on the way;
// without a cache a transform holds no state and threads may share it.
Transform make_transform(const Context& context, void* from, cmsUInt32Number from_format, void* to,
                         cmsUInt32Number to_format) {
    return Transform(
        context.check(cmsCreateTransformTHR(context.get(), from, from_format, to, to_format, INTENT_RELATIVE_COLORIMETRIC,
                                            cmsFLAGS_NOCACHE | cmsFLAGS_NOOPTIMIZE),
                      "making a colour transform"));
}

constexpr std::size_t block = 256; // colours converted at a time, on the stack

constexpr double half_step = 0.5 / 255;

bool displayable(const double* rgb) {
    return std::all_of(rgb, rgb + 3, [](double v) { return v >= -half_step && v <= 1 + half_step; });
}

std::uint8_t to_byte(double value) { return static_cast<std::uint8_t>(std::lround(255 * std::clamp(value, 0.0, 1.0))); }

void check_size(std::size_t colours, std::size_t bytes) {
    if (bytes != 3 * colours)
        throw DomainError("rgb", std::to_string(bytes) + " bytes",
                          std::to_string(3 * colours) + " bytes for " + std::to_string(colours) + " colours");
}

} // namespace

namespace io_detail {

namespace {

constexpr std::uint32_t not_unicode = 0xFFFD;

bool is_surrogate(std::uint32_t code) { return code >= 0xD800 && code <= 0xDFFF; }

/// A tag's bytes, read big-endian; what lies beyond them is 0.
struct TagBytes {
    std::vector<std::uint8_t> bytes;

    std::uint32_t number(std::size_t at, std::size_t size) const {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < size; ++i) value = value << 8 | (at + i < bytes.size() ? bytes[at + i] : 0u);
        return value;
    }

    /// UTF-8 of UTF-16 up to its end mark; what is no Unicode becomes U+FFFD.
    std::string utf16(std::size_t at, std::size_t size) const {
        std::string text;
        const std::size_t end = at + std::min(size, bytes.size() - std::min(at, bytes.size()));
        for (; at + 1 < end; at += 2) {
            std::uint32_t code = number(at, 2);
            if (code == 0) break;
            const std::uint32_t next = at + 3 < end ? number(at + 2, 2) : 0;
            if (code >= 0xD800 && code <= 0xDBFF && next >= 0xDC00 && next <= 0xDFFF) {
                code = 0x10000 + ((code - 0xD800) << 10) + (next - 0xDC00);
                at += 2;
            }
            io_detail::append_utf8(text, is_surrogate(code) ? not_unicode : code);
        }
        return text;
    }

    /// Text that should be ASCII: UTF-8 where it is that, else Latin-1, as old profiles have it.
    std::string eight_bit(std::size_t at, std::size_t size) const {
        std::string raw;
        for (std::size_t i = 0; i < size && number(at + i, 1) != 0; ++i) raw += static_cast<char>(number(at + i, 1));
        if (wide_from_utf8(raw).find(static_cast<wchar_t>(not_unicode)) == std::wstring::npos) return raw;
        std::string text;
        for (const char letter : raw) io_detail::append_utf8(text, static_cast<unsigned char>(letter));
        return text;
    }
};

constexpr std::uint32_t signature(const char (&letters)[5]) {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(letters[i]);
    return value;
}

} // namespace

std::string description_of(const std::vector<std::uint8_t>& tag_bytes) {
    const TagBytes tag{tag_bytes};
    switch (tag.number(0, 4)) {
    case signature("mluc"): { // ICC.1:2022, 10.15: records of language, country, length and offset
        const std::uint32_t count = std::min<std::uint32_t>(tag.number(8, 4), 1000), record_size = tag.number(12, 4);
        std::size_t best = 16;
        int best_fit = -1;
        for (std::uint32_t i = 0; i < count && record_size >= 12; ++i) {
            const std::size_t at = 16 + static_cast<std::size_t>(i) * record_size;
            const bool english = tag.number(at, 2) == ('e' << 8 | 'n'), american = tag.number(at + 2, 2) == ('U' << 8 | 'S');
            const int fit = english ? (american ? 2 : 1) : 0;
            if (fit > best_fit && at + 12 <= tag.bytes.size()) {
                best_fit = fit;
                best = at;
            }
        }
        return best_fit < 0 ? "" : tag.utf16(tag.number(best + 8, 4), tag.number(best + 4, 4));
    }
    case signature("desc"): { // ICC.1:2001, 6.5.17: ASCII, then Unicode
        const std::uint32_t count = tag.number(8, 4);
        const std::string text = tag.eight_bit(12, std::min<std::size_t>(count, tag.bytes.size()));
        const std::size_t unicode = 12 + static_cast<std::size_t>(count);
        return text.empty() ? tag.utf16(unicode + 8, 2 * static_cast<std::size_t>(tag.number(unicode + 4, 4))) : text;
    }
    case signature("text"): return tag.eight_bit(8, tag.bytes.size());
    default: return "";
    }
}

std::wstring wide_from_utf8(std::string_view text) {
    std::wstring out;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i++]);
        const int continued = lead < 0x80                   ? 0
                              : lead >= 0xC2 && lead < 0xE0 ? 1
                              : lead >= 0xE0 && lead < 0xF0 ? 2
                              : lead < 0xF5                 ? 3
                                                            : -1;
        std::uint32_t code = continued <= 0 ? lead : lead & (0x3Fu >> continued); // -1: no lead byte at all
        bool good = lead < 0x80 || (lead >= 0xC2 && continued > 0);
        for (int k = 0; good && k < continued; ++k) {
            good = i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80;
            if (good) code = code << 6 | (static_cast<unsigned char>(text[i++]) & 0x3F);
        }
        if (!good || is_surrogate(code) || code > 0x10FFFF) code = not_unicode;
        if (code < 0x10000) {
            out += static_cast<wchar_t>(code);
        } else { // Little CMS writes each wchar_t as one UTF-16 unit
            out += static_cast<wchar_t>(0xD800 + ((code - 0x10000) >> 10));
            out += static_cast<wchar_t>(0xDC00 + ((code - 0x10000) & 0x3FF));
        }
    }
    return out;
}

} // namespace io_detail

struct SrgbConverter::State {
    Context context;
    Profile srgb{context.check(cmsCreate_sRGBProfileTHR(context.get()), "making the sRGB profile")};
    Profile lab_space{context.check(cmsCreateLab4ProfileTHR(context.get(), nullptr), "making the Lab profile")};
    Profile xyz_space{context.check(cmsCreateXYZProfileTHR(context.get()), "making the XYZ profile")};
    Transform from_lab = make_transform(context, lab_space.get(), TYPE_Lab_DBL, srgb.get(), TYPE_RGB_DBL);
    Transform from_xyz = make_transform(context, xyz_space.get(), TYPE_XYZ_DBL, srgb.get(), TYPE_RGB_DBL);
    Transform to_lab = make_transform(context, srgb.get(), TYPE_RGB_DBL, lab_space.get(), TYPE_Lab_DBL);
    std::array<std::array<double, 3>, 3> d65_to_d50{};

    State() {
        const cmsCIExyY white_xy = {0.3127, 0.3290, 1}; // IEC 61966-2-1
        cmsCIEXYZ white;
        cmsxyY2XYZ(&white, &white_xy);
        for (std::size_t c = 0; c < 3; ++c) {
            const cmsCIEXYZ unit = {c == 0 ? 1.0 : 0.0, c == 1 ? 1.0 : 0.0, c == 2 ? 1.0 : 0.0};
            cmsCIEXYZ adapted;
            if (!cmsAdaptToIlluminant(&adapted, &white, cmsD50_XYZ(), &unit))
                throw Error("Little CMS: chromatic adaptation failed");
            d65_to_d50[0][c] = adapted.X;
            d65_to_d50[1][c] = adapted.Y;
            d65_to_d50[2][c] = adapted.Z;
        }
    }

    /// Runs `colours` of any kind through `transform`; `encode` writes one of them as Little CMS wants it.
    template <class Colour, class Encode>
    std::size_t pixels(const Transform& transform, std::span<const Colour> colours, std::span<std::uint8_t> rgb,
                       Encode encode) const {
        check_size(colours.size(), rgb.size());
        std::array<double, 3 * block> in, out;
        std::size_t clipped = 0;
        for (std::size_t start = 0; start < colours.size(); start += block) {
            const std::size_t count = std::min(block, colours.size() - start);
            for (std::size_t i = 0; i < count; ++i) encode(colours[start + i], &in[3 * i]);
            cmsDoTransform(transform.get(), in.data(), out.data(), static_cast<cmsUInt32Number>(count));
            for (std::size_t i = 0; i < count; ++i) {
                if (!displayable(&out[3 * i])) ++clipped;
                for (std::size_t k = 0; k < 3; ++k) rgb[3 * (start + i) + k] = to_byte(out[3 * i + k]);
            }
        }
        return clipped;
    }
};

SrgbConverter::SrgbConverter() : state_(std::make_unique<State>()) {}
SrgbConverter::~SrgbConverter() = default;
SrgbConverter::SrgbConverter(SrgbConverter&&) noexcept = default;
SrgbConverter& SrgbConverter::operator=(SrgbConverter&&) noexcept = default;

std::size_t SrgbConverter::pixels_from_lab(std::span<const Lab> lab_d50, std::span<std::uint8_t> rgb) const {
    return state_->pixels(state_->from_lab, lab_d50, rgb, [](const Lab& lab, double* to) {
        to[0] = lab.l;
        to[1] = lab.a;
        to[2] = lab.b;
    });
}

std::size_t SrgbConverter::pixels_from_xyz(std::span<const XYZ> xyz_d65, std::span<std::uint8_t> rgb) const {
    const auto& m = state_->d65_to_d50;
    return state_->pixels(state_->from_xyz, xyz_d65, rgb, [&m](const XYZ& xyz, double* to) {
        for (std::size_t r = 0; r < 3; ++r) to[r] = (m[r][0] * xyz.x + m[r][1] * xyz.y + m[r][2] * xyz.z) / 100;
    });
}

std::vector<Lab> SrgbConverter::lab_from_pixels(std::span<const std::uint8_t> rgb) const {
    if (rgb.size() % 3 != 0) throw DomainError("rgb", std::to_string(rgb.size()) + " bytes", "three bytes per pixel");
    std::vector<Lab> out(rgb.size() / 3);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::array<double, 3> in = {rgb[3 * i] / 255.0, rgb[3 * i + 1] / 255.0, rgb[3 * i + 2] / 255.0};
        std::array<double, 3> lab{};
        cmsDoTransform(state_->to_lab.get(), in.data(), lab.data(), 1);
        out[i] = {lab[0], lab[1], lab[2]};
    }
    return out;
}

bool SrgbConverter::in_gamut(const Lab& lab_d50) const {
    std::array<std::uint8_t, 3> rgb{};
    return pixels_from_lab(std::span(&lab_d50, 1), rgb) == 0;
}

std::vector<std::uint8_t> srgb_icc_profile() {
    const Context context;
    const Profile profile(context.check(cmsCreate_sRGBProfileTHR(context.get()), "making the sRGB profile"));
    return io_detail::profile_bytes(context, profile.get());
}

std::string icc_description(std::span<const std::uint8_t> bytes) {
    const Context context;
    const Profile profile(
        context.check(cmsOpenProfileFromMemTHR(context.get(), bytes.data(), static_cast<cmsUInt32Number>(bytes.size())),
                      "reading an ICC profile"));
    std::vector<std::uint8_t> tag(cmsReadRawTag(profile.get(), cmsSigProfileDescriptionTag, nullptr, 0));
    cmsReadRawTag(profile.get(), cmsSigProfileDescriptionTag, tag.data(), static_cast<cmsUInt32Number>(tag.size()));
    return io_detail::description_of(tag);
}

} // namespace undertone
