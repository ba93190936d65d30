#include "undertone/matching/search.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

namespace undertone {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t bands = reduced_band_count;

/// f of CIE 1976 to a few units in 1e-14: the search spends most of its time on cube roots, and libm's is ten times slower.
double lab_f(double t) {
    constexpr double toe = 216.0 / 24389.0, slope = 24389.0 / 27.0;
    if (t <= toe) return (slope * t + 16.0) / 116.0;
    // A third of the exponent gives 3 %; each step of Halley cubes the error.
    double root = std::bit_cast<double>(std::bit_cast<std::uint64_t>(t) / 3 + 0x2A9F7893782DA1CEull);
    for (int i = 0; i < 2; ++i) {
        const double cube = root * root * root;
        root *= (cube + 2 * t) / (2 * cube + t);
    }
    return root;
}

double weighted(const BandReduction::Weights& w, int row, const ReducedBands& r) {
    double sum = w.offset[row];
    const double* weights = w.weights.data() + static_cast<std::size_t>(row) * bands;
    for (std::size_t b = 0; b < bands; ++b) sum += weights[b] * r[b];
    return sum;
}

/// The optics of a proportion undiluted, per epoch; a dilution N:1 divides them by N + 1.
struct Ray {
    std::vector<ReducedBands> mu_a, mu_s;
    double least_dilution = 0; ///< from N + 1 = this on, every thinner recipe is lighter in every band and epoch
};

void add_ink(const SearchProblem& problem, std::size_t ink, double share, Ray& ray) {
    for (std::size_t e = 0; e < problem.epochs.size(); ++e)
        for (std::size_t b = 0; b < bands; ++b) {
            ray.mu_a[e][b] += share * problem.epochs[e].ink_mu_a_per_mm[ink][b];
            ray.mu_s[e][b] += share * problem.epochs[e].ink_reduced_mu_s_per_mm[ink][b];
        }
}

Ray make_ray(const SearchProblem& problem, const std::vector<int>& inks, const std::vector<int>& steps) {
    const double sum = std::accumulate(steps.begin(), steps.end(), 0);
    Ray ray{std::vector<ReducedBands>(problem.epochs.size(), ReducedBands{}),
            std::vector<ReducedBands>(problem.epochs.size(), ReducedBands{}), 0};
    for (std::size_t i = 0; i < inks.size(); ++i) add_ink(problem, static_cast<std::size_t>(inks[i]), steps[i] / sum, ray);
    for (std::size_t e = 0; e < problem.epochs.size(); ++e)
        ray.least_dilution =
            std::max(ray.least_dilution, 1.0 / problem.epochs[e].surrogate.falls_up_to(ray.mu_a[e], ray.mu_s[e]));
    return ray;
}

ReducedBands reflectance(const SearchProblem& problem, const Ray& ray, std::size_t epoch, double water_parts) {
    ReducedBands mu_a, mu_s, r;
    const double dilution = 1.0 / (water_parts + 1.0);
    for (std::size_t b = 0; b < bands; ++b) {
        mu_a[b] = ray.mu_a[epoch][b] * dilution;
        mu_s[b] = ray.mu_s[epoch][b] * dilution;
    }
    problem.epochs[epoch].surrogate.reflectance(mu_a, mu_s, r);
    return r;
}

/// Walks the grid for one problem and keeps the best.
class Walk {
public:
    Walk(const SearchProblem& problem, int pool, int sets)
        : problem_(problem), pool_(static_cast<std::size_t>(std::max(1, pool))),
          sets_(static_cast<std::size_t>(std::max(1, sets))), lab_(problem.epochs.size() * problem.viewings.size()) {
        for (const SearchViewing& viewing : problem.viewings)
            y_min_.push_back(std::isinf(problem.darker_tolerance_l)
                                 ? -infinity
                                 : y_of(viewing, viewing.target.l - problem.darker_tolerance_l));
        for (int sum = 0; sum <= problem.grid.pigment_steps; ++sum)
            allowed_water_.push_back(problem.grid.allowed_water(sum));
    }

    SearchResult run() {
        std::vector<int> chosen;
        for (int size = 1; size <= problem_.max_inks; ++size) choose(chosen, 0, size);
        result_.best.assign(best_.begin(), best_.end());
        result_.best_of_set.assign(best_of_set_.begin(), best_of_set_.end());
        result_.bound = best_.size() < pool_ ? infinity : best_.rbegin()->objective;
        return std::move(result_);
    }

private:
    static double y_of(const SearchViewing& viewing, double l) {
        return l <= 0 ? -infinity : xyz_from_lab({l, 0, 0}, viewing.white).y;
    }

    double threshold() const {
        const double of_all = best_.size() < pool_ ? infinity : best_.rbegin()->objective;
        const double of_sets = best_of_set_.size() < sets_ ? infinity : best_of_set_.rbegin()->objective;
        // Within a set that already has a better recipe, only the pool of all matters.
        const double of_this_set = std::min(of_sets, set_best_.objective);
        return std::max(of_all, of_this_set);
    }

    void choose(std::vector<int>& chosen, std::size_t next, int size) {
        if (static_cast<int>(chosen.size()) == size) {
            visit_set(chosen);
            return;
        }
        for (std::size_t ink = next; ink < problem_.ink_count(); ++ink) {
            if (!problem_.allowed[ink]) continue;
            chosen.push_back(static_cast<int>(ink));
            choose(chosen, ink + 1, size);
            chosen.pop_back();
        }
    }

    void visit_set(const std::vector<int>& inks) {
        for (std::size_t ink = 0; ink < problem_.ink_count(); ++ink)
            if (problem_.required[ink] && std::find(inks.begin(), inks.end(), static_cast<int>(ink)) == inks.end()) return;
        ++result_.ink_sets;
        set_best_ = Candidate{};
        set_best_.objective = infinity;
        std::vector<int> steps;
        split(inks, steps, problem_.grid.pigment_steps);
        if (std::isfinite(set_best_.objective)) {
            best_of_set_.insert(set_best_);
            if (best_of_set_.size() > sets_) best_of_set_.erase(std::prev(best_of_set_.end()));
        }
    }

    void split(const std::vector<int>& inks, std::vector<int>& steps, int left) {
        if (steps.size() == inks.size()) {
            int divisor = 0;
            for (int k : steps) divisor = std::gcd(divisor, k);
            if (divisor == 1) visit_proportion(inks, steps);
            return;
        }
        const int still_needed = static_cast<int>(inks.size() - steps.size()) - 1;
        for (int k = 1; k <= left - still_needed; ++k) {
            steps.push_back(k);
            split(inks, steps, left - k);
            steps.pop_back();
        }
    }

    bool too_dark(const ReducedBands& healed) const {
        for (std::size_t v = 0; v < y_min_.size(); ++v)
            if (weighted(problem_.viewings[v].weights, 1, healed) < y_min_[v]) return true;
        return false;
    }

    void visit_proportion(const std::vector<int>& inks, const std::vector<int>& steps) {
        const std::vector<int>& ladder =
            allowed_water_[static_cast<std::size_t>(std::accumulate(steps.begin(), steps.end(), 0))];
        if (ladder.empty()) return;
        result_.recipes_covered += ladder.size();
        const Ray ray = make_ray(problem_, inks, steps);
        // Strong mixes, where thinning may darken, one by one; the rest by bisection.
        std::size_t i = 0;
        while (i < ladder.size() && water_at(ladder[i]) + 1 < ray.least_dilution)
            visit_recipe(inks, steps, ladder[i++], ray, false);
        for (i = first_light_enough(ray, ladder, i); i < ladder.size(); ++i)
            if (!visit_recipe(inks, steps, ladder[i], ray, true)) break;
    }

    double water_at(int index) const { return problem_.grid.water_ladder[static_cast<std::size_t>(index)]; }

    std::size_t first_light_enough(const Ray& ray, const std::vector<int>& ladder, std::size_t from) const {
        std::size_t low = from, high = ladder.size();
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (too_dark(reflectance(problem_, ray, 0, water_at(ladder[middle]))))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// False where no thinner dilution of this ray can enter either list (only ever if `thinner_is_lighter`).
    bool visit_recipe(const std::vector<int>& inks, const std::vector<int>& steps, int water, const Ray& ray,
                      bool thinner_is_lighter) {
        const double limit = threshold(), penalty = problem_.penalty(inks, steps, water_at(water));
        double bound = penalty, bound_beyond = extra_ink_penalty(inks.size()); // of this recipe; of every thinner one too
        for (std::size_t e = 0; e < problem_.epochs.size(); ++e) {
            const ReducedBands r = reflectance(problem_, ray, e, water_at(water));
            if (e == 0 && too_dark(r)) return true;
            for (std::size_t v = 0; v < problem_.viewings.size(); ++v) {
                const SearchViewing& viewing = problem_.viewings[v];
                const double f_x = lab_f(weighted(viewing.weights, 0, r) / viewing.white.x);
                const double f_y = lab_f(weighted(viewing.weights, 1, r) / viewing.white.y);
                const double f_z = lab_f(weighted(viewing.weights, 2, r) / viewing.white.z);
                Lab& lab = lab_[e * problem_.viewings.size() + v];
                lab = {116 * f_y - 16, 500 * (f_x - f_y), 200 * (f_y - f_z)};
                const double weight = problem_.epochs[e].weight * viewing.weight;
                bound += weight * delta_e_2000_lower_bound(lab, viewing.target);
                // Already lighter than the target: thinner is lighter still, so this part of the bound stays.
                if (lab.l >= viewing.target.l) bound_beyond += weight * delta_e_2000_lower_bound(lab.l, viewing.target.l);
            }
            if (thinner_is_lighter && bound_beyond > limit) return false;
            if (bound > limit) return true;
        }
        ++result_.recipes_evaluated;
        double objective = penalty;
        for (std::size_t e = 0; e < problem_.epochs.size(); ++e)
            for (std::size_t v = 0; v < problem_.viewings.size(); ++v)
                objective += problem_.epochs[e].weight * problem_.viewings[v].weight *
                             delta_e_2000(lab_[e * problem_.viewings.size() + v], problem_.viewings[v].target);
        if (objective <= limit) offer({inks, steps, water, objective});
        return true;
    }

    double extra_ink_penalty(std::size_t inks) const { return problem_.extra_ink_penalty * (static_cast<double>(inks) - 1); }

    void offer(Candidate candidate) {
        if (candidate < set_best_ || !std::isfinite(set_best_.objective)) set_best_ = candidate;
        if (best_.size() == pool_ && !(candidate < *best_.rbegin())) return;
        best_.insert(std::move(candidate));
        if (best_.size() > pool_) best_.erase(std::prev(best_.end()));
    }

    const SearchProblem& problem_;
    std::size_t pool_, sets_;
    std::vector<Lab> lab_; ///< per epoch and viewing, of the recipe at hand
    std::vector<double> y_min_;
    std::vector<std::vector<int>> allowed_water_; ///< by step sum
    std::set<Candidate> best_, best_of_set_;
    Candidate set_best_;
    SearchResult result_;
};

} // namespace

double SearchProblem::penalty(const std::vector<int>& inks, const std::vector<int>& steps, double water_parts) const {
    double pigment = 0, sum = 0;
    for (std::size_t i = 0; i < inks.size(); ++i) {
        pigment += steps[i] * ink_mg_per_ml[static_cast<std::size_t>(inks[i])];
        sum += steps[i];
    }
    return extra_ink_penalty * (static_cast<double>(inks.size()) - 1) +
           pigment_penalty * pigment / (sum * (water_parts + 1));
}

int Candidate::step_sum() const { return std::accumulate(steps.begin(), steps.end(), 0); }

bool Candidate::operator<(const Candidate& other) const {
    if (objective != other.objective) return objective < other.objective;
    if (inks.size() != other.inks.size()) return inks.size() < other.inks.size();
    if (inks != other.inks) return inks < other.inks;
    if (steps != other.steps) return steps < other.steps;
    return water < other.water;
}

double delta_e_2000_lower_bound(double l_1, double l_2) {
    const double from_middle = 0.5 * (l_1 + l_2) - 50.0, square = from_middle * from_middle;
    return std::abs(l_1 - l_2) / (1.0 + 0.015 * square / std::sqrt(20.0 + square));
}

double delta_e_2000_lower_bound(const Lab& lab_1, const Lab& lab_2) {
    const double by_lightness = delta_e_2000_lower_bound(lab_1.l, lab_2.l);
    if (lab_1.b <= 0 || lab_2.b <= 0) return by_lightness;
    constexpr double pow_25_7 = 6103515625.0, largest_t = 1 + 0.17 + 0.24 + 0.32 + 0.20, rotation = 1e-6;
    const double mean =
        0.5 * (std::sqrt(lab_1.a * lab_1.a + lab_1.b * lab_1.b) + std::sqrt(lab_2.a * lab_2.a + lab_2.b * lab_2.b));
    const double square = mean * mean, pow_7 = square * square * square * mean;
    const double stretch = 1.5 - 0.5 * std::sqrt(pow_7 / (pow_7 + pow_25_7));
    const double a_1 = stretch * lab_1.a, a_2 = stretch * lab_2.a;
    const double c_1 = std::sqrt(a_1 * a_1 + lab_1.b * lab_1.b), c_2 = std::sqrt(a_2 * a_2 + lab_2.b * lab_2.b);
    const double chroma = (c_1 - c_2) * (c_1 - c_2);
    const double hue = std::max(0.0, (a_1 - a_2) * (a_1 - a_2) + (lab_1.b - lab_2.b) * (lab_1.b - lab_2.b) - chroma);
    const double s_c = 1 + 0.045 * 0.5 * (c_1 + c_2), s_h = 1 + 0.015 * largest_t * 0.5 * (c_1 + c_2);
    return std::sqrt(by_lightness * by_lightness + (1 - rotation) * (chroma / (s_c * s_c) + hue / (s_h * s_h)));
}

SearchEvaluation evaluate(const SearchProblem& problem, const Candidate& candidate) {
    const Ray ray = make_ray(problem, candidate.inks, candidate.steps);
    const double water_parts = problem.grid.water_ladder[static_cast<std::size_t>(candidate.water)];
    SearchEvaluation result;
    result.objective = problem.penalty(candidate.inks, candidate.steps, water_parts);
    for (std::size_t e = 0; e < problem.epochs.size(); ++e) {
        const ReducedBands r = reflectance(problem, ray, e, water_parts);
        std::vector<Lab> labs;
        for (const SearchViewing& viewing : problem.viewings) {
            labs.push_back(lab_from_xyz(
                {weighted(viewing.weights, 0, r), weighted(viewing.weights, 1, r), weighted(viewing.weights, 2, r)},
                viewing.white));
            result.objective += problem.epochs[e].weight * viewing.weight * delta_e_2000(labs.back(), viewing.target);
            if (e == 0 && labs.back().l < viewing.target.l - problem.darker_tolerance_l) result.too_dark = true;
        }
        result.lab.push_back(std::move(labs));
    }
    return result;
}

SearchResult search(const SearchProblem& problem, int pool, int sets) { return Walk(problem, pool, sets).run(); }

} // namespace undertone
