#include "formats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace undertone::io_detail {

namespace {

using namespace std::string_view_literals;

// ---- files that are not text -----------------------------------------------------------------------------------

struct BinaryKind {
    std::string_view magic;
    const char *what, *what_to_do;
};

constexpr const char* only_text = "measurements are read from text files";
constexpr const char* save_as_csv = "open it in the spreadsheet program and save the sheet as CSV";
constexpr const char* export_values = "export the measurement as CxF3, CGATS or CSV from the instrument's program";

constexpr std::array<BinaryKind, 11> binary_kinds = {{
    {"\x89PNG\r\n\x1A\n"sv, "a PNG picture", "pictures cannot be measured here; export the readings as CxF3, CGATS or CSV"},
    {"\xFF\xD8\xFF"sv, "a JPEG picture", "pictures cannot be measured here; export the readings as CxF3, CGATS or CSV"},
    {"GIF8"sv, "a GIF picture", "pictures cannot be measured here; export the readings as CxF3, CGATS or CSV"},
    {"%PDF"sv, "a PDF document", export_values},
    {"\x1F\x8B"sv, "a gzip archive", "unpack it first"},
    {"7z\xBC\xAF\x27\x1C"sv, "a 7-Zip archive", "unpack it first"},
    {"SQLite format 3"sv, "a database", export_values},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "an old Excel workbook or an instrument's own project file",
     "save the sheet as CSV, or export the readings as CxF3, CGATS or CSV"},
    {"II*\0"sv, "a TIFF picture", "pictures cannot be measured here; export the readings as CxF3, CGATS or CSV"},
    {"BM"sv, "a BMP picture", "pictures cannot be measured here; export the readings as CxF3, CGATS or CSV"},
    {"MM\0*"sv, "a TIFF picture", "pictures cannot be measured here; export the readings as CxF3, CGATS or CSV"},
}};

[[noreturn]] void refuse_kind(const std::string& file, std::string what, std::string what_to_do) {
    throw DataError(file, {}, "this is " + std::move(what), only_text, std::move(what_to_do));
}

bool has_extension(const std::string& file, std::initializer_list<std::string_view> extensions) {
    const std::string name = lower(file);
    return std::any_of(extensions.begin(), extensions.end(), [&](std::string_view e) { return name.ends_with(e); });
}

// ---- files that are text ---------------------------------------------------------------------------------------

struct TextFormat {
    const char* name;
    bool (*recognises)(const SourceText&);
    Reader read;                  ///< nullptr: known, and not read
    const char *why, *what_to_do; ///< for those
};

std::string_view head(const SourceText& source) { return source.text().substr(0, 4096); }
bool head_has(const SourceText& source, std::string_view text) {
    return lower(head(source)).find(lower(text)) != std::string::npos;
}

std::string_view first_line(const SourceText& source) {
    for (int i = 1; i <= source.line_count(); ++i)
        if (!trimmed(source.line(i)).empty()) return trimmed(source.line(i));
    return {};
}

/// Does a line within the first few hundred start with one of these words?
bool has_line(const SourceText& source, std::initializer_list<std::string_view> starts, int within = 400) {
    for (int i = 1; i <= std::min(within, source.line_count()); ++i)
        for (const auto start : starts)
            if (starts_with_no_case(trimmed(source.line(i)), start)) return true;
    return false;
}

bool is_xml(const SourceText& s) { return first_line(s).starts_with('<'); }
bool is_cxf(const SourceText& s) {
    return is_xml(s) && (head_has(s, "colorexchangeformat") || head_has(s, "<cxf") || head_has(s, ":cxf"));
}
bool is_spdx(const SourceText& s) { return is_xml(s) && head_has(s, "iestm2714"); }
bool is_html(const SourceText& s) {
    return is_xml(s) && (head_has(s, "<html") || head_has(s, "<table") || head_has(s, "<!doctype html"));
}
bool is_qtx(const SourceText& s) {
    return has_line(s, {"[STANDARD_DATA", "[BATCH_DATA"}) ||
           (has_line(s, {"STD_", "BAT_"}) &&
            has_line(s, {"STD_R=", "BAT_R=", "STD_R,", "BAT_R,", "STD_REFL", "BAT_REFL", "STD_CORD", "BAT_CORD"}));
}
bool is_jcamp(const SourceText& s) {
    constexpr int first_lines = 40;
    for (int i = 1; i <= std::min(first_lines, s.line_count()); ++i) {
        const std::string_view line = trimmed(s.line(i));
        if (!line.starts_with("##")) continue;
        const std::string_view label = trimmed(line.substr(2));
        if (starts_with_no_case(label, "JCAMP") || (starts_with_no_case(label, "TITLE") && label.find('=') != label.npos))
            return true;
    }
    return false;
}
bool is_chart(const SourceText& s) {
    return first_line(s) == "CTI1" || first_line(s) == "CTI2" ||
           head_has(s, "Argyll Calibration Target chart information 1") ||
           head_has(s, "Argyll Calibration Target chart information 2");
}
bool is_xtf(const SourceText& s) { return has_line(s, {"[FILE INFO]"}) && has_line(s, {"REFL="}); }
bool is_mif(const SourceText& s) { return has_line(s, {"[FILE INFO]", "[MEASUREMENT]"}); }
bool is_mtf(const SourceText& s) { return head_has(s, "QTEX Statistics") || head_has(s, "TREEPOINT"); }
bool is_spectrashop(const SourceText& s) { return starts_with_no_case(first_line(s), "SpectraShop"); }
bool is_light_meter(const SourceText& s) {
    return (has_line(s, {"LUX"}) && has_line(s, {"CCT"})) || has_line(s, {"PPFD\t", "PPFD,", "PPFD;"});
}
bool is_json(const SourceText& s) {
    const std::size_t at = s.text().find_first_not_of("[ \t\r\n");
    return at < s.text().size() && (s.text()[at] == '{' || (s.text()[at] == ']' && at > 0));
}
bool is_cgats(const SourceText& s) {
    for (const auto id : {"CGATS"sv, "IT8.7"sv, "CTI1"sv, "CTI2"sv, "CTI3"sv, "SPECT"sv, "LGOROWLENGTH"sv})
        if (first_line(s).starts_with(id) && first_line(s).find_first_of(",;") == std::string_view::npos &&
            !starts_with_no_case(first_line(s), "SPECTRAL"))
            return true;
    return has_line(s, {"BEGIN_DATA", "NUMBER_OF_FIELDS", "NUMBER_OF_SETS"});
}
bool is_anything(const SourceText&) { return true; }

// In this order. To add a format: write its reader, put it in the third column.
constexpr const char* not_a_reflectance = "it holds light, not reflectance";
constexpr std::array<TextFormat, 15> text_formats = {{
    {"CxF3", is_cxf, read_cxf, "", ""},
    {"an IES TM-27 file (the spectrum of a light source)", is_spdx, nullptr, not_a_reflectance,
     "export a reflectance measurement as CxF3, CGATS or CSV"},
    {"a web page, perhaps saved with a spreadsheet's name", is_html, nullptr, only_text, save_as_csv},
    {"an XML file", is_xml, nullptr, "of XML only CxF3 is read", export_values},
    {"a JCAMP-DX file", is_jcamp, nullptr, "its values may be packed and scaled (XFACTOR, YFACTOR), and may be absorbance",
     "export the spectrum as CSV, wavelength and reflectance in two columns"},
    {"an Argyll test chart (.ti1, .ti2)", is_chart, nullptr, "its colours are estimates of patches still to be measured",
     "read the .ti3 file that the measurement wrote"},
    {"Datacolor QTX", is_qtx, read_qtx, "", ""},
    {"X-Rite XTF", is_xtf, read_xtf, "", ""},
    {"X-Rite MIF", is_mif, read_mif, "", ""},
    {"QTEX report (MTF)", is_mtf, read_mtf, "", ""},
    {"SpectraShop", is_spectrashop, read_cgats, "", ""},
    {"a light meter's report (the spectrum of a light source)", is_light_meter, nullptr, not_a_reflectance,
     "measure the surface with a spectrophotometer"},
    {"CGATS", is_cgats, read_cgats, "", ""},
    {"JSON", is_json, read_json, "", ""},
    {"CSV", is_anything, read_csv, "", ""},
}};

} // namespace

void refuse_binary(std::string_view bytes, const std::string& file) {
    if (bytes.empty() ||
        std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }))
        throw DataError(file, {}, "the file is empty", "there is no measurement to read",
                        "export it again and check its size");
    const auto controls = std::count_if(
        bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(bytes.size(), 65536)), [](char c) {
            return static_cast<unsigned char>(c) < 32 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\x1A';
        });
    const auto looked_at = static_cast<std::ptrdiff_t>(std::min<std::size_t>(bytes.size(), 65536));
    const auto zeros = std::count(bytes.begin(), bytes.begin() + looked_at, '\0');
    const bool utf16 = is_utf16(bytes), holds_nul = bytes.find('\0') != bytes.npos;
    // some programs pad names with zeros in files that are text otherwise
    const bool padded = holds_nul && zeros * 2 <= looked_at && (controls - zeros) * 100 <= looked_at &&
                        bytes.find_first_of("\r\n") != bytes.npos;
    const bool binary = !utf16 && !padded && (holds_nul || controls * 100 > looked_at);
    if (binary && has_extension(file, {".mes", ".mesx"}))
        refuse_kind(file, "a Konica Minolta SpectraMagic file",
                    "in SpectraMagic, list the spectral data and save it as CSV or text");
    for (const BinaryKind& kind : binary_kinds)
        if (bytes.starts_with(kind.magic) && (binary || kind.magic.size() > 2))
            refuse_kind(file, kind.what, kind.what_to_do);
    if (bytes.starts_with("PK\x03\x04"sv)) {
        const bool workbook =
            bytes.substr(0, 4096).find("xl/") != bytes.npos || has_extension(file, {".xlsx", ".xlsm"}) ||
            (bytes.substr(0, 4096).find("[Content_Types].xml") != bytes.npos && !has_extension(file, {".docx", ".pptx"}));
        const bool open_document = bytes.substr(0, 200).find("opendocument.spreadsheet") != bytes.npos;
        if (workbook || open_document)
            refuse_kind(file, workbook ? "an Excel workbook" : "an OpenDocument spreadsheet", save_as_csv);
        refuse_kind(file, "a ZIP archive", "unpack it first");
    }
    if (!binary) return;
    const std::size_t nul = bytes.find('\0');
    refuse_kind(file, holds_nul ? fmt::format("a binary file (byte {} is zero)", nul + 1) : "a binary file", export_values);
}

std::vector<Measurement> read_as_recognised(const SourceText& source) {
    const auto format =
        std::find_if(text_formats.begin(), text_formats.end(), [&](const TextFormat& f) { return f.recognises(source); });
    if (!format->read)
        throw UnsupportedError(
            fmt::format("{}: this is {}; {}; {}", source.file(), format->name, format->why, format->what_to_do));
    return format->read(source);
}

} // namespace undertone::io_detail
