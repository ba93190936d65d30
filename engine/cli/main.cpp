#include "command.hpp"

#include "undertone/app/json.hpp"
#include "undertone/base/error.hpp"

#include <unistd.h>

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

int run(int argc, char** argv) {
    CLI::App app{"Which pigment to mix for scalp micropigmentation, and how it will look healed and ten years on."};
    app.set_version_flag("--version", UNDERTONE_VERSION);
    app.footer("Exit codes: 0 done, 1 bad input, 2 no acceptable answer, 3 internal error.\n"
               "Try: undertone match data/sample_kit/medium");
    int exit_code = done;
    add_match_command(app, exit_code);
    add_fade_command(app, exit_code);
    add_session_command(app, exit_code);
    add_correct_command(app, exit_code);
    add_skin_command(app, exit_code);
    add_check_command(app, exit_code);
    add_convert_command(app, exit_code);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? done : bad_input;
    }
    if (app.get_subcommands().empty()) {
        std::cerr << app.help();
        return bad_input;
    }
    return exit_code;
}

} // namespace

} // namespace undertone::cli

int main(int argc, char** argv) {
    const bool json = undertone::cli::wants_json(argc, argv);
    try {
        return undertone::cli::run(argc, argv);
    } catch (const undertone::NumericalError& error) {
        undertone::cli::report(error, json);
        return undertone::cli::internal_error;
    } catch (const undertone::Error& error) {
        undertone::cli::report(error, json);
        return undertone::cli::bad_input;
    } catch (const std::exception& error) {
        undertone::cli::report(error, json);
        return undertone::cli::internal_error;
    }
}
