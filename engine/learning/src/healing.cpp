#include "undertone/learning/healing.hpp"

#include "reading_parts.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/numerics/least_squares.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/numerics/statistics.hpp"
#include "undertone/spectral/grid_table.hpp"

#include <Eigen/Cholesky>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace undertone {

namespace {

constexpr Eigen::Index retention_index = 0, depth_index = 1, granule_index = 2, skin_index = 3;

/// Beyond these the optics of dots has learnt nothing, or a share would exceed the whole.
constexpr double least_retention = 0.01, least_depth_factor = 0.2, most_depth_factor = 5;
constexpr double least_granule_um = 0.01, most_granule_um = 10;

/// The dots' optics errs by delta E 0.06 at the median and 0.19 for 95 % (data/dots/validate.py); half of it common to all
/// bands, of ln(reflectance).
constexpr double model_error_common = 0.005, model_error_band = 0.005;

/// Columns: the shapes; last column: the independent rest. Of ln(reflectance), for a repeatability of delta E 1.
struct Repeats {
    Eigen::Matrix<double, band_count, Eigen::Dynamic> shapes;
    Bands rest;
};

const Repeats& repeats() {
    static const Repeats instance = [] {
        const Table table = grid_table("tissue/reading_repeats.csv");
        const Eigen::Index shapes = table.values.cols() - 2;
        return Repeats{table.values.middleCols(1, shapes).matrix(), table.column("rest")};
    }();
    return instance;
}

void check_repeats(int readings, double repeat_delta_e, const std::string& where) {
    if (readings < 1) throw DomainError(where + "readings", fmt::format("{}", readings), "1 or more");
    if (!(repeat_delta_e >= 1e-6 && repeat_delta_e <= 10))
        throw DomainError(where + "repeat_delta_e", fmt::format("{}", repeat_delta_e), "more than 0 (1e-6), up to 10",
                          "skin readings repeat to CIEDE2000 0.5-1.4; readings further apart are not of one spot");
}

/// One averaged reading as numbers to compare with: ln(reflectance) in its bands, or Lab; and their whitening.
class ReadingComparison {
public:
    ReadingComparison(const HealedReading& reading, const std::string& name, const Bands& expected)
        : viewing_(reading.illuminant, reading.observer), surface_(reading.surface), lab_only_(reading.lab.has_value()) {
        check(reading, name);
        const Eigen::MatrixXd of_ln_r = reading_covariance(reading.readings, reading.repeat_delta_e);
        Eigen::MatrixXd covariance;
        if (lab_only_) {
            measured_ = vector_of(*reading.lab);
            const Eigen::MatrixXd slope = lab_slope(viewing_, expected + surface_) * expected.matrix().asDiagonal();
            covariance = slope * of_ln_r * slope.transpose() + instrument_covariance();
        } else {
            for (int b = 0; b < band_count; ++b)
                if (reading.coverage.measured[static_cast<std::size_t>(b)]) bands_.push_back(b);
            measured_ = (*reading.reflectance)(bands_).log().matrix();
            covariance = of_ln_r(bands_, bands_);
        }
        cholesky_.compute(covariance);
    }

    /// Whitened model minus measurement.
    Eigen::VectorXd misfit(const Bands& model) const {
        const Eigen::VectorXd values = lab_only_ ? vector_of(this->seen(model)) : model(bands_).log().matrix();
        return cholesky_.matrixL().solve(values - measured_);
    }

    Lab seen(const Bands& model) const { return viewing_.lab(model + surface_); }

private:
    static void check(const HealedReading& reading, const std::string& name) {
        check_kind(name, reading.reflectance, reading.lab, reading.surface);
        check_repeats(reading.readings, reading.repeat_delta_e, name + ": ");
        if (reading.lab) {
            const Lab& lab = *reading.lab;
            if (!(lab.l > 0 && lab.l < 100 && std::abs(lab.a) < 60 && std::abs(lab.b) < 80))
                throw DomainError(name + ": lab", fmt::format("{:g}, {:g}, {:g}", lab.l, lab.a, lab.b),
                                  "a colour skin can have: L* 0 to 100, a* within 60, b* within 80",
                                  "check the order of the columns and the decimal point");
            return;
        }
        check_spectrum(name, *reading.reflectance, reading.coverage.measured, "");
    }

    Viewing viewing_;
    double surface_;
    bool lab_only_;
    std::vector<int> bands_;
    Eigen::VectorXd measured_;
    Eigen::LLT<Eigen::MatrixXd> cholesky_;
};

/// How far the fitted parameters (inward) follow an error of ln(reflectance) in each band. A fit takes bands as independent; the
/// errors of real readings are shared by many bands, so they move the parameters further than the fit's covariance says.
Eigen::MatrixXd follow_reading(const SkinFit& fit, const Eigen::MatrixXd& inward_covariance) {
    const SkinParameters middle = fit.skin.parameters();
    const SkinSpace& space = fit.space;
    Eigen::MatrixXd weighted(space.size(), band_count);
    const Bands noise = fit.reading_sd.max(SkinFitOptions{}.noise), measured = fit.skin.reflectance();
    for (Eigen::Index i = 0; i < space.size(); ++i) {
        constexpr double h = 1e-3;
        const SkinField& field = space[i].field;
        const double here = middle.*field.value;
        SkinParameters up = middle, down = middle;
        up.*field.value = space[i].value(space[i].coordinate(here) + h);
        down.*field.value = space[i].value(space[i].coordinate(here) - h);
        // A share may stand at 0 or 1, beyond which it has no meaning.
        double width = 2 * h;
        if (down.*field.value < field.low) {
            down = middle;
            width = h;
        } else if (up.*field.value > field.high) {
            up = middle;
            width = h;
        }
        const Bands slope = (Skin(up).reflectance() - Skin(down).reflectance()) / width;
        weighted.row(i) = (slope * measured / noise.square()).matrix().transpose();
    }
    return inward_covariance * weighted;
}

struct Posterior {
    Eigen::VectorXd mean;
    Eigen::MatrixXd covariance;
};

/// Nodes of a cubic grid within a ball about the origin.
std::vector<Eigen::Vector3d> ball_of_nodes(int half_nodes, double spacing) {
    std::vector<Eigen::Vector3d> nodes;
    for (int i = -half_nodes; i <= half_nodes; ++i)
        for (int j = -half_nodes; j <= half_nodes; ++j)
            for (int k = -half_nodes; k <= half_nodes; ++k)
                if (i * i + j * j + k * k <= half_nodes * (half_nodes + 1))
                    nodes.push_back(spacing * Eigen::Vector3d(i, j, k));
    return nodes;
}

/// Mean and covariance by integration. The three unknowns of healing are curved (dark dots and large granules shade themselves, deep dots
/// hide), so they are integrated on a grid about the maximum; all others are as good as linear and are integrated exactly, given
/// those three, from the Jacobian at the maximum.
Posterior integrate(const LeastSquaresAnswer& maximum, const Eigen::VectorXd& lower, const Eigen::VectorXd& upper,
                    const std::function<Eigen::VectorXd(const Eigen::VectorXd&)>& residuals) {
    constexpr int half_nodes = 4;
    constexpr double node_sd =
        0.95; // spacing: exact to 1e-9 for a normal; the ball of nodes ends at 3.9 standard deviations
    const Eigen::Index count = maximum.point.size(), others = count - skin_index;
    const Eigen::MatrixXd inverse =
        (maximum.jacobian.transpose() * maximum.jacobian).ldlt().solve(Eigen::MatrixXd::Identity(count, count));
    const Eigen::Matrix3d root = Eigen::LLT<Eigen::MatrixXd>(inverse.topLeftCorner(3, 3)).matrixL();
    const Eigen::MatrixXd slope = maximum.jacobian.rightCols(others);
    const Eigen::MatrixXd conditional = (slope.transpose() * slope).ldlt().solve(Eigen::MatrixXd::Identity(others, others));

    std::vector<Eigen::VectorXd> points;
    std::vector<double> logs;
    for (const Eigen::Vector3d& node : ball_of_nodes(half_nodes, node_sd)) {
        poll_stop();
        Eigen::VectorXd at = maximum.point;
        at.head(3) += root * node;
        if ((at.head(3).array() < lower.head(3).array()).any() || (at.head(3).array() > upper.head(3).array()).any())
            continue;
        const Eigen::VectorXd here = residuals(at);
        const Eigen::VectorXd pull = slope.transpose() * here, step = conditional * pull;
        logs.push_back(-0.5 * (here.squaredNorm() - pull.dot(step)));
        at.tail(others) -= step;
        points.push_back(at);
    }
    const double highest = *std::max_element(logs.begin(), logs.end());
    double sum = 0;
    Posterior result{Eigen::VectorXd::Zero(count), Eigen::MatrixXd::Zero(count, count)};
    for (std::size_t k = 0; k < points.size(); ++k) {
        sum += logs[k] = std::exp(logs[k] - highest);
        result.mean += logs[k] * points[k];
    }
    result.mean /= sum;
    for (std::size_t k = 0; k < points.size(); ++k) {
        const Eigen::VectorXd off = points[k] - result.mean;
        result.covariance += logs[k] / sum * off * off.transpose();
    }
    result.covariance.bottomRightCorner(others, others) += conditional;
    result.mean = result.mean.cwiseMax(lower).cwiseMin(upper);
    return result;
}

std::string name_of(const HealedReading& reading, std::size_t index) {
    return reading.name.empty() ? fmt::format("reading {}", index + 1) : reading.name;
}

LearntRange range_of(const std::string& name, double mean_before, double sd_before, double mean, double sd, bool logarithmic,
                     double least, double most) {
    const auto at = [&](double middle, double offset) {
        const double value = std::clamp(middle + offset, least, most);
        return logarithmic ? std::exp(value) : value;
    };
    return {name,
            at(mean_before, -central_80_deviate * sd_before),
            at(mean_before, 0),
            at(mean_before, central_80_deviate * sd_before),
            at(mean, -central_80_deviate * sd),
            at(mean, 0),
            at(mean, central_80_deviate * sd)};
}

/// L* of the bare skin and its standard deviation, linearised.
std::array<double, 2> bare_lightness(const HealingBelief& belief) {
    const Viewing viewing("D65");
    const double middle = viewing.lab(belief.bare_at(belief.mean())).l;
    const Eigen::Index count = belief.mean().size();
    Eigen::VectorXd slope = Eigen::VectorXd::Zero(count);
    for (Eigen::Index i = belief.optical_count(); i < count; ++i) {
        Eigen::VectorXd moved = belief.mean();
        constexpr double h = 0.01;
        moved(i) += h;
        slope(i) = (viewing.lab(belief.bare_at(moved)).l - middle) / h;
    }
    return {middle, std::sqrt(std::max(0.0, slope.dot(belief.covariance() * slope)))};
}

std::vector<LearntRange> learnt_ranges(const HealingBelief& before, const HealingBelief& after) {
    std::vector<LearntRange> result;
    for (Eigen::Index i = 0; i < before.optical_count(); ++i) {
        const std::string& name = before.names()[static_cast<std::size_t>(i)];
        const bool logarithmic = i < skin_index || before.skin_space()[i - skin_index].logarithmic;
        result.push_back(range_of(i == retention_index ? "retention"
                                  : i == depth_index   ? "depth_factor"
                                  : i == granule_index ? "granule_um"
                                                       : name,
                                  before.mean()(i), std::sqrt(before.covariance()(i, i)), after.mean()(i),
                                  std::sqrt(after.covariance()(i, i)), logarithmic, before.lower()(i), before.upper()(i)));
    }
    const auto [l_before, sd_before] = bare_lightness(before);
    const auto [l_after, sd_after] = bare_lightness(after);
    result.push_back(range_of("bare_skin_l", l_before, sd_before, l_after, sd_after, false, 0, 100));
    return result;
}

std::string sentence_of(const std::vector<LearntRange>& learnt) {
    const LearntRange &retention = learnt[0], &depth = learnt[1];
    std::string text = fmt::format(
        "retention reads {:.2f} (80 %: {:.2f} to {:.2f}) where {:.2f} ({:.2f} to {:.2f}) was assumed", retention.after,
        retention.low, retention.high, retention.before, retention.low_before, retention.high_before);
    const double deeper = depth.after / depth.before;
    if (std::abs(deeper - 1) >= 0.02)
        text += fmt::format("; dots lie {:.0f} % {} than assumed", 100 * std::abs(deeper - 1),
                            deeper > 1 ? "deeper" : "shallower");
    else
        text += "; depth as assumed";
    return text;
}

/// `found` is the most probable point.
void add_diagnostics(HealingUpdate& update, const HealingBelief& before, const Eigen::VectorXd& found) {
    const auto say = [&](Severity severity, const char* code, std::string message) {
        update.diagnostics.push_back({severity, code, std::move(message)});
    };
    if (!update.converged)
        say(Severity::warning, "not_converged", "the estimate stopped before settling; treat its ranges as too narrow");
    for (Eigen::Index i = 0; i < skin_index; ++i) {
        const double value = found(i);
        if (value <= before.lower()(i) || value >= before.upper()(i))
            say(Severity::warning, "bound_hit",
                fmt::format("{} stands at its bound {:.2f}: the reading is {} than healing can explain; check what was in "
                            "the cup and how many dots were set",
                            i == retention_index ? "retention"
                            : i == depth_index   ? "the depth factor"
                                                 : "the granules' width in um",
                            std::exp(value), (i == retention_index) == (value >= before.upper()(i)) ? "darker" : "lighter"));
    }
    const auto sds = [&](Eigen::Index i) { return std::sqrt(before.covariance()(i, i)); };
    const double retention_shift = std::abs(update.posterior.mean()(0) - before.mean()(0)) / std::max(sds(0), 1e-9),
                 depth_shift = std::abs(update.posterior.mean()(1) - before.mean()(1)) / std::max(sds(1), 1e-9);
    if (update.misfit > 2 || std::max(retention_shift, depth_shift) > 3)
        say(Severity::warning, "reading_unexplained",
            fmt::format("no likely retention, depth and skin explain the reading (misfit {:.1f} standard deviations): check "
                        "the spot, the lot, what was mixed, and that it was healed",
                        std::max({update.misfit, retention_shift, depth_shift})));
    if (before.covariance()(0, 0) > 1e-8 && update.posterior.covariance()(0, 0) > 0.8 * before.covariance()(0, 0))
        say(Severity::info, "little_learnt",
            "the reading tells little of retention: so few dots change the colour hardly more than readings repeat; take "
            "more readings");
}

} // namespace

Eigen::MatrixXd reading_covariance(int readings, double repeat_delta_e) {
    check_repeats(readings, repeat_delta_e, "");
    const double scale = repeat_delta_e * repeat_delta_e / readings;
    Eigen::MatrixXd covariance = scale * repeats().shapes * repeats().shapes.transpose();
    covariance.array() += model_error_common * model_error_common;
    covariance.diagonal().array() += scale * repeats().rest.square() + model_error_band * model_error_band;
    return covariance;
}

HealingBelief::HealingBelief(const SkinFit& skin, const Dots& prior, int bare_readings, double bare_repeat_delta_e)
    : HealingBelief(skin.skin, &skin, prior, bare_readings, bare_repeat_delta_e) {}

HealingBelief::HealingBelief(const Skin& skin, const Dots& prior, int bare_readings, double bare_repeat_delta_e)
    : HealingBelief(skin, nullptr, prior, bare_readings, bare_repeat_delta_e) {}

HealingBelief::HealingBelief(const Skin& skin, const SkinFit* fit, const Dots& prior, int bare_readings,
                             double bare_repeat_delta_e)
    : skin_parameters_(skin.parameters()), bare_(skin.reflectance()), skin_fitted_(fit != nullptr),
      skin_space_(skin_fitted_ ? fit->space : SkinSpace::shipped()) {
    prior.validate();
    check_repeats(bare_readings, bare_repeat_delta_e, "bare_");
    // The rest is small, but every healed reading is judged against the same bare one: left out, its error would count as news
    // each time.
    bare_error_.resize(band_count, repeats().shapes.cols() + band_count);
    bare_error_ << repeats().shapes, Eigen::MatrixXd(repeats().rest.matrix().asDiagonal());
    bare_error_ *= bare_repeat_delta_e / std::sqrt(static_cast<double>(bare_readings));
    const Eigen::Index shape_count = repeats().shapes.cols(), shapes = bare_error_.cols(),
                       skin_count = skin_fitted_ ? skin_space_.size() : 0, count = skin_index + skin_count + shapes;
    mean_ = Eigen::VectorXd::Zero(count);
    covariance_ = Eigen::MatrixXd::Zero(count, count);
    lower_.resize(count);
    upper_.resize(count);

    names_ = {"ln_retention", "ln_depth_factor", "ln_granule_um"};
    mean_(retention_index) = std::log(prior.retention.median);
    mean_(granule_index) = std::log(std::clamp(prior.granule_um.median, least_granule_um, most_granule_um));
    lower_.head(skin_index) << std::log(least_retention), std::log(least_depth_factor), std::log(least_granule_um);
    upper_.head(skin_index) << 0, std::log(most_depth_factor), std::log(most_granule_um);
    static constexpr double least_sd = 1e-5; // "exactly known" must still have an inverse
    const auto variance = [](double sd) { return std::max(sd, least_sd) * std::max(sd, least_sd); };
    covariance_(retention_index, retention_index) = variance(prior.retention.log_sd);
    covariance_(depth_index, depth_index) = variance(prior.depth_log_sd);
    covariance_(granule_index, granule_index) = variance(prior.granule_um.log_sd);

    if (skin_fitted_) {
        if (!fit->parameters.allFinite() || !fit->covariance.allFinite() || !fit->reading_sd.allFinite())
            throw DomainError("skin", "a fit with numbers that are not finite", "a fit as fit_skin gives");
        if (fit->parameters.size() != skin_count || fit->covariance.rows() != skin_count ||
            fit->covariance.cols() != skin_count)
            throw DomainError("skin", fmt::format("a fit of {} parameters", fit->parameters.size()),
                              fmt::format("{}, as fit_skin gives", skin_count));
        for (const std::string& name : skin_space_.names()) names_.push_back(name);
        mean_.segment(skin_index, skin_count) = skin_space_.coordinates(fit->parameters);
        lower_.segment(skin_index, skin_count) = skin_space_.lower();
        upper_.segment(skin_index, skin_count) = skin_space_.upper();
        Eigen::VectorXd to_coordinate(skin_count);
        for (Eigen::Index i = 0; i < skin_count; ++i)
            to_coordinate(i) = skin_space_[i].logarithmic ? 1 / fit->parameters(i) : 1;
        covariance_.block(skin_index, skin_index, skin_count, skin_count) =
            to_coordinate.asDiagonal() * fit->covariance * to_coordinate.asDiagonal();
        covariance_.diagonal().segment(skin_index, skin_count).array() += least_sd * least_sd;
        if (!fit->lab_only) { // a fit to Lab knows the readings' error as it is
            const Eigen::MatrixXd shared =
                follow_reading(*fit, covariance_.block(skin_index, skin_index, skin_count, skin_count)) * bare_error_;
            covariance_.block(skin_index, skin_index, skin_count, skin_count) += shared * shared.transpose();
            covariance_.block(skin_index, skin_index + skin_count, skin_count, shapes) = shared;
            covariance_.block(skin_index + skin_count, skin_index, shapes, skin_count) = shared.transpose();
        }
    }
    for (Eigen::Index i = 0; i < shapes; ++i) {
        names_.push_back(i < shape_count
                             ? fmt::format("bare_shape_{}", i + 1)
                             : fmt::format("bare_{}_nm", first_wavelength_nm + wavelength_step_nm * (i - shape_count)));
        const Eigen::Index at = skin_index + skin_count + i;
        covariance_(at, at) = 1;
        lower_(at) = -6;
        upper_(at) = 6;
    }
}

double HealingBelief::retention_at(const Eigen::VectorXd& point) { return std::exp(point(retention_index)); }
double HealingBelief::depth_factor_at(const Eigen::VectorXd& point) { return std::exp(point(depth_index)); }

Healing HealingBelief::healing_at(const Eigen::VectorXd& point) {
    return {retention_at(point), depth_factor_at(point), std::exp(point(granule_index))};
}

LogNormal HealingBelief::retention() const { return {retention_at(mean_), std::sqrt(covariance_(0, 0))}; }
LogNormal HealingBelief::depth_factor() const { return {depth_factor_at(mean_), std::sqrt(covariance_(1, 1))}; }

Dots HealingBelief::dots(const Dots& geometry) const {
    Dots result = geometry;
    result.retention = retention();
    result.top_mm *= depth_factor().median;
    result.bottom_mm *= depth_factor().median;
    result.depth_log_sd = depth_factor().log_sd;
    result.granule_um = {std::exp(mean_(granule_index)), std::sqrt(covariance_(granule_index, granule_index))};
    return result;
}

Skin HealingBelief::skin_at(const Eigen::VectorXd& point) const {
    const SkinParameters parameters =
        skin_fitted_ ? skin_space_.parameters(point.segment(skin_index, skin_space_.size()), skin_parameters_)
                     : skin_parameters_;
    return {parameters, bare_at(point)};
}

Bands HealingBelief::bare_at(const Eigen::VectorXd& point) const {
    return bare_ * (bare_error_ * point.tail(bare_error_.cols())).array().exp();
}

std::vector<Eigen::VectorXd> HealingBelief::draws(int count, std::uint64_t seed) const {
    const Eigen::MatrixXd root = Eigen::LLT<Eigen::MatrixXd>(covariance_).matrixL();
    std::vector<Eigen::VectorXd> result;
    for (int i = 0; i < count; ++i) {
        poll_stop();
        RandomStream random(seed, static_cast<std::uint64_t>(i));
        Eigen::VectorXd z(mean_.size());
        for (double& value : z) value = random.normal();
        result.push_back((mean_ + root * z).cwiseMax(lower_).cwiseMin(upper_));
    }
    return result;
}

HealingBelief HealingBelief::moved(Eigen::VectorXd mean, Eigen::MatrixXd covariance) const {
    HealingBelief result = *this;
    result.mean_ = std::move(mean);
    result.covariance_ = std::move(covariance);
    return result;
}

HealingUpdate update_from_healed(const HealingBelief& before, std::span<const HealedReading> readings, const Line& line) {
    if (readings.empty()) throw DomainError("readings", "none", "at least one healed reading", "measure the healed area");
    HealingUpdate update{before, before, {}, {}, {}, {}, 0, false, {}, ""};
    std::vector<ReadingComparison> comparisons;
    const auto area = [&](const Eigen::VectorXd& point, const Skin& skin, std::size_t i,
                          Diagnostics* diagnostics = nullptr) {
        return standing_area(skin, line, readings[i].standing, HealingBelief::healing_at(point), diagnostics);
    };
    const Skin expected_skin = before.skin();
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const std::string name = name_of(readings[i], i);
        if (total_density_per_cm2(readings[i].standing) <= 0)
            throw DomainError(name + ": standing", "no dots", "at least one session's dots",
                              "bare skin tells nothing of healing: fit it as skin");
        const Bands expected = area(before.mean(), expected_skin, i);
        comparisons.emplace_back(readings[i], name, expected);
        update.predicted.push_back(comparisons.back().seen(expected));
        update.read.push_back(readings[i].lab ? *readings[i].lab : comparisons.back().seen(*readings[i].reflectance));
    }

    struct Kept {
        const Skin* skin;
        Eigen::VectorXd at;
        std::vector<Bands> areas; ///< over the bare skin
    };
    constexpr std::size_t most_kept = 4;
    std::vector<Kept> kept;
    const Eigen::LLT<Eigen::MatrixXd> prior(before.covariance());
    if (prior.info() != Eigen::Success) throw DomainError("belief.covariance", "not positive definite", "positive definite");
    const Eigen::Index count = before.mean().size();
    // The dots' optics costs the most, and the bare skin's error only scales its result: the last few points are kept.
    const auto unscaled = [&](const Eigen::VectorXd& point, const Skin* skin) {
        const Eigen::VectorXd optical = point.head(before.optical_count());
        const auto known =
            std::find_if(kept.begin(), kept.end(), [&](const Kept& one) { return one.skin == skin && one.at == optical; });
        if (known != kept.end()) return known->areas;
        const Skin here = skin != nullptr ? *skin : before.skin_at(point);
        Kept one{skin, optical, {}};
        for (std::size_t i = 0; i < readings.size(); ++i) one.areas.push_back(area(point, here, i) / here.reflectance());
        if (kept.size() >= most_kept) kept.erase(kept.begin());
        kept.push_back(std::move(one));
        return kept.back().areas;
    };
    const auto residuals_with = [&](const Eigen::VectorXd& point, const Skin* skin) {
        std::vector<Eigen::VectorXd> parts{prior.matrixL().solve(point - before.mean())};
        const std::vector<Bands> areas = unscaled(point, skin);
        const Bands bare = skin != nullptr ? skin->reflectance() : before.bare_at(point);
        for (std::size_t i = 0; i < readings.size(); ++i) parts.push_back(comparisons[i].misfit(areas[i] * bare));
        return stacked(parts);
    };
    const auto residuals = [&](const Eigen::VectorXd& point) { return residuals_with(point, nullptr); };
    const Eigen::VectorXd steps = (0.02 * before.covariance().diagonal().cwiseSqrt()).cwiseMax(1e-4).cwiseMin(0.05);
    const LeastSquaresAnswer found = minimize({.start = before.mean(),
                                               .lower = before.lower(),
                                               .upper = before.upper(),
                                               .difference = steps,
                                               .tolerance = 1e-6,
                                               .central_jacobian = true},
                                              one_at_a_time(residuals));

    const Skin likely_skin = before.skin_at(found.point);
    Posterior posterior = integrate(found, before.lower(), before.upper(),
                                    [&](const Eigen::VectorXd& point) { return residuals_with(point, &likely_skin); });
    update.posterior = before.moved(std::move(posterior.mean), std::move(posterior.covariance));
    update.converged = found.converged;
    const Eigen::VectorXd data = found.residuals.tail(found.residuals.size() - count);
    update.misfit = std::sqrt(data.squaredNorm() / static_cast<double>(data.size()));
    if (update.credible()) update.belief = update.posterior;
    const Skin skin = update.posterior.skin();
    for (std::size_t i = 0; i < readings.size(); ++i)
        update.explained.push_back(comparisons[i].seen(
            area(update.posterior.mean(), skin, i, i + 1 == readings.size() ? &update.diagnostics : nullptr)));
    update.learnt = learnt_ranges(before, update.posterior);
    update.sentence = sentence_of(update.learnt);
    add_diagnostics(update, before, found.point);
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const double bare = comparisons[i].seen(before.bare_at(before.mean())).l;
        // Farther above the bare skin than both readings err together (a repeatability of delta E 1 is about 0.8 of L*).
        const double repeat = 0.8 * readings[i].repeat_delta_e / std::sqrt(static_cast<double>(readings[i].readings));
        if (update.read[i].l > bare + 3 * std::sqrt(2.0) * repeat && update.read[i].l > update.predicted[i].l)
            update.diagnostics.push_back(
                {Severity::warning, "lighter_than_bare",
                 fmt::format("{} is lighter than the bare skin was (by {:.1f} L*): dots hardly lighten skin, so look "
                             "for another spot, a tan that has gone, or an instrument that has drifted; read both again",
                             name_of(readings[i], i), update.read[i].l - bare)});
    }
    return update;
}

} // namespace undertone
