#pragma once
// What a line of inks holds: each ink, what is in it and where its colour is known from, and what to heed before mixing.

#include "undertone/base/diagnostic.hpp"
#include "undertone/pigment/line.hpp"

#include <string>
#include <vector>

namespace undertone {

struct InkReport {
    std::string id, name, lot, expires;
    double mg_per_ml = 0; ///< pigment in all
    double density_g_per_ml = 0;
    std::vector<std::string> colorants; ///< "carbon_black 150 mg/ml (CI 77266)"
    bool expired = false;
    std::vector<std::string> lots{}; ///< "A17, expires 2028-03-31", where there are several: `lot` is that in hand, or ""
};

struct LineReport {
    std::string id, name, maker, version, note, diluent_name;
    std::vector<InkReport> inks;
    std::vector<std::string> sources; ///< where the optics of each colorant come from
    Diagnostics diagnostics;          ///< "expired_ink", "expiry_not_stated"
    std::string pack{};               ///< "pack 3, signed by 9c1f-...", or ""
};

/// `today` as 2026-05-01, "" for no check of dates. Throws DomainError for what is no date.
LineReport line_report(const Line& line, const std::string& today);

std::string line_report_text(const LineReport& report);
std::string to_json(const LineReport& report);

} // namespace undertone
