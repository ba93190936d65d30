#pragma once
// Options that several commands share, group by group: the client's readings and instrument, the line, the dots, the life led, the
// mixing. A command asks for the groups that change what it answers.

#include "command.hpp"
#include "line_option.hpp"
#include "undertone/app/card.hpp"
#include "undertone/app/client_forecast.hpp"
#include "undertone/base/output_file.hpp"
#include "undertone/pigment/dose.hpp"

namespace undertone::cli {

struct ClientOptions {
    std::string folder;
    ClientFiles files;
    LineOption line;
    TreatmentOptions treatment;
    std::string png_folder, card, csv;
    bool json = false, force = false;

    /// Settles `treatment` (the date of today and the like), refuses outputs that could not be written, then reads the client.
    Client read();
    /// What was done, and the files that it names.
    std::vector<SessionRecord> sessions(const Client& client, const Line& line);
    /// Of every file that the command writes.
    OutputRules output_rules() const { return {force, true, inputs}; }

    std::vector<std::string> inputs; ///< files that the answer rests on

    // In the form in which a user types them.
    std::vector<std::string> stock, pairs, illuminants, costs, distances;
    double time_budget_s = 20; ///< 0: no limit. Lines of forty inks would take minutes
    bool whole_drops = false;
    DoseEvidence dose;        ///< counts where `dose_given`
    CountedPractice practice; ///< likewise `practice_given`
    bool dose_given = false, practice_given = false;
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
/// --png FOLDER, a picture for each of the years
void add_picture_option(CLI::App& command, ClientOptions& options);
/// --card FILE
void add_card_option(CLI::App& command, ClientOptions& options);

/// Writes the card in the kind that its ending names: .html, .json or .txt. Throws DomainError and DataError.
void write_card(const std::string& path, const Card& card, const OutputRules& rules);

/// Before the work: refuses where a picture of these years could not be written.
void check_pictures(const ClientOptions& options, const Client& client, const std::vector<double>& years);
/// Writes a picture per forecast time into the folder, and says so.
void write_pictures(const ClientOptions& options, const Client& client, const Line& line, const TreatmentForecast& forecast);

/// "20", "20:1" and "20 : 1" as 20.
CLI::Validator water_ratio();

/// A whole number that fits: -1 would become the largest.
CLI::Validator seed_number();

} // namespace undertone::cli
