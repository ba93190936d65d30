#include "text_parts.hpp"

#include "undertone/app/limits.hpp"

#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

namespace undertone {

std::string lab_text(const Lab& lab) { return fmt::format("L* {:.1f}  a* {:.1f}  b* {:.1f}", lab.l, lab.a, lab.b); }

std::string on_both_scales(const Client& client, const Bands& reflectance) {
    const std::string read = fmt::format("{} ({})", lab_text(client.scale.lab(reflectance)), client.scale.text());
    if (client.scale.is_internal()) return read;
    return read + fmt::format(", L* {:.1f} surface excluded", internal_scale().lab(reflectance).l);
}

std::string heading(const std::string& text) {
    const std::string shown = shown_line(text);
    return shown + "\n" + std::string(shown.size(), '=') + "\n";
}

std::string line_row(const Line& line) {
    return fmt::format("Line    {} {}: {}\n", shown_line(line.name), shown_line(line.version), shown_line(line.note));
}

void add_diagnostics(std::string& text, const Diagnostics& diagnostics) {
    for (const auto& d : diagnostics)
        text += fmt::format("  {} {}\n",
                            d.severity == Severity::info      ? "note:"
                            : d.severity == Severity::warning ? "WARNING:"
                                                              : "ERROR:",
                            shown_line(d.message));
}

std::string limits_text() {
    std::string text = "What this is\n";
    for (const auto& limit : model_limits()) text += "  " + limit + "\n";
    return text;
}

} // namespace undertone
