// Fading. Design section 10 gives the peers' figures (SciPy LSODA 46 ms a trajectory, CVODES 6.8, odeint 7.8; 71-83 s and
// 7.1-8.5 s for 1000 draws on one core) on an 18-state model with a stiff pool. CVODE is run here on our mechanistic model, on the
// same right-hand side and Jacobian, tolerance, sessions and outputs; LSODA in table.py.
#include "undertone/fade/forecast.hpp"

#include <benchmark/benchmark.h>

#ifdef UNDERTONE_CVODE
#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sundials/sundials_context.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>
#endif

namespace {

using namespace undertone;

const Line& demo() {
    static const Line line = load_line("demo");
    return line;
}

FadePlan treatment() {
    Blend blend;
    blend.parts[demo().inks.front().id] = 1;
    const Mixture cup = mix(demo(), blend);
    FadePlan plan = evenly_spaced_plan(cup);
    plan.sessions.push_back({4 * days_per_year, cup.mg_per_ml, 1, 0});
    return plan;
}

/// Three sessions, two touch-ups; two colorants are the work the goals are stated for, all five what table.py gives to LSODA.
struct Work {
    Line line = demo();
    FadePlan plan;

    explicit Work(std::size_t colorants = 2) {
        line.colorants.resize(colorants);
        line.inks.clear();
        const Mixture cup{Eigen::ArrayXd::LinSpaced(static_cast<Eigen::Index>(colorants), 5, 3), 1};
        plan = evenly_spaced_plan(cup);
        plan.sessions.push_back({4 * days_per_year, cup.mg_per_ml, 1, 0});
        plan.sessions.push_back({7 * days_per_year, cup.mg_per_ml, 1, 0});
    }
};

std::vector<double> monthly_for_ten_years() {
    std::vector<double> months;
    for (int month = 1; month <= 120; ++month) months.push_back(month * days_per_year / 12);
    return months;
}

const std::vector<double> outputs_days{0, 20, 62, 365.25, 1095.75, 1461, 1826.25, 3652.5};

void fade_ten_year_trajectory(benchmark::State& state, const char* model_name, std::size_t colorants) {
    const Work work(colorants);
    const auto model = make_fade_model(model_name, work.line, Dots{}, work.plan);
    const std::vector<double> months = monthly_for_ten_years();
    for (auto _ : state) benchmark::DoNotOptimize(integrate(*model, work.plan.sessions, months));
}
BENCHMARK_CAPTURE(fade_ten_year_trajectory, two_rate, "two_rate", 2)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fade_ten_year_trajectory, mechanistic, "mechanistic", 2)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fade_ten_year_trajectory, two_rate_5, "two_rate", 5)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fade_ten_year_trajectory, mechanistic_5, "mechanistic", 5)->Unit(benchmark::kMillisecond);

void fade_sensitivities(benchmark::State& state, const char* model_name) {
    const Work work;
    const auto model = make_fade_model(model_name, work.line, Dots{}, work.plan);
    std::vector<std::size_t> all(model->values().size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    const std::vector<double> months = monthly_for_ten_years();
    for (auto _ : state) benchmark::DoNotOptimize(model->sensitivities(all, work.plan.sessions, months, {}));
}
BENCHMARK_CAPTURE(fade_sensitivities, two_rate, "two_rate")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fade_sensitivities, mechanistic, "mechanistic")->Unit(benchmark::kMillisecond);

#ifdef UNDERTONE_CVODE
struct CvodeWork {
    const FadeModel* model;
    std::size_t n;
};

int cvode_rhs(double t, N_Vector y, N_Vector slope, void* data) {
    const auto& work = *static_cast<const CvodeWork*>(data);
    work.model->rhs(t, {N_VGetArrayPointer(y), work.n}, {N_VGetArrayPointer(slope), work.n});
    return 0;
}

int cvode_jacobian(double t, N_Vector y, N_Vector, SUNMatrix matrix, void* data, N_Vector, N_Vector, N_Vector) {
    const auto& work = *static_cast<const CvodeWork*>(data);
    const Eigen::MatrixXd j = work.model->jacobian(t, {N_VGetArrayPointer(y), work.n});
    std::copy(j.data(), j.data() + j.size(), SUNDenseMatrix_Data(matrix)); // both column by column
    return 0;
}

void fade_ten_year_trajectory_by_cvode(benchmark::State& state, int method) {
    const Work work;
    const auto model = make_fade_model("mechanistic", work.line, Dots{}, work.plan);
    const std::vector<double> months = monthly_for_ten_years();
    CvodeWork data{model.get(), model->n_states()};
    const auto n = static_cast<sunindextype>(data.n);
    SUNContext context = nullptr;
    SUNContext_Create(nullptr, &context);
    for (auto _ : state) {
        N_Vector y = N_VNew_Serial(n, context);
        N_VConst(0, y);
        void* solver = CVodeCreate(method, context);
        double t = 0;
        model->apply(work.plan.sessions[0], {N_VGetArrayPointer(y), data.n});
        CVodeInit(solver, cvode_rhs, t, y);
        CVodeSStolerances(solver, 1e-6, 1e-9);
        CVodeSetUserData(solver, &data);
        CVodeSetMaxNumSteps(solver, 100000);
        SUNMatrix matrix = SUNDenseMatrix(n, n, context);
        SUNLinearSolver linear = SUNLinSol_Dense(y, matrix, context);
        CVodeSetLinearSolver(solver, linear, matrix);
        CVodeSetJacFn(solver, cvode_jacobian);
        std::size_t session = 1, month = 0;
        while (month < months.size()) {
            const bool at_session =
                session < work.plan.sessions.size() && work.plan.sessions[session].time_days <= months[month];
            const double stop = at_session ? work.plan.sessions[session].time_days : months[month];
            if (stop > t) {
                CVodeSetStopTime(solver, stop);
                if (CVode(solver, stop, y, &t, CV_NORMAL) < 0) state.SkipWithError("CVODE failed");
            }
            if (at_session) {
                model->apply(work.plan.sessions[session++], {N_VGetArrayPointer(y), data.n});
                CVodeReInit(solver, t, y);
            } else {
                ++month;
            }
        }
        benchmark::DoNotOptimize(N_VGetArrayPointer(y));
        CVodeFree(&solver);
        SUNLinSolFree(linear);
        SUNMatDestroy(matrix);
        N_VDestroy(y);
    }
    SUNContext_Free(&context);
}
BENCHMARK_CAPTURE(fade_ten_year_trajectory_by_cvode, bdf, CV_BDF)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fade_ten_year_trajectory_by_cvode, adams, CV_ADAMS)->Unit(benchmark::kMillisecond);
#endif

void fade_1000_draws_one_thread(benchmark::State& state, const char* model) {
    const Work work;
    FadeOptions options;
    options.model = model;
    options.draws = 1000;
    options.threads = 1;
    for (auto _ : state) benchmark::DoNotOptimize(simulate_fade(work.line, Dots{}, work.plan, outputs_days, options));
}
BENCHMARK_CAPTURE(fade_1000_draws_one_thread, two_rate, "two_rate")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fade_1000_draws_one_thread, mechanistic, "mechanistic")->Unit(benchmark::kMillisecond);

void fade_forecast_200_draws_one_thread(benchmark::State& state) {
    const Skin skin;
    const Viewing daylight("D65");
    FadeOptions options;
    options.draws = 200;
    options.threads = 1;
    for (auto _ : state) {
        const FadeReport report = simulate_fade(demo(), Dots{}, treatment(), outputs_days, options);
        benchmark::DoNotOptimize(forecast(skin, demo(), report, Lab{55, 8, 14}, daylight, 1));
    }
}
BENCHMARK(fade_forecast_200_draws_one_thread)->Unit(benchmark::kMillisecond);

} // namespace
