// What suppliers are given: checks of batches, charts, gauge studies, the log.
#include "bind_fields.hpp"

#include "undertone/app/batch_report.hpp"
#include "undertone/app/lightfastness_text.hpp"
#include "undertone/io/fields.hpp"
#include "undertone/supply/batch_in_skin.hpp"
#include "undertone/supply/fields.hpp"
#include "undertone/supply/lightfastness_rating.hpp"

using namespace undertone;

namespace {

void bind_batch_check(py::module_& module) {
    bind_fields<ColorDifference>(module, "ColorDifference");
    bind_fields<CriterionStrength>(module, "CriterionStrength");
    bind_fields<Strength>(module, "Strength");
    bind_fields<BatchCheckOptions>(module, "BatchCheckOptions");
    bind_fields<MasterDistance>(module, "MasterDistance");
    bind_fields<BatchInSkin>(module, "BatchInSkin");
    bind_fields<BatchCheck>(module, "BatchCheck").def("text", &batch_check_text).def("json", [](const BatchCheck& self) {
        return to_json(self);
    });
    module.def(
        "color_difference",
        [](const Eigen::Array3d& master, const Eigen::Array3d& batch) {
            return color_difference(lab_of(master), lab_of(batch));
        },
        py::arg("master"), py::arg("batch"));
    module.def(
        "delta_e_cmc",
        [](const Eigen::Array3d& master, const Eigen::Array3d& batch, double lightness_weight, double chroma_weight) {
            return delta_e_cmc(lab_of(master), lab_of(batch), lightness_weight, chroma_weight);
        },
        py::arg("master"), py::arg("batch"), py::arg("lightness_weight"), py::arg("chroma_weight"));
    module.def(
        "strength",
        [](const Bands& standard, const Bands& batch, const std::string& geometry, const std::string& illuminant,
           const std::string& observer, double c_standard, double c_batch, const std::optional<Bands>& white) {
            StrengthOptions options;
            options.surface = surface_of(geometry);
            options.geometry = geometry;
            options.illuminant = illuminant;
            options.observer = observer;
            options.c_standard = c_standard;
            options.c_batch = c_batch;
            options.white = white;
            return strength(standard, batch, options);
        },
        py::arg("standard"), py::arg("batch"), py::arg("geometry"), py::arg("illuminant"), py::arg("observer"),
        py::arg("c_standard"), py::arg("c_batch"), py::arg("white"));
    module.def("contrast_ratio_percent", &contrast_ratio_percent, py::arg("over_black"), py::arg("over_white"),
               py::arg("illuminant"), py::arg("observer"));
    module.def(
        "check_batch",
        [](const std::vector<Measurement>& master, const std::vector<Measurement>& batch, const BatchCheckOptions& options,
           const std::vector<std::pair<std::string, std::vector<Measurement>>>& others,
           const std::vector<Measurement>& over_black) {
            std::vector<OtherMaster> masters;
            for (const auto& [ink, readings] : others) masters.push_back({ink, readings});
            return check_batch(master, batch, options, masters, over_black);
        },
        py::arg("master"), py::arg("batch"), py::arg("options"), py::arg("others"), py::arg("over_black"), Unlocked());
    module.def("with_skin", &with_skin, py::arg("check"), py::arg("line"), py::arg("water_parts"), py::arg("skin"),
               py::arg("dots"), Unlocked());
}

void bind_control_chart(py::module_& module) {
    bind_fields<ControlRule>(module, "ControlRule");
    bind_fields<ControlPoint>(module, "ControlPoint");
    bind_fields<ControlChart>(module, "ControlChart")
        .def("text", &control_chart_text)
        .def("json", [](const ControlChart& self) { return to_json(self); });
    py::class_<ControlChartOptions>(module, "ControlChartOptions")
        .def(py::init([](std::optional<double> center, std::optional<double> sd, int baseline, double ewma_weight,
                         double ewma_width) {
                 return ControlChartOptions{center, sd, baseline, ewma_weight, ewma_width};
             }),
             py::arg("center"), py::arg("sd"), py::arg("baseline"), py::arg("ewma_weight"), py::arg("ewma_width"));
    module.def("control_rules", &control_rules);
    module.def(
        "control_chart",
        [](const std::vector<double>& values, const std::vector<std::string>& labels, const ControlChartOptions& options,
           const std::string& quantity) { return control_chart(values, labels, options, quantity); },
        py::arg("values"), py::arg("labels"), py::arg("options"), py::arg("quantity"));
}

void bind_gauge_study(py::module_& module) {
    bind_fields<GaugeReading>(module, "GaugeReading");
    bind_fields<GaugeResult>(module, "GaugeResult");
    bind_fields<AnovaRow>(module, "AnovaRow");
    bind_fields<GaugeStudy>(module, "GaugeStudy").def("text", &gauge_study_text).def("json", [](const GaugeStudy& self) {
        return to_json(self);
    });
    module.def("read_gauge_readings", &read_gauge_readings, py::arg("path"));
    module.def(
        "gauge_study",
        [](const std::vector<GaugeReading>& readings, std::optional<double> tolerance_width) {
            return gauge_study(readings, tolerance_width);
        },
        py::arg("readings"), py::arg("tolerance_width"));
}

void bind_quality_log(py::module_& module) {
    bind_fields<LogEntry>(module, "LogEntry");
    py::class_<QualityLog>(module, "QualityLog")
        .def(py::init<const std::string&>(), py::arg("path"))
        .def("add", &QualityLog::add, py::arg("entry"), py::arg("again"), Unlocked())
        .def("entries", &QualityLog::entries, py::arg("ink"))
        .def("chart", &QualityLog::chart, py::arg("ink"), py::arg("quantity"), py::arg("options"));
    module.def("log_entry", &log_entry, py::arg("check"), py::arg("date"));
    module.def("log_quantities", &log_quantities);
}

void bind_lightfastness(py::module_& module) {
    bind_fields<FadedColor>(module, "FadedColor");
    bind_fields<InkLightfastness>(module, "InkLightfastness");
    bind_fields<Lightfastness>(module, "Lightfastness")
        .def("text", &lightfastness_text)
        .def("json", [](const Lightfastness& self) { return to_json(self); });
    module.def(
        "lightfastness",
        [](const std::vector<std::tuple<std::string, double, Measurement>>& readings, const std::string& unit,
           std::optional<double> irradiance_W_per_m2, std::optional<bool> behind_glass, const std::string& method,
           std::optional<double> exposure_per_year, bool year_behind_glass, std::optional<double> glass_transmission,
           const std::string& stated_by, double confidence) {
            std::vector<ExposedReading> films;
            for (const auto& [ink, exposure, reading] : readings) films.push_back({ink, exposure, reading});
            const auto year = year_assumption(exposure_per_year, stated_by, year_behind_glass, glass_transmission);
            return lightfastness(films, {unit, irradiance_W_per_m2, behind_glass, method}, year, confidence);
        },
        py::arg("readings"), py::arg("unit"), py::arg("irradiance_W_per_m2"), py::arg("behind_glass"), py::arg("method"),
        py::arg("exposure_per_year"), py::arg("year_behind_glass"), py::arg("glass_transmission"), py::arg("stated_by"),
        py::arg("confidence"), Unlocked());
    module.def(
        "read_exposure_series",
        [](const std::string& path) {
            ExposureSeries series = read_exposure_series(path);
            std::vector<std::tuple<std::string, double, Measurement>> films;
            for (ExposedReading& one : series.readings) films.emplace_back(one.ink, one.exposure, std::move(one.reading));
            const ExposureUnit& unit = series.unit;
            return std::tuple(films, unit.name, unit.irradiance_W_per_m2, unit.behind_glass, unit.method);
        },
        py::arg("path"));
    module.def(
        "lightfastness_rating",
        [](const std::string& text) {
            const LightfastnessRating rating = lightfastness_rating(text);
            return std::tuple(rating.scale == LightfastnessScale::astm ? "astm" : "blue_wool", rating.rank, rating.text());
        },
        py::arg("text"));
    module.def(
        "is_better_lightfastness",
        [](const std::string& one, const std::string& other) {
            return lightfastness_rating(one).is_better_than(lightfastness_rating(other));
        },
        py::arg("one"), py::arg("other"));
}

} // namespace

void bind_supply(py::module_& module) {
    bind_batch_check(module);
    bind_control_chart(module);
    bind_gauge_study(module);
    bind_quality_log(module);
    bind_lightfastness(module);
}
