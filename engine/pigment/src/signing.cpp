#include "signing.hpp"

#include "undertone/base/error.hpp"
#include "undertone/pigment/ink_pack.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <vector>

namespace undertone {

namespace detail {

namespace {

static_assert(public_key_bytes == crypto_sign_PUBLICKEYBYTES && signature_bytes == crypto_sign_BYTES);
static_assert(sizeof(std::array<unsigned char, 64>) == crypto_sign_SECRETKEYBYTES);

constexpr std::string_view key_first_line = "undertone signing key 1\n";
constexpr std::size_t fingerprint_bytes = 16, digits_in_group = 4;

/// Safe from any thread, any number of times.
void start_sodium() {
    if (sodium_init() < 0) throw UnsupportedError("libsodium cannot start: the system gives it no random numbers");
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string grouped(std::string_view digits) {
    std::string text;
    for (std::size_t i = 0; i < digits.size(); i += digits_in_group)
        text += fmt::format("{}{}", i == 0 ? "" : "-", digits.substr(i, digits_in_group));
    return text;
}

} // namespace

SigningKey::SigningKey(std::string_view text, const std::string& file) : public_key_(public_key_bytes, '\0') {
    start_sodium();
    constexpr std::size_t digits = 2 * crypto_sign_SEEDBYTES;
    std::array<unsigned char, crypto_sign_SEEDBYTES> seed{};
    std::size_t length = 0;
    const bool whole =
        text.size() == key_first_line.size() + digits + 1 && text.starts_with(key_first_line) && text.back() == '\n' &&
        sodium_hex2bin(seed.data(), seed.size(), text.data() + key_first_line.size(), digits, nullptr, &length, nullptr) ==
            0 &&
        length == seed.size();
    if (!whole) {
        sodium_memzero(seed.data(), seed.size());
        throw DataError(file, {1, 1}, "not a signing key", "a pack is signed with a private key of ours",
                        "make one with `undertone line key FILE`, once, and keep it safe");
    }
    crypto_sign_seed_keypair(bytes_of(public_key_), secret_.data(), seed.data());
    sodium_memzero(seed.data(), seed.size());
}

SigningKey::~SigningKey() { sodium_memzero(secret_.data(), secret_.size()); }

std::string SigningKey::signature(std::string_view message) const {
    std::string signature(signature_bytes, '\0');
    crypto_sign_detached(bytes_of(signature), nullptr, bytes_of(message), message.size(), secret_.data());
    return signature;
}

bool signature_fits(const std::string& signature, std::string_view message, const std::string& public_key) {
    start_sodium();
    return crypto_sign_verify_detached(bytes_of(std::string_view(signature)), bytes_of(message), message.size(),
                                       bytes_of(std::string_view(public_key))) == 0;
}

std::string fingerprint_of(const std::string& public_key) {
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(bytes_of(hash), bytes_of(std::string_view(public_key)), public_key.size());
    return grouped(to_hex(std::string_view(hash).substr(0, fingerprint_bytes)));
}

std::string to_hex(std::string_view bytes) {
    std::string hex(2 * bytes.size() + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), bytes_of(bytes), bytes.size());
    hex.pop_back();
    return hex;
}

std::string from_hex(std::string_view hex) {
    std::string bytes(hex.size() / 2, '\0');
    sodium_hex2bin(bytes_of(bytes), bytes.size(), hex.data(), hex.size(), nullptr, nullptr, nullptr);
    return bytes;
}

std::string base64(std::string_view bytes) {
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    text.pop_back();
    return text;
}

std::optional<std::string> from_base64(const std::string& text) {
    std::string bytes(text.size() / 4 * 3 + 3, '\0');
    std::size_t length = 0;
    if (sodium_base642bin(bytes_of(bytes), bytes.size(), text.data(), text.size(), nullptr, &length, nullptr,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
        return std::nullopt;
    bytes.resize(length);
    return bytes;
}

} // namespace detail

std::string make_signing_key() {
    detail::start_sodium();
    std::string seed(crypto_sign_SEEDBYTES, '\0');
    randombytes_buf(seed.data(), seed.size());
    std::string text = fmt::format("{}{}\n", detail::key_first_line, detail::to_hex(seed));
    sodium_memzero(seed.data(), seed.size());
    return text;
}

std::string key_fingerprint(std::string_view key_text, const std::string& file) {
    return detail::fingerprint_of(detail::SigningKey(key_text, file).public_key());
}

std::string fingerprint_from(std::string_view typed) {
    std::string digits;
    for (const char c : typed)
        if (c != '-' && c != ' ') digits += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    if (digits.size() != 2 * detail::fingerprint_bytes || digits.find_first_not_of("0123456789abcdef") != digits.npos)
        throw DomainError(
            "signed_by", fmt::format("\"{}\"", typed.substr(0, 80)),
            "a fingerprint: 32 hexadecimal digits, as `undertone line key` and `undertone line unpack` print it",
            "copy it as the maker gave it");
    return detail::grouped(digits);
}

} // namespace undertone
