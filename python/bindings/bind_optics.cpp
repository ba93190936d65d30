// Monte Carlo, dots in layers, lateral spread.
#include "bind.hpp"

#include "undertone/tissue/lateral_spread.hpp"
#include "undertone/tissue/monte_carlo.hpp"
#include "undertone/tissue/reflectance.hpp"

#include <atomic>
#include <functional>

using namespace undertone;

namespace {

LayerStack layer_stack(const Eigen::ArrayXd& thickness_mm, const Eigen::ArrayXXd& mu_a_per_mm,
                       const Eigen::ArrayXXd& mu_s_per_mm, const Eigen::ArrayXXd& g, double n, double n_below) {
    return {thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below};
}

/// Progress is reported on this thread, with the lock held.
template <class Run>
auto walked_by(const Run& run, const LayerStack& layers, const std::optional<DotField>& dots, std::int64_t photons,
               std::uint64_t seed, int threads, bool start_over_dot, int dots_per_cell,
               const std::optional<OtherDots>& other_dots, int shifts, bool twins,
               const std::optional<std::function<void(double)>>& progress) {
    std::atomic<double> done = 0;
    const MonteCarloOptions options{
        photons, seed, threads, start_over_dot, dots_per_cell, other_dots, shifts, twins, [&](double share) {
            done = share;
            return true;
        }};
    const std::function<void()> report = [&] { (*progress)(done); };
    auto walked = [&] {
        const Interruption interruption(0, progress ? report : nullptr);
        return run(layers, dots, options);
    }();
    if (progress) (*progress)(1); // so that a bar is full in the end, however quick the walk was
    return walked;
}

} // namespace

void bind_optics(py::module_& module) {
    py::class_<LayerStack>(module, "LayerStack")
        .def(py::init(&layer_stack), py::arg("thickness_mm"), py::arg("mu_a_per_mm"), py::arg("mu_s_per_mm"), py::arg("g"),
             py::arg("n"), py::arg("n_below"))
        .def("validate", &LayerStack::validate)
        .def_readonly("thickness_mm", &LayerStack::thickness_mm, py::return_value_policy::copy)
        .def_readonly("mu_a_per_mm", &LayerStack::mu_a_per_mm, py::return_value_policy::copy)
        .def_readonly("mu_s_per_mm", &LayerStack::mu_s_per_mm, py::return_value_policy::copy)
        .def_readonly("g", &LayerStack::g, py::return_value_policy::copy)
        .def_readonly("n", &LayerStack::n)
        .def_readonly("n_below", &LayerStack::n_below);

    py::class_<DotField>(module, "DotField")
        .def(py::init([](double diameter_mm, double pitch_mm, double top_mm, double bottom_mm, const Eigen::ArrayXd& mu_a,
                         const Eigen::ArrayXd& mu_s, const Eigen::ArrayXd& g, double edge_sigma_mm, bool blue_noise) {
                 return DotField{diameter_mm, pitch_mm,      top_mm,
                                 bottom_mm,   mu_a,          mu_s,
                                 g,           edge_sigma_mm, blue_noise ? Placement::blue_noise : Placement::square_lattice};
             }),
             py::arg("diameter_mm"), py::arg("pitch_mm"), py::arg("top_mm"), py::arg("bottom_mm"),
             py::arg("pigment_mu_a_per_mm"), py::arg("pigment_mu_s_per_mm"), py::arg("pigment_g"),
             py::arg("edge_sigma_mm") = 0.0, py::arg("blue_noise") = false)
        .def("validate", &DotField::validate, py::arg("layers"));

    py::class_<MonteCarloResult>(module, "MonteCarloResult")
        .def_readonly("mean", &MonteCarloResult::mean, py::return_value_policy::copy)
        .def_readonly("standard_error", &MonteCarloResult::standard_error, py::return_value_policy::copy);

    module.def("reflectance", &reflectance, py::arg("layers"), py::arg("streams"), Unlocked());
    module.def("dot_reflectance", &dot_reflectance, py::arg("layers"), py::arg("dots"), py::arg("streams"), Unlocked());
    module.def("dot_center_reflectance", &dot_center_reflectance, py::arg("layers"), py::arg("dots"), py::arg("streams"),
               Unlocked());
    module.def("dot_range", &dot_range, py::arg("layers"), py::arg("dots"));
    module.def("surface_transfer", &surface_transfer, py::arg("layers"), py::arg("k_per_mm"), py::arg("streams"),
               Unlocked());
    module.def("enclosed_reflectance", &enclosed_reflectance, py::arg("layers"), py::arg("radius_mm"), py::arg("streams"),
               Unlocked());
    module.def("dot_transfer", &dot_transfer, py::arg("layers"), py::arg("dots"), py::arg("k_per_mm"), py::arg("streams"),
               Unlocked());

    py::class_<OtherDots>(module, "OtherDots")
        .def(py::init([](double share, const Eigen::ArrayXd& mu_a, const Eigen::ArrayXd& mu_s, const Eigen::ArrayXd& g) {
                 return OtherDots{share, mu_a, mu_s, g};
             }),
             py::arg("share"), py::arg("mu_a_per_mm"), py::arg("mu_s_per_mm"), py::arg("g"));

    py::class_<PhotonPaths>(module, "PhotonPaths")
        .def(py::init([](const Eigen::ArrayXXf& layer_mm, const Eigen::ArrayXXf& dot_mm, const Eigen::ArrayXf& weight,
                         std::int64_t photons) {
                 PhotonPaths paths;
                 paths.layer_mm = layer_mm;
                 paths.dot_mm = dot_mm;
                 paths.weight = weight;
                 paths.photons = photons;
                 return paths;
             }),
             py::arg("layer_mm"), py::arg("dot_mm"), py::arg("weight"), py::arg("photons"))
        .def_readonly("layer_mm", &PhotonPaths::layer_mm, py::return_value_policy::copy)
        .def_readonly("dot_mm", &PhotonPaths::dot_mm, py::return_value_policy::copy)
        .def_readonly("weight", &PhotonPaths::weight, py::return_value_policy::copy)
        .def_readonly("twin_layer_mm", &PhotonPaths::twin_layer_mm, py::return_value_policy::copy)
        .def_readonly("twin_dot_mm", &PhotonPaths::twin_dot_mm, py::return_value_policy::copy)
        .def_readonly("twin_weight", &PhotonPaths::twin_weight, py::return_value_policy::copy)
        .def_readonly("start_mm", &PhotonPaths::start_mm, py::return_value_policy::copy)
        .def_readonly("spread_mm", &PhotonPaths::spread_mm, py::return_value_policy::copy)
        .def_readonly("photons", &PhotonPaths::photons)
        .def(
            "reflectance",
            [](const PhotonPaths& paths, const Eigen::ArrayXd& mu_a_per_mm, double pigment_mu_a_per_mm) {
                const auto answer = paths.reflectance(mu_a_per_mm, pigment_mu_a_per_mm);
                return std::pair(answer.mean, answer.standard_error);
            },
            py::arg("mu_a_per_mm"), py::arg("pigment_mu_a_per_mm"), Unlocked());

    const auto walk_arguments = [&](const char* name, auto run) {
        module.def(
            name,
            [run](const LayerStack& layers, const std::optional<DotField>& dots, std::int64_t photons, std::uint64_t seed,
                  int threads, bool start_over_dot, int dots_per_cell, const std::optional<OtherDots>& other_dots,
                  int shifts, bool twins, const std::optional<std::function<void(double)>>& progress) {
                return walked_by(run, layers, dots, photons, seed, threads, start_over_dot, dots_per_cell, other_dots,
                                 shifts, twins, progress);
            },
            py::arg("layers"), py::arg("dots"), py::arg("photons"), py::arg("seed"), py::arg("threads"),
            py::arg("start_over_dot"), py::arg("dots_per_cell"), py::arg("other_dots"), py::arg("shifts"), py::arg("twins"),
            py::arg("progress"));
    };
    walk_arguments("monte_carlo", &monte_carlo);
    walk_arguments("monte_carlo_paths", &monte_carlo_paths);
    module.def("specular_reflectance", &specular_reflectance, py::arg("n"));
}
