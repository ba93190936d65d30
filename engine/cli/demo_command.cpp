// `demo`: the sample kit that the tool carries, as files to try everything on, and the mix card of one of its people.
#include "client_options.hpp"

#include "undertone/app/card.hpp"
#include "undertone/base/data_file.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"
#include "undertone/base/output_file.hpp"

#include <filesystem>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

namespace undertone::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kit = "sample_kit/";

struct DemoOptions {
    std::string folder = "sample_kit";
    bool force = false;
};

/// What is there already, unchanged, stays.
void write_kit(const DemoOptions& options) {
    const OutputRules rules{options.force, false, {}};
    std::vector<std::pair<std::string, std::string_view>> to_write;
    for (std::string_view file : data_files(kit)) {
        const fs::path path = fs::path(options.folder) / file.substr(kit.size());
        std::error_code failed;
        fs::create_directories(path.parent_path(), failed);
        if (failed)
            throw DataError(options.folder, {}, "the folder cannot be made (" + failed.message() + ")",
                            "the sample kit would be written into it", "name another folder");
        if (fs::exists(path) && read_input_file(path.string(), input_kinds::measurements) == data_file(file)) continue;
        check_output_file(path.string(), "the sample kit", rules);
        to_write.emplace_back(path.string(), data_file(file));
    }
    for (const auto& [path, content] : to_write) write_output_file(path, content, "the sample kit", rules);
}

} // namespace

void add_demo_command(CLI::App& app, int& exit_code) {
    auto demo = std::make_shared<DemoOptions>();
    CLI::App* command = app.add_subcommand("demo", "Write the sample kit into a folder, and match one of its people");
    command->add_option("folder", demo->folder, "Where the kit is written: readings of five people, computed, not measured")
        ->capture_default_str();
    command->add_flag("--force", demo->force, "Replace files of the same name");
    command->callback([demo, &exit_code] {
        write_kit(*demo);
        const std::string person = (fs::path(demo->folder) / "medium").string();
        progress("searching recipes");
        ClientOptions options;
        options.folder = person;
        const Client client = options.read();
        const Line line = options.line.load();
        const MatchReport report = match_client(client, line, options.treatment);
        std::cout << card_text(match_card(client, line, report, options.treatment)) << "\nThe sample kit is in "
                  << demo->folder << ". Go on with:\n  undertone match " << person << " --card card.html\n  undertone fade "
                  << person << " --years 0,1,5,10\n  undertone ladder " << person << "\n";
        exit_code = report.is_usable() ? done : no_acceptable_answer;
    });
}

} // namespace undertone::cli
