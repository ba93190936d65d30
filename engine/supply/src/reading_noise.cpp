#include "undertone/supply/reading_noise.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace undertone {

namespace {

Eigen::Vector3d vector_of(const Lab& lab) { return {lab.l, lab.a, lab.b}; }

/// The metric about `at`: a small step s is as long as sqrt(s' M s).
Eigen::Matrix3d metric_tensor(const Lab& at, const DifferenceMetric& metric) {
    constexpr double step = 0.01;
    const auto squared = [&](const Eigen::Vector3d& direction) {
        const Eigen::Vector3d to = vector_of(at) + step * direction;
        const double length = metric(at, {to(0), to(1), to(2)}) / step;
        return length * length;
    };
    Eigen::Matrix3d tensor;
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j <= i; ++j)
            tensor(i, j) = tensor(j, i) = i == j ? squared(Eigen::Vector3d::Unit(i))
                                                 : 0.25 * (squared(Eigen::Vector3d::Unit(i) + Eigen::Vector3d::Unit(j)) -
                                                           squared(Eigen::Vector3d::Unit(i) - Eigen::Vector3d::Unit(j)));
    return tensor;
}

struct Repeats {
    Eigen::Vector3d mean = Eigen::Vector3d::Zero();
    Eigen::Matrix3d squares = Eigen::Matrix3d::Zero(); ///< about the mean
};

Repeats repeats_of(std::span<const Lab> readings) {
    Repeats out;
    for (const Lab& lab : readings) out.mean += vector_of(lab) / static_cast<double>(readings.size());
    for (const Lab& lab : readings) {
        const Eigen::Vector3d off = vector_of(lab) - out.mean;
        out.squares += off * off.transpose();
    }
    return out;
}

double sd_along(const Eigen::Matrix3d& covariance, const Eigen::Matrix3d& tensor, const Eigen::Vector3d& difference) {
    const double squared = difference.dot(tensor * difference);
    if (squared > 1e-12) {
        const Eigen::Vector3d along = tensor * difference;
        return std::sqrt(std::max(0.0, along.dot(covariance * along) / squared));
    }
    // Eigenvalues of tensor * covariance are those of the covariance in the metric's own units.
    return std::sqrt(std::max(0.0, (tensor * covariance).eigenvalues().real().maxCoeff()));
}

double deviate(double confidence, int degrees_of_freedom) {
    const double share = 0.5 + 0.5 * confidence;
    if (degrees_of_freedom == 0) return boost::math::quantile(boost::math::normal(), share);
    return boost::math::quantile(boost::math::students_t(degrees_of_freedom), share);
}

} // namespace

std::optional<DifferenceInterval> difference_interval(std::span<const Lab> master, std::span<const Lab> batch,
                                                      const DifferenceMetric& metric, double confidence,
                                                      std::optional<double> stated_sd) {
    require_range("confidence", confidence, 0.5, 0.999, "0.95 is usual");
    if (master.empty() || batch.empty())
        throw DomainError(master.empty() ? "master" : "batch", "no readings", "at least one");
    if (stated_sd) require_range("stated_sd", *stated_sd, 0, 100);
    const auto n_master = static_cast<double>(master.size()), n_batch = static_cast<double>(batch.size());
    const Repeats of_master = repeats_of(master), of_batch = repeats_of(batch);
    const auto lab = [](const Eigen::Vector3d& v) { return Lab{v(0), v(1), v(2)}; };
    DifferenceInterval out;
    out.value = metric(lab(of_master.mean), lab(of_batch.mean));
    const auto freedom = static_cast<int>(master.size() + batch.size()) - 2;
    if (stated_sd) {
        out.reading_sd = *stated_sd;
    } else {
        if (freedom < 1) return {};
        out.degrees_of_freedom = freedom;
        const Eigen::Matrix3d covariance = (of_master.squares + of_batch.squares) / freedom;
        out.reading_sd = sd_along(covariance, metric_tensor(lab(of_master.mean), metric), of_batch.mean - of_master.mean);
    }
    out.half_width = deviate(confidence, out.degrees_of_freedom) * out.reading_sd * std::sqrt(1 / n_master + 1 / n_batch);
    out.low = std::max(0.0, out.value - out.half_width);
    out.high = out.value + out.half_width;
    return out;
}

int replicates_for(double reading_sd, double allowed, double confidence) {
    require_range("confidence", confidence, 0.5, 0.999, "0.95 is usual");
    for (int n = 2; n <= 1000; ++n)
        if (deviate(confidence, 2 * n - 2) * reading_sd * std::sqrt(2.0 / n) <= allowed) return n;
    return 0;
}

} // namespace undertone
