// `line qc` and `line gauge`: a batch against its master, and how far the readings themselves can be trusted.
#include "clock.hpp"
#include "command.hpp"
#include "line_commands.hpp"

#include "undertone/app/batch_report.hpp"
#include "undertone/base/error.hpp"

#include <iostream>
#include <memory>

namespace undertone::cli {

namespace {

struct QcOptions {
    BatchJob job;
    std::vector<std::string> others;
    bool json = false;
};

/// "black=black.csv"
std::map<std::string, std::string> files_by_ink(const std::vector<std::string>& given) {
    std::map<std::string, std::string> files;
    for (const std::string& one : given) {
        const std::size_t equals = one.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == one.size())
            throw DomainError("other", one, "INK=FILE", "as in --other black=masters/black.csv");
        if (!files.emplace(one.substr(0, equals), one.substr(equals + 1)).second)
            throw DomainError("other", one, "each ink once");
    }
    return files;
}

void add_reading_options(CLI::App& command, QcOptions& options) {
    BatchCheckOptions& check = options.job.options;
    command.add_option("master", options.job.master, "Readings of the master: any instrument file")->required();
    command.add_option("batch", options.job.batch, "Readings of the batch, drawn down and read as the master was")
        ->required();
    command.add_option("--over-black", options.job.over_black, "Readings of the batch's film over black, for its opacity");
    command.add_option("--other", options.others, "INK=FILE: the master of another ink, which the batch may really be");
    command.add_option("--geometry", check.geometry, "Which readings count, where files hold several: SCI, SCE, 45/0");
    command.add_option("--illuminant", check.illuminant, "Light of the colour difference and of strength")
        ->capture_default_str();
    command.add_option("--observer", check.observer, "2 or 10 degrees")->capture_default_str();
    command.add_option("--c-master", check.c_master, "Colorant in the master's film, in any one unit")
        ->capture_default_str();
    command.add_option("--c-batch", check.c_batch, "Colorant in the batch's film, in the same unit")->capture_default_str();
}

void add_verdict_options(CLI::App& command, QcOptions& options) {
    BatchCheckOptions& check = options.job.options;
    command.add_option("--tolerance", check.tolerance, "The supplier's tolerance, in the metric; equality passes")
        ->required();
    command.add_option("--metric", check.metric, "delta_e_2000, or cmc(2:1)")->capture_default_str();
    command.add_option("--set-by", check.set_by, "Who set the tolerance")->required();
    command.add_option("--agreement", check.agreement_delta_e, "Within what the instruments agree, in the metric");
    command.add_option("--repeatability", check.repeatability_delta_e,
                       "Standard deviation of one reading, where readings were not repeated");
    command.add_option("--confidence", check.confidence, "Of the interval on the difference")->capture_default_str();
    command.add_option("--shade-block", check.shade_block,
                       "Block of the 555 sort, in L*, a*, b*; the tolerance where not given");
}

void add_record_options(CLI::App& command, QcOptions& options) {
    BatchJob& job = options.job;
    command.add_option("--ink", job.options.ink, "The ink's id");
    command.add_option("--lot", job.options.lot, "The batch's lot");
    command.add_option("--master-lot", job.options.master_lot, "The master's lot");
    command.add_option("--line", job.line,
                       "The line that holds the ink (a name or a .toml file): what the batch does in skin");
    command.add_option("--water-parts", job.water_parts, "N of N:1 in skin: 10,20")->delimiter(',')->default_str("10,20");
    command.add_option("--log", job.log, "Add the verdict to this append-only log; made where there is none");
    command.add_flag("--again", job.again, "The lot may be in the log already: it is judged anew, on purpose");
    command.add_option("--chart", job.chart,
                       "Chart of the log's lots: difference, delta_l ... delta_h, strength_percent, residual_delta_e_2000");
    command.add_option("--baseline", job.charting.baseline, "Lots that set the chart's limits, from the first; 0 for all")
        ->capture_default_str();
    command.add_flag("--json", options.json, "JSON on standard output");
}

} // namespace

void add_line_qc_command(CLI::App& line, int& exit_code) {
    auto options = std::make_shared<QcOptions>();
    CLI::App* command = line.add_subcommand("qc", "Judge a batch against its master by the supplier's tolerance");
    command->footer("Exit codes: 0 pass, 2 fail, 1 refused: the readings cannot decide, or something is wrong with them.");
    add_reading_options(*command, *options);
    add_verdict_options(*command, *options);
    add_record_options(*command, *options);
    command->callback([options, &exit_code] {
        options->job.others = files_by_ink(options->others);
        options->job.today = today();
        const BatchReport report = batch_report(options->job);
        std::cout << (options->json ? to_json(report) + "\n" : batch_report_text(report));
        exit_code = report.check.passed ? done : no_acceptable_answer;
    });
}

void add_line_gauge_command(CLI::App& line, int& exit_code) {
    struct Options {
        std::string file;
        std::optional<double> tolerance_width;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = line.add_subcommand("gauge", "How much of the spread of readings comes from reading: a gauge study");
    command->footer("Exit codes: 0 good or marginal, 2 unacceptable, 1 refused.");
    command
        ->add_option("file", options->file,
                     "CSV with the columns appraiser,trial,part,value: everyone reads every part in every trial")
        ->required();
    command->add_option("--tolerance-width", options->tolerance_width, "Upper minus lower limit, for P/T");
    command->add_flag("--json", options->json, "JSON on standard output");
    command->callback([options, &exit_code] {
        const GaugeStudy study = gauge_study(read_gauge_readings(options->file), options->tolerance_width);
        std::cout << (options->json ? to_json(study) + "\n" : gauge_study_text(study));
        exit_code = study.verdict == "unacceptable" ? no_acceptable_answer : done;
    });
}

} // namespace undertone::cli
