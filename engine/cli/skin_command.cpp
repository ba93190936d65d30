// `skin`: what readings of bare skin say of it.
#include "client_options.hpp"

#include "undertone/app/json.hpp"
#include "undertone/app/text.hpp"

#include <iostream>
#include <memory>

namespace undertone::cli {

namespace {

std::string known_sites() {
    std::string text;
    for (const std::string& name : skin_site_names()) text += (text.empty() ? "" : ", ") + name;
    return text;
}

} // namespace

void add_skin_command(CLI::App& app, int& exit_code) {
    struct Options {
        std::string file, site = "scalp";
        InstrumentOptions instrument;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("skin", "Fit the skin model to readings of bare skin");
    command->add_option("file", options->file, "Readings of one spot")->required();
    command->add_option("--site", options->site, "Where on the body: " + known_sites())->capture_default_str();
    add_instrument_options(*command, options->instrument);
    command->add_flag("--json", options->json, "JSON on standard output");
    command->callback([options, &exit_code] {
        const Client client = read_skin(options->file, options->site, options->instrument);
        std::cout << (options->json ? to_json(client) + "\n" : skin_text(client));
        exit_code = client.skin_fit.converged ? done : no_acceptable_answer;
    });
}

} // namespace undertone::cli
