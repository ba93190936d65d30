// `line key`, `line pack`, `line unpack`: a line as one signed file.
#include "clock.hpp"
#include "line_commands.hpp"
#include "line_option.hpp"

#include "undertone/app/line_pack.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"
#include "undertone/base/output_file.hpp"

#include <iostream>
#include <memory>

namespace undertone::cli {

namespace {

void add_key(CLI::App& line, int& exit_code) {
    auto file = std::make_shared<std::string>();
    CLI::App* command =
        line.add_subcommand("key", "Make a private key to sign ink packs with; never replaces one that is there");
    command->add_option("file", *file, "Where to keep it, readable by its owner alone: who has it can sign in your name")
        ->required();
    command->callback([file, &exit_code] {
        const std::string key = make_signing_key();
        write_output_file(*file, key, "the signing key", {});
        std::cout << "Made " << *file
                  << ". Keep it secret and keep a copy: packs signed with another key are another signer's.\n"
                  << "Fingerprint, to tell to those who use your packs: " << key_fingerprint(key, *file) << "\n";
        exit_code = done;
    });
}

void add_pack(CLI::App& line, int& exit_code) {
    struct Options {
        PackRequest request;
        std::string key, out;
        std::vector<std::string> safety_sheets, certificates;
        bool json = false, force = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = line.add_subcommand("pack", "Put a line, its evidence and documents into one signed file");
    command
        ->add_option("folder", options->request.folder,
                     "With line.toml, and evidence.toml where there is one; or a line's .toml file")
        ->required();
    command->add_option("--key", options->key, "The private key (`undertone line key` makes one)")->required();
    command->add_option("--out", options->out, "The pack, a file that ends in .inkpack")->required();
    command->add_option("--pack-version", options->request.version, "Of the pack; that of the line where not given");
    command->add_option("--safety-sheet", options->safety_sheets, "INK=FILE, once for each");
    command->add_option("--certificate", options->certificates, "LOT=FILE, once for each");
    command->add_option("--document", options->request.documents, "Another file to go with it, once for each");
    command->add_flag("--force", options->force, "Replace a pack that is there");
    command->add_flag("--json", options->json, "JSON on standard output");
    command->callback([options, &exit_code] {
        PackRequest& request = options->request;
        if (!is_named_as_ink_pack(options->out))
            throw DomainError("out", "\"" + options->out + "\"", "a file that ends in .inkpack",
                              "by its ending other commands know what to expect");
        for (const std::string& text : options->safety_sheets) {
            const auto [ink, file] = equated("safety-sheet", text, "INK=FILE");
            request.safety_sheets[ink].push_back(file);
        }
        for (const std::string& text : options->certificates) {
            const auto [lot, file] = equated("certificate", text, "LOT=FILE");
            request.certificates[lot].push_back(file);
        }
        request.made_on = today();
        OutputRules rules;
        rules.overwrite = options->force;
        rules.owner_only = false;
        rules.inputs = {request.folder, options->key};
        check_output_file(options->out, "the ink pack", rules);
        const std::string text =
            write_ink_pack(pack_line(request), read_input_file(options->key, input_kinds::signing_key), options->key);
        const InkPackReport report = ink_pack_report(read_ink_pack(text, options->out), today());
        write_output_file(options->out, text, "the ink pack", rules);
        std::cout << (options->json ? to_json(report) + "\n" : ink_pack_text(report));
        exit_code = done;
    });
}

void add_unpack(CLI::App& line, int& exit_code) {
    struct Options {
        std::string pack, signed_by, folder;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = line.add_subcommand(
        "unpack",
        "Show who signed an ink pack and what is in it; --to writes its files. Refuses a pack with a changed byte");
    command->alias("import");
    command->add_option("pack", options->pack, "The .inkpack file")->required();
    command
        ->add_option("--signed-by", options->signed_by, "Refuse a pack signed with another key than this (its fingerprint)")
        ->check(given_fingerprint());
    command->add_option("--to", options->folder, "Write its files into this folder, which is not there yet or empty");
    command->add_flag("--json", options->json, "JSON on standard output");
    command->callback([options, &exit_code] {
        if (!options->folder.empty()) check_unpack_folder(options->folder);
        const SignedInkPack read = load_ink_pack(options->pack, options->signed_by);
        if (!options->folder.empty()) unpack_ink_pack(read.pack, options->folder);
        const InkPackReport report = ink_pack_report(read, today());
        std::cout << (options->json ? to_json(report) + "\n" : ink_pack_text(report));
        if (!options->folder.empty() && !options->json) std::cout << "\nIts files are in " << options->folder << ".\n";
        exit_code = done;
    });
}

} // namespace

void add_line_pack_commands(CLI::App& line, int& exit_code) {
    add_key(line, exit_code);
    add_pack(line, exit_code);
    add_unpack(line, exit_code);
}

} // namespace undertone::cli
