#pragma once
// Ed25519 by libsodium, and the spellings of bytes that packs use. Nothing of libsodium's shows.

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace undertone::detail {

inline constexpr std::size_t public_key_bytes = 32, signature_bytes = 64;

/// A private key of a file's text; its bytes are wiped when it goes. Throws DataError.
class SigningKey {
public:
    SigningKey(std::string_view text, const std::string& file);
    SigningKey(const SigningKey&) = delete;
    SigningKey& operator=(const SigningKey&) = delete;
    ~SigningKey();

    const std::string& public_key() const { return public_key_; }
    std::string signature(std::string_view message) const;

private:
    std::string public_key_;
    std::array<unsigned char, 64> secret_{};
};

bool signature_fits(const std::string& signature, std::string_view message, const std::string& public_key);
std::string fingerprint_of(const std::string& public_key);

/// In small letters.
std::string to_hex(std::string_view bytes);
/// Of digits that were checked.
std::string from_hex(std::string_view hex);

std::string base64(std::string_view bytes);
/// Nothing for what `base64` would not have written.
std::optional<std::string> from_base64(const std::string& text);

} // namespace undertone::detail
