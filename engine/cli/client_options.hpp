#pragma once
// Options that `match` and `fade` have in common: the client's readings, the line, the dots, the life led.

#include "command.hpp"
#include "undertone/app/treatment.hpp"

namespace undertone::cli {

struct ClientOptions {
    std::string folder;
    ClientFiles files;
    std::string line = "demo";
    TreatmentOptions treatment;
    std::string png_folder;
    int draws = 0;
    bool json = false;

    Client read() const;
};

void add_client_options(CLI::App& command, ClientOptions& options);

/// Writes a picture per forecast time into the folder; returns their paths.
std::vector<std::string> write_pictures(const std::string& folder, const Client& client, const Line& line,
                                        const TreatmentForecast& forecast);

} // namespace undertone::cli
