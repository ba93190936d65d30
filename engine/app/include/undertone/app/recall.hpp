#pragma once
// A lot is recalled: on whom was it used? Looks through cards (JSON, as `match --json`, `session --json` and card.json have them) and
// records of sessions (sessions.toml).

#include <string>
#include <vector>

namespace undertone {

/// A card or a record of sessions, wherever it is kept; its form is told by its content.
struct RecallText {
    std::string name; ///< "clients/anna/sessions.toml": the folder names the client of a record that names none
    std::string text;
};

struct LotUse {
    std::string file;
    std::string kind;   ///< "match card", "session card", "correction card": advised; "session": done
    std::string client; ///< "" where the file does not say
    std::string date;   ///< 2026-05-01, "" where the file does not say
    std::string what;   ///< the ink's id, "diluent" or "needle"
    std::string lot;    ///< as it is written there; "" where it is not
};

struct RecallFile {
    std::string file, why;
};

struct Recall {
    std::string lot;
    std::vector<LotUse> uses;
    std::vector<LotUse> unrecorded;  ///< inks whose lot nobody wrote down: it cannot be ruled out
    std::vector<RecallFile> unread;  ///< that should have been, and why they were not
    std::vector<RecallFile> other;   ///< that were read and hold neither card nor sessions
    std::vector<std::string> unseen; ///< not looked into, by ending: "12 .csv"
    int cards = 0, sessions = 0;     ///< that were read
};

/// Lots are compared without spaces and without regard to case. Throws DomainError for a lot that is empty.
Recall recall_lot(const std::string& lot, const std::vector<RecallText>& texts);

/// Of files as they are named, and of folders, with those inside, every .json and .toml. Links to folders are not followed, and said to be.
Recall recall_lot_in_files(const std::string& lot, const std::vector<std::string>& paths);

std::string recall_text(const Recall& recall);
std::string to_json(const Recall& recall);

} // namespace undertone
