#include "undertone/supply/skin_classes.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/colorimetry/color.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/numerics/random.hpp"
#include "undertone/tissue/fit_skin.hpp"

#include <Eigen/Cholesky>

#include <optional>

namespace undertone {

namespace {

/// The population of scalps along melanin. How the other parameters vary with it is left out: among the 50 people, few of whom are very
/// light or dark, less melanin goes with more blood, and carried on beyond them that line makes the lightest skin dark again.
class AlongMelanin {
public:
    static const AlongMelanin& of_scalps() {
        static const AlongMelanin made;
        return made;
    }

    /// The person at this melanin whose other parameters lie off the line by `deviates` standard normal ones.
    Skin skin(double melanin, const Eigen::VectorXd& deviates) const {
        const SkinSpace& space = SkinSpace::shipped();
        Eigen::VectorXd at = mean_ + spread_ * deviates;
        at(axis_) = melanin;
        at = at.cwiseMax(space.lower()).cwiseMin(space.upper()); // the fit's own bounds
        return Skin(space.parameters(at, fixed_));
    }

    /// Nothing where no melanin gives that angle, the other parameters being so.
    std::optional<Skin> skin_of_ita(double ita_deg, const Eigen::VectorXd& deviates) const {
        const SkinSpace& space = SkinSpace::shipped();
        double low = space.lower()(axis_), high = space.upper()(axis_);
        if (ita_of(skin(low, deviates)) < ita_deg || ita_of(skin(high, deviates)) > ita_deg) return std::nullopt;
        for (int i = 0; i < 24; ++i) {
            const double middle = 0.5 * (low + high);
            (ita_of(skin(middle, deviates)) > ita_deg ? low : high) = middle;
        }
        return skin(0.5 * (low + high), deviates);
    }

    Eigen::Index parameters() const { return mean_.size(); }

private:
    AlongMelanin() {
        const SitePopulation scalps = population_at("scalp");
        fixed_ = scalps.fixed;
        mean_ = scalps.population.mean;
        axis_ = SkinSpace::shipped().axis("melanosome_fraction").value();
        const Eigen::MatrixXd& all = scalps.population.covariance;
        // What melanin leaves open; its own row and column are zero, so a square root by LDLT rather than by LLT.
        const Eigen::MatrixXd left = all - all.col(axis_) * all.row(axis_) / all(axis_, axis_);
        const Eigen::LDLT<Eigen::MatrixXd> factors(left);
        const Eigen::VectorXd root = factors.vectorD().cwiseMax(0).cwiseSqrt();
        spread_ = factors.transpositionsP().transpose() * Eigen::MatrixXd(factors.matrixL()) * root.asDiagonal();
    }

    SkinParameters fixed_;
    Eigen::VectorXd mean_;
    Eigen::MatrixXd spread_;
    Eigen::Index axis_ = 0;
};

} // namespace

const std::vector<SkinClass>& skin_classes() {
    static const std::vector<SkinClass> classes{{"very_light", 55, 62}, {"light", 41, 55},  {"intermediate", 28, 41},
                                                {"tan", 10, 28},        {"brown", -30, 10}, {"dark", -60, -30}};
    return classes;
}

const SkinClass& skin_class(const std::string& name) {
    std::string names;
    for (const SkinClass& one : skin_classes()) {
        if (one.name == name) return one;
        names += (names.empty() ? "" : ", ") + one.name;
    }
    throw DomainError("skin_classes", "\"" + name + "\"", "classes of the individual typology angle: " + names);
}

double ita_of(const Skin& skin) {
    static const Viewing daylight("D65");
    return ita_deg(daylight.lab(skin.reflectance()));
}

Skin drawn_skin(const SkinClass& within, std::uint64_t seed, std::uint64_t index) {
    const AlongMelanin& people = AlongMelanin::of_scalps();
    RandomStream random(seed, index);
    constexpr int most_draws = 1000; // a fair skin with much blood has no melanin to take away: another is drawn
    for (int i = 0; i < most_draws; ++i) {
        poll_stop();
        const double ita = within.low_ita_deg + (within.high_ita_deg - within.low_ita_deg) * random.uniform();
        Eigen::VectorXd deviates(people.parameters());
        for (double& one : deviates) one = random.normal();
        if (const auto skin = people.skin_of_ita(ita, deviates)) return *skin;
    }
    throw NumericalError("no skin of the class " + within.name + " could be drawn", "1000 draws");
}

Skin typical_skin(const SkinClass& of) {
    const AlongMelanin& people = AlongMelanin::of_scalps();
    const double middle = 0.5 * (of.low_ita_deg + of.high_ita_deg);
    const auto skin = people.skin_of_ita(middle, Eigen::VectorXd::Zero(people.parameters()));
    if (!skin) throw NumericalError("no typical skin of the class " + of.name, "the middle of the class");
    return *skin;
}

} // namespace undertone
