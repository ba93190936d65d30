// `convert`: measurements from one format to another.
#include "command.hpp"
#include "terminal.hpp"

#include "undertone/app/json.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/output_file.hpp"
#include "undertone/base/shown_text.hpp"
#include "undertone/io/read_measurements.hpp"
#include "undertone/io/write_measurements.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <set>

namespace undertone::cli {

namespace {

namespace fs = std::filesystem;

struct ConvertOptions {
    std::vector<std::string> files;
    std::string to, folder;
    bool json = false, force = false;
};

struct Job {
    std::string in, out;
    std::size_t measurements = 0;
    std::string error; ///< "" where it went well
    Diagnostics notes;
};

const char* ending(MeasurementFormat format) {
    switch (format) {
    case MeasurementFormat::csv: return ".csv";
    case MeasurementFormat::cgats: return ".cgats";
    case MeasurementFormat::cxf: return ".cxf";
    case MeasurementFormat::json: break;
    }
    return ".json";
}

/// A bar on stderr, only for a person at a terminal.
void show_bar(std::size_t done, std::size_t all, const std::string& name) {
    if (isatty(STDERR_FILENO) == 0) return;
    constexpr std::size_t width = 30;
    const std::size_t filled = width * done / all;
    const std::string shown = name.size() > 40 ? "..." + name.substr(name.size() - 37) : name;
    std::string bar = fmt::format("\r[{}{}] {}/{} {:<40}", std::string(filled, '#'), std::string(width - filled, '.'), done,
                                  all, shown_line(shown));
    if (done == all) bar += "\r" + std::string(width + 60, ' ') + "\r";
    print_error_as_is(bar);
}

/// IN OUT, or IN... with --to and a folder: what is read, and where it goes.
std::vector<Job> jobs_of(ConvertOptions options) {
    std::vector<Job> jobs;
    if (options.to.empty() && options.folder.empty()) {
        if (options.files.size() != 2)
            throw DomainError("files", fmt::format("{} names", options.files.size()), "one file to read and one to write",
                              "for many files: undertone convert IN... --to csv --out FOLDER");
        jobs.push_back({options.files[0], options.files[1], 0, "", {}});
        return jobs;
    }
    if (options.to.empty()) throw DomainError("--to", "missing", "csv, cgats, cxf or json", "say what to write");
    const MeasurementFormat format = measurement_format(options.to);
    std::set<std::string> taken;
    for (const std::string& file : options.files) {
        const fs::path in(file), folder = options.folder.empty() ? in.parent_path() : fs::path(options.folder);
        const std::string out = (folder / (in.stem().string() + ending(format))).string();
        if (!taken.insert(out).second)
            throw DomainError("files", fmt::format("two of them would become {}", out),
                              "different names, or different folders", "convert them one by one");
        jobs.push_back({file, out, 0, "", {}});
    }
    return jobs;
}

void run(Job& job, const ConvertOptions& options, const OutputRules& rules) {
    try {
        std::error_code none;
        if (fs::equivalent(job.in, job.out, none)) throw DomainError("OUT", job.out, "another file than IN", "");
        check_output_file(job.out, "the readings", rules);
        const MeasurementFormat format = measurement_format(options.to.empty() ? job.out : options.to);
        const std::vector<Measurement> measurements = read_measurements(job.in);
        job.measurements = measurements.size();
        job.notes = write_measurements(job.out, measurements, format, rules);
    } catch (const Error& error) {
        job.error = error.what();
    }
}

} // namespace

void add_convert_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<ConvertOptions>();
    CLI::App* command = app.add_subcommand("convert", "Turn readings of any known format into CSV, CGATS, CxF3 or JSON");
    command->add_option("files", options->files, "IN OUT, the format told by OUT's ending; or IN... with --to")->required();
    command->add_option("--to", options->to, "csv, cgats, cxf or json");
    command->add_option("-o,--out", options->folder, "Folder for what is written (else beside each file)");
    command->add_flag("--force", options->force, "Overwrite files that exist");
    command->add_flag("--json", options->json, "JSON on standard output");
    command->callback([options, &exit_code] {
        std::vector<Job> jobs = jobs_of(*options);
        std::error_code failed;
        if (!options->folder.empty()) fs::create_directories(options->folder, failed);
        if (failed)
            throw DataError(options->folder, {}, "the folder could not be made (" + failed.message() + ")",
                            "nothing was converted", "name a folder that exists, or one that may be made");
        OutputRules rules{options->force, true, {}};
        for (const Job& job : jobs) rules.inputs.push_back(job.in);
        exit_code = done;
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            if (jobs.size() > 1) show_bar(i, jobs.size(), jobs[i].in);
            run(jobs[i], *options, rules);
            if (!jobs[i].error.empty()) exit_code = bad_input;
        }
        if (jobs.size() > 1) show_bar(jobs.size(), jobs.size(), "");
        if (options->json) std::cout << "[";
        for (const Job& job : jobs) {
            if (options->json)
                std::cout << fmt::format(R"({}{{"in": {}, "out": {}, "measurements": {}, "error": {}}})",
                                         &job == &jobs.front() ? "" : ",\n ", json_string(job.in), json_string(job.out),
                                         job.measurements, json_string(job.error));
            else if (job.error.empty())
                std::cout << fmt::format("{} -> {} ({} measurement{})\n", shown_line(job.in), shown_line(job.out),
                                         job.measurements, job.measurements == 1 ? "" : "s");
            else
                std::cerr << fmt::format("undertone: {}\n", job.error);
            for (const Diagnostic& note : job.notes) std::cerr << fmt::format("{}: {}\n", job.out, note.message);
        }
        if (options->json) std::cout << "]\n";
    });
}

} // namespace undertone::cli
