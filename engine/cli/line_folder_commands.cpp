// `line new`, `line check`, `line characterise`: an ink from what one has.
#include "clock.hpp"
#include "command.hpp"
#include "line_commands.hpp"

#include "undertone/app/json.hpp"
#include "undertone/app/line_folder.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/output_file.hpp"

#include <filesystem>
#include <iostream>
#include <memory>

namespace undertone::cli {

namespace {

namespace fs = std::filesystem;

void add_new(CLI::App& line, int& exit_code) {
    auto name = std::make_shared<std::string>();
    CLI::App* command =
        line.add_subcommand("new", "Make a folder for a line of one's own: evidence.toml, films/, README.md");
    command->add_option("name", *name, "Name of the folder and id of the line")->required();
    command->callback([name, &exit_code] {
        const fs::path folder(*name);
        const auto files = new_line_folder(folder.filename().string());
        if (fs::exists(folder)) throw DomainError("name", "\"" + *name + "\"", "a folder that is not there yet");
        fs::create_directories(folder / "films");
        OutputRules rules;
        rules.owner_only = false;
        for (const auto& [file, content] : files)
            write_output_file((folder / file).string(), content, "the folder's file", rules);
        std::cout << "Made " << *name << ": fill in evidence.toml (its comments say how), then undertone line check "
                  << *name << "\n";
        exit_code = done;
    });
}

void add_check(CLI::App& line, int& exit_code) {
    struct Options {
        std::string folder;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = line.add_subcommand("check", "Can the films and labels of a line's folder be used, and if not, why");
    command->add_option("folder", options->folder, "Folder with evidence.toml")->required();
    command->add_flag("--json", options->json, "JSON on standard output");
    command->callback([options, &exit_code] {
        const LineCheck check = check_line_folder(options->folder);
        std::cout << (options->json ? to_json(check) + "\n" : line_check_text(check));
        exit_code = check.usable() ? done : bad_input;
    });
}

void add_characterise(CLI::App& line, int& exit_code) {
    struct Options {
        std::string folder, ink;
        bool json = false, write = false, force = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = line.add_subcommand(
        "characterise", "What each ink of a folder is, from films of it or its label; mixtures put it to the test");
    command->add_option("folder", options->folder, "Folder with evidence.toml (`undertone line new` makes one)")->required();
    command->add_option("--ink", options->ink, "This ink alone");
    CLI::Option* write =
        command->add_flag("--write", options->write, "Write line.toml into the folder, for --line of other commands");
    command->add_flag("--force", options->force, "Replace a line.toml that is there")->needs(write);
    command->add_flag("--json", options->json, "JSON on standard output");
    command->callback([options, &exit_code] {
        const LineEvidence evidence = read_line_evidence(options->folder);
        const std::string file = (fs::path(options->folder) / "line.toml").string();
        OutputRules rules;
        rules.overwrite = options->force;
        rules.owner_only = false;
        if (options->write && !options->ink.empty())
            throw DomainError("--write", "with --ink", "the whole line", "leave out --ink");
        if (options->write) check_output_file(file, "the line", rules);
        progress("characterising " + evidence.id);
        const LineCharacterisation found = characterise_line(evidence, today(), options->ink);
        if (options->write) write_output_file(file, line_toml(found.line), "the line", rules);
        std::cout << (options->json ? to_json(found) + "\n" : line_characterisation_text(found));
        exit_code = done;
    });
}

} // namespace

void add_line_folder_commands(CLI::App& line, int& exit_code) {
    add_new(line, exit_code);
    add_check(line, exit_code);
    add_characterise(line, exit_code);
}

} // namespace undertone::cli
