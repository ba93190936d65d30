#include "undertone/app/coverage.hpp"

#include "fields_json.hpp"

#include "undertone/app/client.hpp"
#include "undertone/base/error.hpp"

#include <algorithm>
#include <filesystem>

namespace undertone {

std::vector<NamedSkin> read_skins(const std::vector<std::string>& files, const std::string& site,
                                  const InstrumentOptions& instrument) {
    std::vector<NamedSkin> skins;
    for (const std::string& file : files) {
        const Client read = read_skin(file, site, instrument);
        for (const Diagnostic& one : read.skin_fit.diagnostics)
            if (one.code == "unlikely_skin")
                throw DomainError("skins", file + ": " + one.message, "readings of skin that people have",
                                  "measure again, or leave this file out: a share over skins that nobody has means nothing");
        skins.push_back({std::filesystem::path(file).filename().string(), read.skin});
    }
    for (NamedSkin& skin : skins) // folders tell files of one name apart
        if (std::count_if(skins.begin(), skins.end(), [&](const NamedSkin& o) { return o.name == skin.name; }) > 1)
            skin.name = files[static_cast<std::size_t>(&skin - skins.data())];
    return skins;
}

std::string to_json(const LineCoverage& coverage) { return text_of(json_of(coverage)); }
std::string to_json(const CoverageComparison& comparison) { return text_of(json_of(comparison)); }

std::string to_json(const Screen& screen) { return text_of(json_of(screen)); }
std::string to_json(const LineClaims& claims) { return text_of(json_of(claims)); }
std::string to_json(const ClaimCheck& check) { return text_of(json_of(check)); }
std::string to_json(const NewInk& answer) { return text_of(json_of(answer)); }

} // namespace undertone
