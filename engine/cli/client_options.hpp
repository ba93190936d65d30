#pragma once
// Options that several commands share, group by group: the client's readings and instrument, the line, the dots, the life led, the
// mixing. A command asks for the groups that change what it answers.

#include "command.hpp"
#include "undertone/app/card.hpp"

namespace undertone::cli {

struct ClientOptions {
    std::string folder;
    ClientFiles files;
    std::string line = "demo";
    TreatmentOptions treatment;
    std::string png_folder, card;
    bool json = false;

    /// Settles `treatment` (the date of today and the like), then reads the client.
    Client read();

    // In the form in which a user types them.
    std::vector<std::string> stock, pairs, illuminants, costs;
    double time_budget_s = 0;
    bool whole_drops = false;
    std::vector<double> session_shares_added;

private:
    void settle();
};

/// Folder, readings and instrument; line; dots; --json. Every command that is about a client has them.
void add_client_options(CLI::App& command, ClientOptions& options);
/// What the files do not say of the instrument.
void add_instrument_options(CLI::App& command, InstrumentOptions& instrument);
/// What may be mixed and what is aimed at: whatever shapes the treatment plan, habits included.
void add_plan_options(CLI::App& command, ClientOptions& options);
/// --png FOLDER
void add_picture_option(CLI::App& command, ClientOptions& options);
/// --card FILE
void add_card_option(CLI::App& command, ClientOptions& options);

/// Writes the card in the kind that its ending names: .html, .json or .txt. Throws DomainError and DataError.
void write_card(const std::string& path, const Card& card);

/// Writes a picture per forecast time into the folder; returns their paths.
std::vector<std::string> write_pictures(const std::string& folder, const Client& client, const Line& line,
                                        const TreatmentForecast& forecast);

/// "20", "20:1" and "20 : 1" as 20.
CLI::Validator water_ratio();

/// A whole number that fits: -1 would become the largest.
CLI::Validator seed_number();

} // namespace undertone::cli
