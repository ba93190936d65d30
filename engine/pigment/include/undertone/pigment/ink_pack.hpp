#pragma once
// Ink pack: a maker's line with its evidence and documents in one signed file, so that whoever uses it knows whose it is and that no byte
// was changed.
//
//     undertone ink pack 1
//     key: <public key, 64 hexadecimal digits>
//     signature: <Ed25519 of all other lines, 128 hexadecimal digits>
//     {"documents":[{"about":[],"base64":"","kind":"","name":""}],"line":"<TOML>","made_on":"2026-12-01","version":"1"}
//
// The last line is JSON in one spelling only: keys sorted, no spaces, ASCII. The same contents and key give the same file. A signature
// says who signed, not that what is said is true; whose the key is, its owner tells by its fingerprint.

#include "undertone/pigment/line.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace undertone {

/// A file that comes with a line.
struct PackDocument {
    std::string kind;               ///< "evidence", "reading", "safety_sheet", "certificate" or "document"
    std::vector<std::string> about; ///< ids of inks for a safety sheet, lots for a certificate, else none
    std::string name;               ///< where it lies when unpacked: "films/black.csv"
    std::string bytes;

    bool operator==(const PackDocument&) const = default;
};

struct InkPack {
    std::string version;   ///< of the pack: new lots or documents make a new one, of the same line or another
    std::string made_on;   ///< ISO date
    std::string line_toml; ///< as `parse_line` takes it: inks with their lots, measured colorants
    std::vector<PackDocument> documents;

    bool operator==(const InkPack&) const = default;
};

/// A pack whose signature fits.
struct SignedInkPack {
    InkPack pack;
    Line line;             ///< of `line_toml`, with its origin
    std::string signed_by; ///< fingerprint of the key
};

/// A new private key, as the text of its file. From the system's random numbers.
std::string make_signing_key();

/// Of the public half of such a key: 32 hexadecimal digits, of its SHA-256, in groups of four ("9c1f-..."). `file` names it in errors.
std::string key_fingerprint(std::string_view key_text, const std::string& file);

/// A fingerprint as someone typed it, in that form. Throws DomainError.
std::string fingerprint_from(std::string_view typed);

/// The file. Throws DataError for a key or line that cannot be used, and DomainError naming what of the pack cannot be.
std::string write_ink_pack(const InkPack& pack, std::string_view key_text, const std::string& key_file);

/// Refuses every change: DataError where the signature does not fit, where the signer is not `signed_by` (unless ""), and for what is no pack.
SignedInkPack read_ink_pack(std::string_view text, const std::string& file, const std::string& signed_by = "");
SignedInkPack load_ink_pack(const std::string& path, const std::string& signed_by = "");

/// By its first line.
bool is_ink_pack(std::string_view text);
/// By its ending, .inkpack.
bool is_named_as_ink_pack(std::string_view path);

} // namespace undertone
