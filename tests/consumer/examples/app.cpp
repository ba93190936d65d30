// What `undertone match FOLDER` does: read a client, make the treatment plan, show the card.
#include <undertone/app/card.hpp>
#include <undertone/app/client.hpp>
#include <undertone/app/treatment.hpp>
#include <undertone/base/error.hpp>

#include <cstdio>

int main(int count, char** arguments) {
    using namespace undertone;

    if (count != 2) {
        std::fprintf(stderr, "usage: app FOLDER (with skin.csv and fringe.csv)\n");
        return 1;
    }
    try {
        const Client client = read_client(client_folder(arguments[1]));
        const Line line = load_line("demo");
        TreatmentOptions options;
        options.matching.today = "2026-12-01"; // the library never reads the clock
        const MatchReport report = match_client(client, line, options);
        std::printf("%s", card_text(match_card(client, line, report, options)).c_str());
        return report.is_usable() ? 0 : 2;
    } catch (const Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
