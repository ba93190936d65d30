// Twelve jobs through the C++ library, one JSON per line: {"job": ..., "card" or "forecast": ...}.
// usage: undertone_jobs KIT SHARED_CASES WORK TODAY
#include "undertone/app/card.hpp"
#include "undertone/app/json.hpp"

#include <nlohmann/json.hpp>

#include <iostream>
#include <string>

using namespace undertone;
using Json = nlohmann::ordered_json;

namespace {

TreatmentOptions options_of(const std::string& today) {
    TreatmentOptions options;
    options.matching.today = today;
    return options;
}

void tell(const char* job, const std::string& json) {
    std::cout << Json{{"job", job}, {"answer", Json::parse(json)}}.dump() << "\n";
}

ClientFiles with_sessions(ClientFiles files, const std::string& sessions) {
    files.sessions = sessions;
    return files;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 5) return 1;
    const std::string kit = argv[1], cases = argv[2], work = argv[3], today = argv[4];
    const Line line = load_line("demo");
    const auto client_of = [&](const std::string& folder) { return read_client(client_folder(folder)); };
    const auto match = [&](const char* job, const Client& client, const Line& inks, const TreatmentOptions& options) {
        tell(job, card_json(match_card(client, inks, match_client(client, inks, options), options)));
    };
    const auto session = [&](const char* job, const Client& client, const TreatmentOptions& options) {
        const std::vector<SessionRecord> done = sessions_of(client, line);
        tell(job, card_json(session_card(client, line, plan_next_session(client, done, line, options), options)));
    };

    match("match", client_of(kit + "/light"), line, options_of(today));
    match("match_all_sci", client_of(cases + "/client_all_sci"), line, options_of(today));
    {
        ClientFiles files;
        files.skin = work + "/skin_lab.csv";
        files.fringe = work + "/fringe_lab.csv";
        match("match_lab_geometry_open", read_client(files), line, options_of(today));
        files.instrument.instrument = "nix_mini";
        match("match_lab_preset", read_client(files), line, options_of(today));
    }
    match("match_expired", client_of(kit + "/medium"), load_line(work + "/expired.toml"), options_of(today));
    {
        const Client client = client_of(kit + "/medium");
        TreatmentOptions options = options_of(today);
        const Zone scar = usual_zone("scar", options.dots);
        tell("match_scar", card_json(zone_cards(client, line, match_zones(client, line, {scar}, options), options).front()));
        options.matching.cup_volume_ml = 30;
        options.matching.max_inks = 2;
        match("match_large_cup", client, line, options);
    }
    session("session_first", client_of(kit + "/medium"), options_of(today));
    session("session_read", read_client(with_sessions(client_folder(kit + "/medium"), work + "/sessions.toml")),
            options_of(today));
    {
        Client client = client_of(kit + "/medium");
        CupProblem problem;
        problem.blend = {{{"soft_black", 1}}, 15};
        problem.left_ml = 3;
        const TreatmentOptions options = options_of(today);
        tell("correct",
             card_json(correction_card(client, line, correct_client_cup(client, {}, line, options, problem), options)));
        client = client_of(kit + "/light");
        problem.spot = read_healed(kit + "/dark/skin.csv", client, problem.diagnostics);
        tell("correct_unbelieved",
             card_json(correction_card(client, line, correct_client_cup(client, {}, line, options, problem), options)));
    }
    {
        const Client client = client_of(kit + "/medium");
        TreatmentOptions options = options_of(today);
        options.fade.draws = 40;
        const SessionReport report = plan_next_session(client, {}, line, options);
        tell("fade", to_json(client, line, forecast_sessions(client, report, line, {0, 1, 5}, options)));
    }
    return 0;
}
