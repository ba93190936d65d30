// The `undertone` command: its subcommands, its exit codes, and how an error is shown.
#include "command.hpp"
#include "given_option.hpp"
#include "suggest.hpp"
#include "terminal.hpp"

#include "undertone/app/json.hpp"
#include "undertone/base/error.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

namespace undertone::cli {

void progress(const std::string& what) {
    if (isatty(STDERR_FILENO) != 0) std::cerr << "undertone: " << what << " ...\n";
}

namespace {

bool wants_json(int argc, char** argv) {
    for (int i = 1; i < argc; ++i)
        if (std::string(argv[i]) == "--json") return true;
    return false;
}

void report(const std::exception& error, bool json) {
    if (json)
        std::cout << error_json(error) << "\n";
    else
        std::cerr << "undertone: " << error.what() << "\n";
    if (const auto* data = dynamic_cast<const DataError*>(&error); data != nullptr && !json && !data->caret().empty())
        std::cerr << data->caret() << "\n";
}

std::vector<std::string> option_names(const CLI::App& command) {
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options())
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const CLI::App* group : command.get_subcommands([](const CLI::App* one) { return one->get_name().empty(); }))
        for (const std::string& name : option_names(*group)) names.push_back(name);
    return names;
}

/// After an error: what a word that nobody knows may have meant.
void suggest(const CLI::App& app, int argc, char** argv) {
    std::vector<std::string> commands;
    const CLI::App* command = nullptr;
    for (const CLI::App* one : app.get_subcommands([](const CLI::App* any) { return !any->get_name().empty(); })) {
        commands.push_back(one->get_name());
        if (argc > 1 && one->get_name() == argv[1]) command = one;
    }
    if (command == nullptr) {
        const std::string meant = argc > 1 ? nearest_word(argv[1], commands) : "";
        if (!meant.empty()) std::cerr << "did you mean: undertone " << meant << "\n";
        return;
    }
    int first = 2;
    for (; first < argc; ++first) { // `line qc` has options of its own
        const auto below = command->get_subcommands([&](const CLI::App* one) { return one->check_name(argv[first]); });
        if (below.empty()) break;
        command = below.front();
    }
    const std::vector<std::string> names = option_names(*command);
    for (int i = first; i < argc; ++i) {
        const std::string word = std::string(argv[i]).substr(0, std::string(argv[i]).find('='));
        if (!word.starts_with("--") || std::find(names.begin(), names.end(), word) != names.end()) continue;
        const std::string meant = nearest_word(word, names);
        if (!meant.empty()) std::cerr << word << ": did you mean " << meant << "?\n";
    }
}

int run(int argc, char** argv) {
    CLI::App app{"Which pigment to mix for scalp micropigmentation, and how it will look healed and ten years on."};
    app.set_version_flag("--version", UNDERTONE_VERSION);
    app.footer("Exit codes: 0 done, 1 bad input, 2 no acceptable answer, 3 internal error, 4 the answer could not be "
               "written to\nstandard output.\n"
               "Try: undertone demo");
    int exit_code = done;
    add_match_command(app, exit_code);
    add_fade_command(app, exit_code);
    add_session_command(app, exit_code);
    add_correct_command(app, exit_code);
    add_skin_command(app, exit_code);
    add_line_command(app, exit_code);
    add_ladder_command(app, exit_code);
    add_check_command(app, exit_code);
    add_convert_command(app, exit_code);
    // A line is called demo too, and CLI11 takes a command's name for the command wherever it stands: `line demo`.
    const auto is_asked_for = [&](const CLI::App* command) { return argc > 1 && command->check_name(argv[1]); };
    if (app.get_subcommands(is_asked_for).empty()) add_demo_command(app, exit_code);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (app.exit(error) == 0) return done;
        suggest(app, argc, argv);
        return bad_input;
    } catch (const DomainError& error) {
        const std::string option = given_option(app, error.name);
        if (option.empty()) throw;
        throw DomainError(error.name, error.value, error.allowed,
                          error.what_to_do + (error.what_to_do.empty() ? "" : "; ") + "it was given by " + option);
    }
    if (app.get_subcommands().empty()) {
        std::cerr << app.help();
        return bad_input;
    }
    return exit_code;
}

int run_and_report(int argc, char** argv) {
    const bool json = wants_json(argc, argv);
    try {
        return run(argc, argv);
    } catch (const NumericalError& error) {
        report(error, json);
        return internal_error;
    } catch (const Error& error) {
        report(error, json);
        return bad_input;
    } catch (const std::exception& error) {
        report(error, json);
        return internal_error;
    }
}

} // namespace

} // namespace undertone::cli

int main(int argc, char** argv) {
    using namespace undertone::cli;
    Terminal terminal;
    const int exit_code = run_and_report(argc, argv);
    const std::string lost = terminal.finish();
    if (lost.empty()) return exit_code;
    if (lost != Terminal::broken_pipe)
        std::cerr << "undertone: standard output could not be written (" << lost
                  << "); what was printed is lost, at least in part; free space, or send it elsewhere\n";
    return output_lost;
}
