#include "undertone/app/recall.hpp"

#include "fields_json.hpp"
#include "text_parts.hpp"

#include "undertone/base/shown_text.hpp"

#include <fmt/format.h>

namespace undertone {

namespace {

std::string counted(int count, const char* what) { return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s"); }

std::string uses_text(const std::vector<LotUse>& uses) {
    std::string text =
        fmt::format("  {:<18} {:<11} {:<16} {:<14} {:<16} {}\n", "client", "date", "what", "lot", "where", "file");
    for (const LotUse& use : uses)
        text += fmt::format(
            "  {:<18} {:<11} {:<16} {:<14} {:<16} {}\n", use.client.empty() ? "not stated" : shown_line(use.client),
            use.date.empty() ? "not stated" : shown_line(use.date), shown_line(use.what),
            use.lot.empty() ? "not stated" : shown_line(use.lot), shown_line(use.kind), shown_line(use.file));
    return text;
}

} // namespace

std::string recall_text(const Recall& recall) {
    std::string text = heading("Recall of lot " + shown_line(recall.lot));
    text += fmt::format("{} in {} and {}\n", counted(static_cast<int>(recall.uses.size()), "use"),
                        counted(recall.cards, "card"), counted(recall.sessions, "session"));
    if (!recall.uses.empty())
        text += uses_text(recall.uses) + "A card is advice: whether it was followed, a session's record says.\n";
    if (!recall.unrecorded.empty())
        text += "\nLot not written down, so it cannot be ruled out\n" + uses_text(recall.unrecorded);
    if (!recall.unread.empty()) {
        text += "\nNOT READ: look at these by eye\n";
        for (const RecallFile& one : recall.unread)
            text += fmt::format("  {}: {}\n", shown_line(one.file), shown_line(one.why));
    }
    if (!recall.other.empty()) {
        text += "\nRead, and neither card nor sessions\n";
        for (const RecallFile& one : recall.other) text += "  " + shown_line(one.file) + "\n";
    }
    if (!recall.unseen.empty()) {
        text += "\nNot looked into (cards as .html, .txt or .pdf are not read):";
        for (const std::string& one : recall.unseen)
            text += " " + shown_line(one) + (&one == &recall.unseen.back() ? "\n" : ",");
    }
    return text;
}

std::string to_json(const Recall& recall) { return text_of(json_of(recall)); }

} // namespace undertone
