#include "markup_limits.hpp"

#include <fmt/format.h>

namespace undertone::io_detail {

namespace {

constexpr int deepest = 64; // CxF3 needs 12

[[noreturn]] void refuse_at(const SourceText& source, std::size_t byte, const char* what) {
    source.refuse(source.position(byte), fmt::format("{} are nested more than {} deep here", what, deepest),
                  "no file of measurements is built like that: it is damaged, or made to do harm",
                  "export the measurements again");
}

std::size_t after(std::string_view text, std::string_view mark, std::size_t from) {
    const std::size_t at = text.find(mark, from);
    return at == text.npos ? text.size() : at + mark.size();
}

} // namespace

void refuse_deep_xml(const SourceText& source) {
    const std::string_view text = source.text();
    int depth = 0;
    for (std::size_t i = text.find('<'); i < text.size(); i = text.find('<', i)) {
        const std::string_view rest = text.substr(i);
        if (rest.starts_with("<!--")) {
            i = after(text, "-->", i + 4);
        } else if (rest.starts_with("<![CDATA[")) {
            i = after(text, "]]>", i + 9);
        } else if (rest.starts_with("<?") || rest.starts_with("<!")) {
            i = after(text, ">", i);
        } else {
            const std::size_t end = after(text, ">", i);
            if (rest.starts_with("</"))
                --depth;
            else if (!text.substr(i, end - i).ends_with("/>") && ++depth > deepest)
                refuse_at(source, i, "elements");
            i = end;
        }
    }
}

void refuse_deep_json(const SourceText& source) {
    const std::string_view text = source.text();
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quoted) {
            if (text[i] == '\\')
                ++i;
            else if (text[i] == '"')
                quoted = false;
        } else if (text[i] == '"') {
            quoted = true;
        } else if (text[i] == '[' || text[i] == '{') {
            if (++depth > deepest) refuse_at(source, i, "brackets");
        } else if (text[i] == ']' || text[i] == '}') {
            --depth;
        }
    }
}

} // namespace undertone::io_detail
