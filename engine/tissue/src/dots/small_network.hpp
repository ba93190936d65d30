#pragma once
// A smooth function of a few variables: two hidden layers of the algebraic sigmoid u / sqrt(1 + u^2).

#include "undertone/base/table.hpp"

#include <Eigen/Core>

#include <array>
#include <cmath>

namespace undertone {

class SmallNetwork {
public:
    SmallNetwork() = default;

    /// `weights` has columns network, layer, row, column, weight, in that order of nesting; the last column of a layer is its
    /// offset. Inputs are scaled from low..high to -1..1 and held near there: beyond what it has learnt
    /// it soon stays as it was.
    SmallNetwork(const Table& weights, int network, const Eigen::ArrayXd& low, const Eigen::ArrayXd& high)
        : low_(low), scale_(2 / (high - low)) {
        const Eigen::ArrayXd which = weights.column("network"), layer = weights.column("layer"), row = weights.column("row"),
                             column = weights.column("column"), value = weights.column("weight");
        for (const bool sizing : {true, false})
            for (Eigen::Index i = 0; i < value.size(); ++i) {
                if (static_cast<int>(which(i)) != network) continue;
                Eigen::MatrixXd& matrix = matrices_[static_cast<std::size_t>(layer(i))];
                const auto r = static_cast<Eigen::Index>(row(i)), c = static_cast<Eigen::Index>(column(i));
                if (sizing)
                    matrix.resize(std::max(matrix.rows(), r + 1), std::max(matrix.cols(), c + 1));
                else
                    matrix(r, c) = value(i);
            }
    }

    /// Inputs x points -> outputs x points.
    Eigen::MatrixXd operator()(const Eigen::MatrixXd& inputs) const {
        Eigen::MatrixXd h = ((inputs.array().colwise() - low_).colwise() * scale_ - 1).matrix().unaryExpr(&held);
        for (std::size_t layer = 0; layer < matrices_.size(); ++layer) {
            const Eigen::MatrixXd& m = matrices_[layer];
            const Eigen::Index inputs_here = m.cols() - 1;
            Eigen::MatrixXd u = m.leftCols(inputs_here) * h;
            u.colwise() += m.col(inputs_here);
            if (layer + 1 == matrices_.size()) return u;
            h = (u.array() / (1 + u.array().square()).sqrt()).matrix();
        }
        return h;
    }

private:
    /// The input itself in -1..1, and no farther than a twentieth of the range beyond, without a kink.
    static double held(double z) {
        constexpr double most = 0.1;
        const double beyond = std::abs(z) - 1;
        return beyond <= 0 ? z : std::copysign(1 - most * std::expm1(-beyond / most), z);
    }

    Eigen::ArrayXd low_, scale_;
    std::array<Eigen::MatrixXd, 3> matrices_;
};

} // namespace undertone
