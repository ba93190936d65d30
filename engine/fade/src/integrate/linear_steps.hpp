#pragma once
// Linearly implicit steps for systems that solve (g - d rhs/dy) x = b themselves: as long as the season allows, however fast the
// fastest pool is. Rodas5P (Steinebach 2023, BIT Numer Math 63:27), order 5(4), eight stages, stable for any decay; the coefficients
// as its author gives them, in the form of Hairer and Wanner (1996, IV.7) that needs no product with the matrix. Like every
// Runge-Kutta method it keeps linear invariants such as mass to rounding.

#include "step_control.hpp"

#include <array>
#include <utility>
#include <vector>

namespace undertone {

struct Rodas5P {
    static constexpr std::size_t stages = 8;
    static constexpr double gamma = 0.21193756319429014;
    static constexpr std::array<double, stages> time{
        0, 0.6358126895828704, 0.4095798393397535, 0.9769306725060716, 0.4288403609558664, 1, 1, 1};
    static constexpr std::array<double, stages> by_time{
        0.21193756319429014, -0.42387512638858027, -0.3384627126235924, 1.8046452872882734, 2.325825639765069, 0, 0, 0};
    // Stages 7 and 8 start from where the stage before ended: its start and its increment.
    static constexpr std::size_t direct_stages = 6;
    /// The first factor is that of where the step starts.
    static constexpr std::array<std::array<double, direct_stages>, direct_stages> at{
        {{1},
         {1, 3},
         {1, 2.849394379747939, 0.45842242204463923},
         {1, -6.954028509809101, 2.489845061869568, -10.358996098473584},
         {1, 2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641},
         {1, -7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946}}};
    static constexpr std::array<std::array<double, stages - 1>, stages> carried{
        {{},
         {-14.155112264123755},
         {-17.97296035885952, -2.859693295451294},
         {147.12150275711716, -1.41221402718213, 71.68940251302358},
         {165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306},
         {24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125, -0.6610691825249471},
         {30.91273214028599, -3.1208243349937974, 77.79954646070892, 34.28646028294783, -19.097331116725623,
          -28.087943162872662},
         {37.80277123390563, -3.2571969029072276, 112.26918849496327, 66.9347231244047, -40.06618937091002,
          -54.66780262877968, -9.48861652309627}}};
    /// Of what lies between a step's start and its end (order 4): the share `theta` of the way, y_0 + theta (y_1 - y_0) +
    /// theta (1 - theta) (k_1 + theta (k_2 + theta k_3)), where k_i are these sums of the increments.
    static constexpr std::array<std::array<double, stages>, 3> between{
        {{25.948786856663858, -2.5579724845846235, 10.433815404888879, -2.3679251022685204, 0.524948541321073,
          1.1241088310450404, 0.4272876194431874, -0.17202221070155493},
         {-9.91568850695171, -0.9689944594115154, 3.0438037242978453, -24.495224566215796, 20.176138334709044,
          15.98066361424651, -6.789040303419874, -6.710236069923372},
         {11.419903575922262, 2.8879645146136994, 72.92137995996029, 80.12511834622643, -52.072871366152654,
          -59.78993625266729, -0.15582684282751913, 4.883087185713722}}};

    /// The factors of where the step starts and of its increments, in the sum that is the state at a share of the way.
    static constexpr std::array<double, 1 + stages> weights(double theta) {
        std::array<double, 1 + stages> result{1};
        for (std::size_t s = 0; s < stages; ++s) {
            const double to_end =
                s + 1 < direct_stages ? at.back()[s + 1] : 1; // the last stages' points are sums of increments
            result[1 + s] =
                theta * (to_end + (1 - theta) * (between[0][s] + theta * (between[1][s] + theta * between[2][s])));
        }
        return result;
    }
};

/// A System for these steps has, besides rhs: linear(), linearize(drive(t), y, linear), rhs_by_time(t, y, out), put_known(t, t_end, y,
/// y_end, error), which may put right what is known of the end of a step; and what linear() gives has shift(g), solve(b, x).
template <class S, class System>
class LinearStepper {
public:
    LinearStepper(const System& system, std::size_t n)
        : system_(system), linear_(system.linear()), n_(n), right_(n), by_time_(n), y_(n), at_(n) {
        for (std::size_t s = 0; s < stages; ++s) {
            k_[s].resize(n);
            point_parts_[1 + s] = right_parts_[stages - 1 - s] = plain(k_[s].data());
        }
        right_parts_[stages] = plain(by_time_.data());
        right_parts_[stages + 1] = plain(right_.data());
    }

    /// To be called where y has jumped, with the length of the first step to try.
    void start(double t, const std::vector<S>& y, double step) {
        t_end_ = t;
        at_ = y;
        step_ = step;
        accepted_ = true;
    }

    /// The state at t, which is not before the one asked for last. Its own steps go as far as they may, though not beyond t_stop, and
    /// what lies between them is interpolated: outputs cost no steps.
    FadeStatus reach(double t, double t_stop, std::vector<S>& y, const IntegrationOptions& options,
                     IntegrationCounts& counts) {
        while (t_end_ < t)
            if (const FadeStatus status = try_step(t_stop, options, counts); status != FadeStatus::ok) return status;
        if (t == t_end_)
            y = at_;
        else
            interpolate(t, y);
        return FadeStatus::ok;
    }

private:
    FadeStatus try_step(double t_stop, const IntegrationOptions& options, IntegrationCounts& counts) {
        if (const FadeStatus status = may_go_on(options, options.max_steps, counts); status != FadeStatus::ok) return status;
        if (accepted_) { // where the last step ended, the next one starts
            t_ = t_end_;
            y_.swap(at_);
            driven_.front() = system_.drive(t_);
            system_.linearize(driven_.front(), y_.data(), linear_);
            system_.rhs_by_time(t_, y_.data(), by_time_.data());
            accepted_ = false;
        }
        const auto [h, last] = length_of(step_, t_stop - t_);
        linear_.shift(1 / (Rodas5P::gamma * h));
        for (std::size_t s = 1; s < driven_.size(); ++s) driven_[s] = system_.drive(t_ + Rodas5P::time[s] * h);
        go_through_stages(h, y_.data(), std::make_index_sequence<stages>{});
        counts.rhs_evaluations += static_cast<int>(stages);
        // at_ is the result without its last increment, which is also the estimate of the error.
        StepArray<S>& error = k_.back();
        add_to_point(error);
        const double t_next = last ? t_stop : t_ + h;
        system_.put_known(t_, t_next, y_.data(), at_.data(), error.data());
        const double size = mean_square_error(error.data(), y_.data(), at_.data(), n_, options, sums_);
        const auto [status, accepted] = control_.judge(size, t_, h, step_, counts);
        accepted_ = accepted;
        if (accepted) t_end_ = t_next;
        return status;
    }

    void interpolate(double t, std::vector<S>& y) {
        const auto weights = Rodas5P::weights((t - t_) / (t_end_ - t_));
        point_parts_[0] = plain(y_.data());
        sum(point_parts_.data(), weights.data(), weights.size(), y);
        system_.put_known(t_, t, y_.data(), y.data(), right_.data());
    }

    template <std::size_t... all>
    void go_through_stages(double h, const S* y, std::index_sequence<all...>) {
        point_parts_[0] = plain(y);
        (stage<all>(h, y), ...);
    }

    template <std::size_t s>
    void stage(double h, const S* y) {
        if constexpr (s >= Rodas5P::direct_stages)
            add_to_point(k_[s - 1]);
        else if constexpr (s > 0)
            sum(point_parts_.data(), Rodas5P::at[s].data(), s + 1, at_);
        system_.rhs(driven_[std::min(s, driven_.size() - 1)], s == 0 ? y : at_.data(), right_.data());
        const double per_h = 1 / h;
        std::array<double, s + 2> factors;
        for (std::size_t j = 0; j < s; ++j) factors[s - 1 - j] = Rodas5P::carried[s][j] * per_h;
        factors[s] = Rodas5P::by_time[s] * h;
        factors[s + 1] = 1;
        sum(right_parts_.data() + (stages - s), factors.data(), s + 2, right_);
        linear_.solve(right_.data(), k_[s].data());
    }

    void add_to_point(const StepArray<S>& increment) {
        constexpr std::array<double, 2> as_they_are{1, 1};
        const std::array<const double*, 2> parts{plain(at_.data()), plain(increment.data())};
        sum(parts.data(), as_they_are.data(), 2, at_);
    }

    template <class Array>
    void sum(const double* const* parts, const double* factors, std::size_t count, Array& to) const {
        sums_.combine(parts, factors, count, plain_size(to), plain(to.data()));
    }

    static constexpr std::size_t stages = Rodas5P::stages;

    const System& system_;
    decltype(std::declval<const System&>().linear()) linear_;
    std::size_t n_;
    std::array<double, 6> driven_{}; ///< at the times of the stages, of which the last three are one
    std::array<StepArray<S>, stages> k_;
    StepArray<S> right_, by_time_;
    std::vector<S> y_, at_; ///< the states at t_ and, once the step is accepted, at t_end_
    double t_ = 0, t_end_ = 0, step_ = 0;
    bool accepted_ = false;
    // What a stage's point is the sum of: y, the increments; and its right side: the increments backwards, by_time_, the slope. In each
    // sum what is known last comes last, so that only one addition waits for it.
    std::array<const double*, 1 + stages> point_parts_;
    std::array<const double*, 2 + stages> right_parts_;
    const StepSums& sums_ = step_sums();
    StepControl control_{{0.9F, 0.17F, 0.2F}};
};

} // namespace undertone
