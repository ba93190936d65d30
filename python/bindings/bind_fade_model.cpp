// Fade models as equations, and the quick appearance of many states, for calibration and ensembles.
#include "bind.hpp"

#include "interruption.hpp"
#include "lab.hpp"
#include "undertone/base/range.hpp"
#include "undertone/fade/callable_model.hpp"
#include "undertone/fade/forecast.hpp"
#include "undertone/fade/reduced_appearance.hpp"
#include "undertone/fade/simulate.hpp"

#include <algorithm>

using namespace undertone;

namespace {

using Array = Eigen::ArrayXd;
using Rows = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

std::span<const double> span_of(const FadeModel& model, const Array& y) {
    if (y.size() != static_cast<Eigen::Index>(model.n_states()))
        throw DomainError("y", std::to_string(y.size()) + " values", std::to_string(model.n_states()) + ", as state_names");
    return {y.data(), static_cast<std::size_t>(y.size())};
}

std::vector<double> row_of_values(const Rows& values, Eigen::Index row) {
    return {values.data() + row * values.cols(), values.data() + (row + 1) * values.cols()};
}

/// What members of an ensemble show: statuses, and arrays over member, time and quantity.
struct Members {
    std::vector<std::string> status;
    py::array_t<double> seen, pigment_left, states;
    Array worst_mass_error;
    std::vector<int> steps;
};

Members members_of(const FadeModel& model, const Rows& values, const FadePlan& plan, const std::vector<double>& times,
                   double rtol, int threads, bool keep_states, double max_seconds) {
    IntegrationOptions options;
    options.rtol = rtol;
    options.atol = 1e-3 * rtol;
    options.validate();
    if (values.cols() != static_cast<Eigen::Index>(model.values().size()))
        throw DomainError("values.shape", std::to_string(values.cols()) + " columns",
                          std::to_string(model.values().size()) + ", as parameters");
    check_output_times(times);
    const auto n = values.rows();
    const auto n_times = static_cast<py::ssize_t>(times.size()),
               n_seen = static_cast<py::ssize_t>(model.seen_names().size()),
               n_states = static_cast<py::ssize_t>(model.n_states());
    require_size("values",
                 static_cast<double>(n) * static_cast<double>(n_times) * static_cast<double>(n_seen + n_states + 1), 2e9,
                 "numbers to hold (sets x times x what is kept)");
    Members out;
    out.status.resize(static_cast<std::size_t>(n));
    out.steps.resize(static_cast<std::size_t>(n));
    out.worst_mass_error = Array::Zero(n);
    out.seen = py::array_t<double>({static_cast<py::ssize_t>(n), n_times, n_seen});
    out.pigment_left = py::array_t<double>({static_cast<py::ssize_t>(n), n_times});
    out.states = py::array_t<double>({static_cast<py::ssize_t>(keep_states ? n : 0), n_times, n_states});
    double *seen = out.seen.mutable_data(), *left = out.pigment_left.mutable_data(), *states = out.states.mutable_data();
    constexpr Eigen::Index group = 4;
    const auto groups = static_cast<int>((n + group - 1) / group);
    {
        const Interruption interruption(max_seconds);
        parallel_groups(groups, threads, [&](int g) {
            const Eigen::Index first = g * group, last = std::min(n, first + group);
            std::vector<std::vector<double>> rows;
            for (Eigen::Index i = first; i < last; ++i) rows.push_back(row_of_values(values, i));
            const std::vector<StateTrajectory> runs = model.trajectories(rows, plan.sessions, times, options);
            for (Eigen::Index i = first; i < last; ++i) {
                const StateTrajectory& run = runs[static_cast<std::size_t>(i - first)];
                const auto member = static_cast<std::size_t>(i);
                out.status[member] = to_string(run.status);
                out.steps[member] = run.counts.steps;
                out.worst_mass_error(i) = run.worst_mass_error;
                const std::unique_ptr<FadeModel> own = model.with(rows[static_cast<std::size_t>(i - first)]);
                for (py::ssize_t t = 0; t < n_times; ++t) {
                    double* to = seen + (i * n_times + t) * n_seen;
                    if (run.status != FadeStatus::ok) {
                        std::fill(to, to + n_seen, std::numeric_limits<double>::quiet_NaN());
                        left[i * n_times + t] = std::numeric_limits<double>::quiet_NaN();
                        if (keep_states)
                            std::fill_n(states + (i * n_times + t) * n_states, n_states,
                                        std::numeric_limits<double>::quiet_NaN());
                        continue;
                    }
                    const Array y = run.states.row(t);
                    const std::span<const double> at(y.data(), static_cast<std::size_t>(y.size()));
                    const Array shown = own->see(at);
                    std::copy(shown.data(), shown.data() + n_seen, to);
                    const double given = own->accounted(at).sum();
                    left[i * n_times + t] = given > 0 ? own->in_skin(at).sum() / given : 0.0;
                    if (keep_states) std::copy(y.data(), y.data() + n_states, states + (i * n_times + t) * n_states);
                }
            }
        });
    }
    return out;
}

PigmentState state_of(const Rows& seen, Eigen::Index row, const Dots& dots) {
    const Array one = seen.row(row);
    PigmentState state = pigment_state(one, dots);
    if (state.density_per_cm2 > 0) keep_apart(state);
    return state;
}

void bind_model(py::module_& module) {
    py::class_<Members>(module, "FadeMembers")
        .def_readonly("status", &Members::status)
        .def_readonly("seen", &Members::seen)
        .def_readonly("pigment_left", &Members::pigment_left)
        .def_readonly("states", &Members::states)
        .def_readonly("worst_mass_error", &Members::worst_mass_error)
        .def_readonly("steps", &Members::steps);

    py::class_<FadeModel>(module, "FadeModel")
        .def_property_readonly("n_states", &FadeModel::n_states)
        .def_property_readonly("state_names", &FadeModel::state_names)
        .def_property_readonly("seen_names", &FadeModel::seen_names)
        .def_property_readonly("parameters", &FadeModel::parameters)
        .def_property_readonly("values", &FadeModel::values)
        .def_property_readonly("initial_state", &FadeModel::initial_state)
        .def("with_values", &FadeModel::with, py::arg("values"))
        .def("why_infeasible",
             [](const FadeModel& self) {
                 std::string why;
                 return self.is_feasible(&why) ? std::string() : why.empty() ? std::string("infeasible") : why;
             })
        .def(
            "rhs",
            [](const FadeModel& self, double t_days, const Array& y) {
                Array slope(y.size());
                self.rhs(t_days, span_of(self, y), {slope.data(), static_cast<std::size_t>(slope.size())});
                return slope;
            },
            py::arg("t_days"), py::arg("y"))
        .def(
            "jacobian",
            [](const FadeModel& self, double t_days, const Array& y) { return self.jacobian(t_days, span_of(self, y)); },
            py::arg("t_days"), py::arg("y"))
        .def(
            "apply",
            [](const FadeModel& self, const Session& session, Array y) {
                span_of(self, y);
                self.apply(session, {y.data(), static_cast<std::size_t>(y.size())});
                return y;
            },
            py::arg("session"), py::arg("y"))
        .def(
            "see", [](const FadeModel& self, const Array& y) { return self.see(span_of(self, y)); }, py::arg("y"))
        .def(
            "accounted", [](const FadeModel& self, const Array& y) { return self.accounted(span_of(self, y)); },
            py::arg("y"))
        .def(
            "in_skin", [](const FadeModel& self, const Array& y) { return self.in_skin(span_of(self, y)); }, py::arg("y"))
        .def("given", &FadeModel::given, py::arg("session"))
        .def(
            "draw",
            [](const FadeModel& self, std::uint64_t seed, std::uint64_t first, int count) {
                require_range("count", count, 0, 1e7);
                require_size("count", static_cast<double>(count) * static_cast<double>(self.values().size()), 1e8,
                             "numbers to draw");
                Rows rows(count, static_cast<Eigen::Index>(self.values().size()));
                for (int i = 0; i < count; ++i) {
                    const std::vector<double> row = draw_values(self, seed, first + static_cast<std::uint64_t>(i));
                    std::copy(row.begin(), row.end(), rows.data() + i * rows.cols());
                }
                return rows;
            },
            py::arg("seed"), py::arg("first"), py::arg("count"), Unlocked())
        .def("members", &members_of, py::arg("values"), py::arg("plan"), py::arg("times_days"), py::arg("rtol"),
             py::arg("threads"), py::arg("keep_states"), py::arg("max_seconds"))
        .def(
            "sensitivities",
            [](const FadeModel& self, const std::vector<std::size_t>& directions, const FadePlan& plan,
               const std::vector<double>& times, double rtol) {
                IntegrationOptions options;
                options.rtol = rtol;
                options.atol = 1e-3 * rtol;
                options.validate();
                check_output_times(times);
                SensitivityTrajectory run;
                {
                    const Interruption interruption;
                    run = self.sensitivities(directions, plan.sessions, times, options);
                }
                const auto stack = [&](const std::vector<Eigen::MatrixXd>& all) {
                    const py::ssize_t n = static_cast<py::ssize_t>(all.size()), r = all.empty() ? 0 : all[0].rows(),
                                      c = all.empty() ? 0 : all[0].cols();
                    py::array_t<double> out({n, r, c});
                    auto view = out.mutable_unchecked<3>();
                    for (py::ssize_t t = 0; t < n; ++t)
                        for (py::ssize_t i = 0; i < r; ++i)
                            for (py::ssize_t k = 0; k < c; ++k) view(t, i, k) = all[static_cast<std::size_t>(t)](i, k);
                    return out;
                };
                return py::make_tuple(std::string(to_string(run.status)), Rows(run.states), Rows(run.seen),
                                      stack(run.d_states), stack(run.d_seen));
            },
            py::arg("directions"), py::arg("plan"), py::arg("times_days"), py::arg("rtol"));

    module.def("make_fade_model", &make_fade_model, py::arg("name"), py::arg("line"), py::arg("dots"), py::arg("plan"),
               Unlocked());
    module.def("fade_model_names", &fade_model_names);
    module.def("fade_prior", py::overload_cast<const std::string&>(&fade_prior), py::arg("name"));
    module.def(
        "register_fade_model",
        [](const std::string& name, const py::object& make) {
            // `make(line, dots, plan)` returns an object with the functions of CallableModelParts.
            auto maker = std::shared_ptr<py::object>(new py::object(make), [](py::object* f) {
                if (Py_IsInitialized() == 0) return; // the registry outlives the interpreter, whose objects are gone with it
                const py::gil_scoped_acquire lock;
                delete f; // NOLINT(cppcoreguidelines-owning-memory): it must die under the lock
            });
            register_fade_model(name, [maker](const Line& line, const Dots& dots, const FadePlan& plan) {
                const py::gil_scoped_acquire lock;
                const py::object made = (*maker)(py::cast(line), py::cast(dots), py::cast(plan));
                CallableModelParts parts;
                parts.state_names = made.attr("state_names").cast<std::vector<std::string>>();
                for (const py::handle one : made.attr("parameters"))
                    parts.parameters.push_back({one.attr("name").cast<std::string>(),
                                                one.attr("unit").cast<std::string>(),
                                                {one.attr("median").cast<double>(), one.attr("log_sd").cast<double>()},
                                                one.attr("source").cast<std::string>(),
                                                one.attr("confidence").cast<std::string>()});
                parts.rhs = made.attr("rhs").cast<decltype(parts.rhs)>();
                parts.apply = made.attr("apply").cast<decltype(parts.apply)>();
                parts.see = made.attr("see").cast<decltype(parts.see)>();
                parts.accounted = made.attr("accounted").cast<decltype(parts.accounted)>();
                parts.in_skin = made.attr("in_skin").cast<decltype(parts.in_skin)>();
                return make_callable_model(std::move(parts), dots);
            });
        },
        py::arg("name"), py::arg("make"));
}

void bind_appearance(py::module_& module) {
    py::class_<ReducedAppearance>(module, "ReducedAppearance")
        .def(py::init([](const Skin& skin, const Line& line, const Rows& seen, const Dots& dots, int threads) {
                 std::vector<PigmentState> states;
                 for (Eigen::Index i = 0; i < seen.rows(); ++i) {
                     if (i % 1024 == 0) poll_stop();
                     const PigmentState state = state_of(seen, i, dots);
                     if (state.density_per_cm2 > 0) states.push_back(state);
                 }
                 return ReducedAppearance(skin, line, states, threads);
             }),
             py::arg("skin"), py::arg("line"), py::arg("seen"), py::arg("dots"), py::arg("threads"), Unlocked())
        .def(
            "spectra",
            [](const ReducedAppearance& self, const Rows& seen, const Dots& dots, bool close_up, int threads) {
                Rows out(seen.rows(), band_count);
                parallel_groups(static_cast<int>(seen.rows()), threads, [&](int i) {
                    const PigmentState state = state_of(seen, i, dots);
                    if (state.density_per_cm2 > 0) {
                        out.row(i) = (close_up ? self.dot(state) : self.area(state)).transpose();
                    } else {
                        out.row(i).setConstant(std::numeric_limits<double>::quiet_NaN()); // bare skin: the caller has it
                    }
                });
                return out;
            },
            py::arg("seen"), py::arg("dots"), py::arg("close_up") = false, py::arg("threads") = 1, Unlocked());
    module.def(
        "pigment_state",
        [](const Array& seen, const Dots& dots) {
            PigmentState state = pigment_state(seen, dots);
            if (state.density_per_cm2 > 0) keep_apart(state);
            return state;
        },
        py::arg("seen"), py::arg("dots"));
}

} // namespace

void bind_fade_model(py::module_& module) {
    bind_model(module);
    bind_appearance(module);
}
