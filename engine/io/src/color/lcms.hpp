#pragma once
// Little CMS held safely: contexts with our own error handler, handles that close themselves.

#include "undertone/base/error.hpp"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace undertone::io_detail {

struct ContextDeleter {
    void operator()(_cmsContext_struct* context) const { cmsDeleteContext(context); }
};

/// A Little CMS context of our own whose complaints become Error. Nothing global is touched and no plug-in loaded.
class Context {
public:
    Context() : handle_(cmsCreateContext(nullptr, &message_)) {
        if (!handle_) throw Error("Little CMS could not be started: out of memory");
        cmsSetLogErrorHandlerTHR(handle_.get(), [](cmsContext context, cmsUInt32Number, const char* text) {
            // an exception must not pass through C: kept until the call returns
            *static_cast<std::string*>(cmsGetContextUserData(context)) = text;
        });
    }
    Context(const Context&) = delete; // the handle points to message_
    Context& operator=(const Context&) = delete;

    cmsContext get() const { return handle_.get(); }

    /// `result`, or Error where it is null.
    template <class Handle>
    Handle check(Handle result, const char* doing) const {
        if (!result)
            throw Error(std::string("Little CMS: ") + doing + " failed" + (message_.empty() ? "" : ": " + message_));
        return result;
    }

private:
    std::string message_;
    std::unique_ptr<_cmsContext_struct, ContextDeleter> handle_;
};

struct ProfileDeleter {
    void operator()(void* profile) const { cmsCloseProfile(profile); }
};
struct TransformDeleter {
    void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
using Profile = std::unique_ptr<void, ProfileDeleter>;
using Transform = std::unique_ptr<void, TransformDeleter>;

/// The bytes of a profile. A profile holds the moment it was made (ICC.1:2022, 7.2.8: bytes 24-35); a fixed one keeps what we write
/// the same, byte for byte, from run to run.
inline std::vector<std::uint8_t> profile_bytes(const Context& context, cmsHPROFILE profile) {
    cmsUInt32Number size = 0;
    context.check(cmsSaveProfileToMem(profile, nullptr, &size), "measuring a profile");
    std::vector<std::uint8_t> bytes(size);
    context.check(cmsSaveProfileToMem(profile, bytes.data(), &size), "writing a profile");
    constexpr std::array<std::uint8_t, 12> first_of_january_2000 = {0x07, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0};
    std::copy(first_of_january_2000.begin(), first_of_january_2000.end(), bytes.begin() + 24);
    return bytes;
}

/// The text of a description tag's bytes as UTF-8, in English where there are several languages. Little CMS takes each UTF-16 unit
/// for a character, and its own ASCII form of a text loses all others.
std::string description_of(const std::vector<std::uint8_t>& tag);
/// UTF-16 units, each in a wchar_t, as Little CMS writes texts; bytes that are not UTF-8 become U+FFFD.
std::wstring wide_from_utf8(std::string_view text);

} // namespace undertone::io_detail
