// An ink from films of it, or from its label; a line's folder.
#include "bind_fields.hpp"

#include "undertone/app/fields.hpp"
#include "undertone/learning/film_noise.hpp"
#include "undertone/pigment/color_index.hpp"
#include "undertone/supply/fields.hpp"

#include <atomic>

using namespace undertone;

namespace {

Coverage coverage_of(const std::vector<int>& bands) {
    Coverage coverage;
    coverage.measured.reset();
    for (const int band : bands) coverage.measured.set(static_cast<std::size_t>(band));
    return coverage;
}

void bind_films(py::module_& module) {
    py::class_<InkFilm>(module, "InkFilm")
        .def(py::init([](const Bands& reflectance, const std::vector<int>& bands, const std::optional<Bands>& card,
                         const std::vector<int>& card_bands, std::string backing, double water_parts,
                         std::optional<double> wet_thickness_mm, bool thickness_measured,
                         const std::optional<Bands>& tint_mu_a_per_mm, const std::optional<Bands>& tint_mu_s_per_mm,
                         const std::optional<Bands>& tint_g, double tint_parts, int readings, double repeat_delta_e,
                         std::string name) {
                 InkFilm film;
                 film.reflectance = reflectance;
                 film.coverage = coverage_of(bands);
                 film.opaque = !card;
                 if (card) film.card = *card;
                 film.card_coverage = coverage_of(card_bands);
                 film.backing = std::move(backing);
                 film.water_parts = water_parts;
                 film.wet_thickness_mm = wet_thickness_mm;
                 film.thickness_measured = thickness_measured;
                 if (tint_mu_a_per_mm) film.tint = KnownInk{{*tint_mu_a_per_mm, *tint_mu_s_per_mm, *tint_g}, tint_parts};
                 film.readings = readings;
                 film.repeat_delta_e = repeat_delta_e;
                 film.name = std::move(name);
                 return film;
             }),
             py::arg("reflectance"), py::arg("bands"), py::arg("card"), py::arg("card_bands"), py::arg("backing"),
             py::arg("water_parts"), py::arg("wet_thickness_mm"), py::arg("thickness_measured"), py::arg("tint_mu_a_per_mm"),
             py::arg("tint_mu_s_per_mm"), py::arg("tint_g"), py::arg("tint_parts"), py::arg("readings"),
             py::arg("repeat_delta_e"), py::arg("name"));
    py::class_<CuvetteReading>(module, "CuvetteReading")
        .def(py::init([](const Bands& transmittance, const std::vector<int>& bands, double path_mm, double water_parts,
                         double log_sd, std::string name) {
                 return CuvetteReading{std::move(name), transmittance, coverage_of(bands), path_mm, water_parts, log_sd};
             }),
             py::arg("transmittance"), py::arg("bands"), py::arg("path_mm"), py::arg("water_parts"), py::arg("log_sd"),
             py::arg("name"));
    module.def("film_covariance", &film_covariance, py::arg("seen"), py::arg("readings"), py::arg("repeat_delta_e"));
    bind_fields<FilmExplained>(module, "FilmExplained");
    bind_fields<NextFilm>(module, "NextFilm");
    bind_fields<InkCharacterisation>(module, "InkCharacterisation");
    module.def(
        "characterise_ink",
        [](const std::vector<InkFilm>& films, const std::vector<CuvetteReading>& cuvettes, std::string id, std::string name,
           std::string color_index, const std::string& role, double pigment_mg_per_ml, double pigment_density_g_per_ml,
           double g, double g_sd, std::string date) {
            return characterise_ink(films,
                                    {std::move(id), std::move(name), std::move(color_index), colorant_role(role),
                                     pigment_mg_per_ml, pigment_density_g_per_ml, g, g_sd, std::move(date)},
                                    cuvettes);
        },
        py::arg("films"), py::arg("cuvettes"), py::arg("id"), py::arg("name"), py::arg("color_index"), py::arg("role"),
        py::arg("pigment_mg_per_ml"), py::arg("pigment_density_g_per_ml"), py::arg("g"), py::arg("g_sd"), py::arg("date"),
        Unlocked());
}

void bind_label(py::module_& module) {
    py::class_<LabFilm>(module, "LabFilm")
        .def(py::init([](const Eigen::Array3d& lab, std::string illuminant, std::string observer, double surface,
                         std::string backing, const std::optional<Eigen::Array3d>& card_lab, double water_parts,
                         std::optional<double> wet_thickness_mm) {
                 LabFilm film{lab_of(lab), std::move(illuminant), std::move(observer), surface, std::move(backing),
                              {},          water_parts,           wet_thickness_mm};
                 if (card_lab) film.card = lab_of(*card_lab);
                 return film;
             }),
             py::arg("lab"), py::arg("illuminant"), py::arg("observer"), py::arg("surface"), py::arg("backing"),
             py::arg("card_lab"), py::arg("water_parts"), py::arg("wet_thickness_mm"));
    bind_fields<LabelComponent>(module, "LabelComponent");
    bind_fields<LabelInk>(module, "LabelInk");
    module.def(
        "ink_from_label",
        [](std::vector<std::string> color_index, const std::vector<LabFilm>& films, std::string id, std::string name,
           bool descending, double least_pigment_mg_per_ml, double most_pigment_mg_per_ml) {
            return ink_from_label({std::move(id), std::move(name), std::move(color_index), descending,
                                   least_pigment_mg_per_ml, most_pigment_mg_per_ml},
                                  films);
        },
        py::arg("color_index"), py::arg("films"), py::arg("id"), py::arg("name"), py::arg("descending"),
        py::arg("least_pigment_mg_per_ml"), py::arg("most_pigment_mg_per_ml"), Unlocked());
}

void bind_mixtures(py::module_& module) {
    bind_fields<MixturePrediction>(module, "MixturePrediction");
    bind_fields<InkVerdict>(module, "InkVerdict");
    bind_fields<MixtureReport>(module, "MixtureReport");
    module.def(
        "check_mixtures",
        [](const Line& line, const std::vector<std::pair<std::map<std::string, double>, InkFilm>>& mixtures) {
            std::vector<MeasuredMixture> measured;
            for (const auto& [parts, film] : mixtures) measured.push_back({parts, film});
            return check_mixtures(line, measured);
        },
        py::arg("line"), py::arg("mixtures"), Unlocked());
}

void bind_folder(py::module_& module) {
    bind_fields<CharacterisedInk>(module, "CharacterisedInk");
    bind_fields<LineCharacterisation>(module, "LineCharacterisation")
        .def_readonly("line", &LineCharacterisation::line)
        .def("text", &line_characterisation_text)
        .def("json", [](const LineCharacterisation& self) { return to_json(self); });
    bind_fields<EvidenceCheck>(module, "EvidenceCheck");
    bind_fields<LineCheck>(module, "LineCheck").def("text", &line_check_text).def("json", [](const LineCheck& self) {
        return to_json(self);
    });
    module.def(
        "characterise_line",
        [](const std::string& folder, const std::string& today, const std::string& ink) {
            return characterise_line(read_line_evidence(folder), today, ink);
        },
        py::arg("folder"), py::arg("today"), py::arg("ink"), Unlocked());
    bind_fields<DossierSection>(module, "DossierSection");
    bind_fields<LineDossier>(module, "LineDossier")
        .def("text", &line_dossier_text)
        .def("html", &line_dossier_html)
        .def("json", [](const LineDossier& self) { return to_json(self); });
    module.def(
        "line_dossier",
        [](const std::string& line_or_folder, int clients, std::uint64_t seed, std::string list, std::string results,
           std::string today, std::string signed_by, std::string quality_log, std::string exposure_series,
           const std::optional<std::function<void(int, int)>>& progress) {
            DossierOptions options;
            options.signed_by = std::move(signed_by);
            options.quality_log = std::move(quality_log);
            options.exposure_series = std::move(exposure_series);
            options.coverage.clients = clients;
            options.coverage.seed = seed;
            options.list = std::move(list);
            options.results = std::move(results);
            options.today = std::move(today);
            std::atomic<int> done = 0, all = 0;
            const std::function<void()> report = [&] { (*progress)(done, all); };
            const Interruption interruption(0, progress ? report : nullptr);
            return line_dossier(line_or_folder, options, [&](int clients_done, int clients_in_all) {
                done = clients_done;
                all = clients_in_all;
            });
        },
        py::arg("line_or_folder"), py::arg("clients"), py::arg("seed"), py::arg("list"), py::arg("results"),
        py::arg("today"), py::arg("signed_by"), py::arg("quality_log"), py::arg("exposure_series"), py::arg("progress"));
    module.def("check_line_folder", &check_line_folder, py::arg("folder"), Unlocked());
    module.def("new_line_folder", &new_line_folder, py::arg("id"));
}

} // namespace

void bind_ink(py::module_& module) {
    bind_films(module);
    bind_label(module);
    bind_mixtures(module);
    bind_folder(module);
    module.def(
        "color_index",
        [](const std::string& text) {
            const ColorIndexEntry& entry = color_index(text);
            return std::tuple(entry.color_index(), entry.generic_name, entry.short_name, entry.cas, entry.colorant);
        },
        py::arg("text"));
}
