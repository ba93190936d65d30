#include "addition_walk.hpp"

#include "infinity.hpp"
#include "surrogate/surrogate_colors.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/numerics/random.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace undertone {

namespace {

/// Three and more inks are enumerated up to so many proportions, and among a few inks beyond.
constexpr std::uint64_t most_proportions = 3'000'000;
constexpr std::size_t few_inks = 9;

/// n over k.
double choose(double n, std::size_t k) {
    double product = 1;
    for (std::size_t i = 0; i < k; ++i)
        product *= n > static_cast<double>(i) ? (n - static_cast<double>(i)) / static_cast<double>(i + 1) : 0;
    return product;
}

std::vector<int> random_inks(RandomStream& random, const std::vector<int>& required, std::vector<int> free,
                             std::size_t count) {
    std::vector<int> inks = required;
    while (inks.size() < count) {
        const std::size_t i = random.below(free.size());
        inks.push_back(free[i]);
        free.erase(free.begin() + static_cast<std::ptrdiff_t>(i));
    }
    std::sort(inks.begin(), inks.end());
    return inks;
}

/// All ways to share `sum` steps among `count` inks are equally likely.
std::vector<int> random_steps(RandomStream& random, std::size_t count, int sum) {
    if (count == 0) return {};
    std::set<int> cuts; // places between steps
    while (cuts.size() + 1 < count) cuts.insert(1 + static_cast<int>(random.below(static_cast<std::size_t>(sum) - 1)));
    cuts.insert(sum);
    std::vector<int> steps;
    int from = 0;
    for (const int cut : cuts) {
        steps.push_back(cut - from);
        from = cut;
    }
    return steps;
}

} // namespace

AdditionWalk::AdditionWalk(const CupColors& colors, const CupContents& cup, int pool, double darker_tolerance_l,
                           double least_b)
    : colors_(colors), problem_(colors.problem()), cup_(cup), pool_(static_cast<std::size_t>(pool)), least_b_(least_b),
      held_steps_(cup.ml / problem_.grid.step_ml), held_(colors.optics(cup.mg_per_ml)),
      held_mg_(cup.mg_per_ml.sum() * held_steps_), viewing_colors_(problem_.viewings, darker_tolerance_l),
      labs_(problem_.viewings.size()) {
    for (std::size_t b = 0; b < reduced_size; ++b) {
        held_.mu_a[b] *= held_steps_;
        held_.mu_s[b] *= held_steps_;
    }
    room_ = static_cast<int>(std::floor((colors.options().cup_volume_ml - cup.ml) / problem_.grid.step_ml + 1e-6));
}

Shortlist AdditionWalk::run() {
    std::vector<int> chosen, all;
    for (int i = 0; i < static_cast<int>(problem_.ink_count()); ++i)
        if (problem_.allowed[static_cast<std::size_t>(i)] != 0) all.push_back(i);
    Shortlist list;
    const StopToken stop(colors_.options().should_stop);
    const StopScope scope(stop);
    for (int size = 0; size <= problem_.max_inks; ++size) {
        const std::vector<int>* from = &all;
        std::vector<int> few;
        if (size > 2 && proportions(all.size(), size) > most_proportions) {
            few = most_promising(all);
            from = &few;
            list.complete = false;
            list.bound = std::min(list.bound, problem_.extra_ink_penalty * size);
        }
        try {
            sets(*from, size, chosen, 0);
        } catch (const Stopped& by) {
            if (!stop.caused(by)) throw;
            list.complete = false;
            stopped = true;
            list.bound = std::min(list.bound, problem_.extra_ink_penalty * size);
            break;
        }
    }
    list.candidates.assign(best_.begin(), best_.end());
    list.bound = std::min(list.bound, limit());
    return list;
}

Eigen::ArrayXd AdditionWalk::mg_per_ml(const Candidate& candidate) const {
    Eigen::ArrayXd amount = cup_.mg_per_ml * held_steps_;
    for (std::size_t i = 0; i < candidate.inks.size(); ++i)
        amount += candidate.steps[i] * colors_.pure_mg_per_ml()[static_cast<std::size_t>(candidate.inks[i])];
    return amount / (held_steps_ + candidate.step_sum() + candidate.water);
}

double AdditionWalk::penalty(const Candidate& candidate) const {
    double mg = held_mg_;
    for (std::size_t i = 0; i < candidate.inks.size(); ++i)
        mg += candidate.steps[i] * problem_.ink_mg_per_ml[static_cast<std::size_t>(candidate.inks[i])];
    return penalty(candidate.inks.size(), mg / (held_steps_ + candidate.step_sum() + candidate.water));
}

/// Every ink added is penalised: to add nothing may be best.
double AdditionWalk::penalty(std::size_t inks, double mg_per_ml) const {
    return problem_.extra_ink_penalty * static_cast<double>(inks) + problem_.pigment_penalty * mg_per_ml;
}

double AdditionWalk::limit() const { return best_.size() < pool_ ? infinity : best_.rbegin()->objective; }

/// Nothing stronger than the strongest dilution on the ladder is poured on top.
int AdditionWalk::least_water(int ink_steps) const {
    return std::max(0, static_cast<int>(std::ceil(ink_steps * (problem_.grid.water_ladder.front() + 1) - held_steps_ -
                                                  ink_steps - 1e-9)));
}

std::uint64_t AdditionWalk::proportions(std::size_t inks, int size) const {
    const auto k = static_cast<std::size_t>(size);
    return static_cast<std::uint64_t>(
        std::min(1e18, choose(static_cast<double>(inks), k) * choose(std::min(problem_.grid.pigment_steps, room_), k)));
}

std::vector<int> AdditionWalk::most_promising(const std::vector<int>& all) const {
    std::vector<int> few;
    const auto add = [&](int ink) {
        if (few.size() < few_inks && std::find(few.begin(), few.end(), ink) == few.end()) few.push_back(ink);
    };
    for (const int i : all)
        if (problem_.required[static_cast<std::size_t>(i)] != 0) few.push_back(i);
    for (const Candidate& candidate : best_)
        for (const int i : candidate.inks) add(i);
    for (const int i : all) add(i);
    std::sort(few.begin(), few.end());
    return few;
}

void AdditionWalk::sets(const std::vector<int>& from, int size, std::vector<int>& chosen, std::size_t first) {
    if (static_cast<int>(chosen.size()) == size) {
        for (std::size_t i = 0; i < problem_.ink_count(); ++i)
            if (problem_.required[i] != 0 && std::find(chosen.begin(), chosen.end(), static_cast<int>(i)) == chosen.end())
                return;
        poll_stop();
        ++ink_sets;
        std::vector<int> steps;
        give(chosen, steps, std::min(problem_.grid.pigment_steps, room_), held_);
        return;
    }
    for (std::size_t i = first; i < from.size(); ++i) {
        chosen.push_back(from[i]);
        sets(from, size, chosen, i + 1);
        chosen.pop_back();
    }
}

/// Every number of steps of the inks from the one after `steps` on, with up to `left` steps.
void AdditionWalk::give(const std::vector<int>& inks, std::vector<int>& steps, int left, const CupColors::Optics& amount) {
    if (steps.size() == inks.size()) {
        if (problem_.permits(inks, steps)) waters(inks, steps, amount);
        return;
    }
    const int ink = inks[steps.size()], needed = static_cast<int>(inks.size() - steps.size()) - 1;
    CupColors::Optics sum = amount;
    for (int k = 1; k <= left - needed; ++k) {
        add_ink(problem_.epochs.front(), ink, 1, sum.mu_a, sum.mu_s);
        steps.push_back(k);
        give(inks, steps, left - k, sum);
        steps.pop_back();
    }
}

ReducedBands AdditionWalk::area(const Ink& ink, int water) const {
    return reflectance_of(problem_.epochs.front(), ink.amount.mu_a, ink.amount.mu_s, 1 / (ink.dry_steps + water));
}

void AdditionWalk::waters(const std::vector<int>& inks, const std::vector<int>& steps, const CupColors::Optics& amount) {
    poll_stop();
    const int sum = std::accumulate(steps.begin(), steps.end(), 0), last = room_ - sum;
    Ink ink{inks, steps, amount, held_steps_ + sum, held_mg_};
    for (std::size_t i = 0; i < inks.size(); ++i)
        ink.mg += steps[i] * problem_.ink_mg_per_ml[static_cast<std::size_t>(inks[i])];
    // Strong mixes, where thinning may darken, one by one; the rest by bisection.
    const double thinnest = problem_.epochs.front().surrogate.falls_up_to(amount.mu_a, amount.mu_s);
    int w = least_water(sum);
    if (w > last) return;
    covered += static_cast<std::uint64_t>(last - w) + 1;
    for (; w <= last && (ink.dry_steps + w) * thinnest < 1; ++w) visit(ink, w, false);
    if (w > last) return;
    if (too_dark(ink, last)) {
        note_dark(ink, last);
        return;
    }
    int low = w, high = last;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (too_dark(ink, middle))
            low = middle + 1;
        else
            high = middle;
    }
    for (w = low; w <= last; ++w)
        if (!visit(ink, w, true)) break;
}

void AdditionWalk::note_dark(const Ink& ink, int water) {
    if (!best_.empty()) return;
    const ReducedBands r = area(ink, water);
    double darker = 0;
    for (const SearchViewing& viewing : problem_.viewings)
        darker = std::max(darker, viewing.target.l - lightness_of(viewing, r));
    if (darkest_ >= 0 && darker >= darkest_) return;
    darkest_ = darker;
    least_dark = {ink.inks, ink.steps, water, darker};
}

bool AdditionWalk::visit(const Ink& ink, int water, bool thinner_is_lighter) {
    const double mg_per_ml = ink.mg / (ink.dry_steps + water), in_force = limit();
    if (mg_per_ml > problem_.most_mg_per_ml) return true;
    const ReducedBands r = area(ink, water);
    if (!thinner_is_lighter && viewing_colors_.too_dark(r)) return true;
    const double beside = penalty(ink.inks.size(), mg_per_ml);
    const auto [bound, beyond] = viewing_colors_.bounds(r, labs_.data());
    ++evaluated;
    if (thinner_is_lighter && beyond + problem_.extra_ink_penalty * static_cast<double>(ink.inks.size()) > in_force)
        return false;
    if (bound + beside > in_force || labs_.front().b < least_b_) return true;
    double objective = beside;
    for (std::size_t v = 0; v < labs_.size(); ++v)
        objective += problem_.viewings[v].weight * delta_e_2000(labs_[v], problem_.viewings[v].target);
    Candidate candidate{ink.inks, ink.steps, water, objective};
    if (best_.size() == pool_ && !(candidate < *best_.rbegin())) return true;
    best_.insert(std::move(candidate));
    if (best_.size() > pool_) best_.erase(std::prev(best_.end()));
    return true;
}

std::vector<int> AdditionWalk::inks_where(bool required) const {
    std::vector<int> inks;
    for (int i = 0; i < static_cast<int>(problem_.ink_count()); ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (required ? problem_.required[at] != 0 : problem_.required[at] == 0 && problem_.allowed[at] != 0)
            inks.push_back(i);
    }
    return inks;
}

std::vector<AdditionWalk::Kind> AdditionWalk::kinds(std::size_t required, std::size_t free) const {
    std::vector<Kind> result;
    double all = 0;
    for (std::size_t size = required; size <= static_cast<std::size_t>(problem_.max_inks); ++size)
        for (int sum = static_cast<int>(size); sum <= (size == 0 ? 0 : std::min(problem_.grid.pigment_steps, room_));
             ++sum) {
            const double ways = size == 0 ? 1 : choose(sum - 1, size - 1);
            const int waters = room_ - sum - least_water(sum) + 1;
            if (waters > 0)
                result.push_back({size, sum, all += choose(static_cast<double>(free), size - required) * ways * waters});
        }
    return result;
}

/// What the search made of a recipe, and how that compares with its objective.
void AdditionWalk::judge(AuditDraw& draw, const Shortlist& list) const {
    Candidate& candidate = draw.candidate;
    const auto [mu_a, mu_s] = colors_.optics(mg_per_ml(candidate));
    const ReducedBands r = reflectance_of(problem_.epochs.front(), mu_a, mu_s, 1);
    std::vector<Lab> labs(problem_.viewings.size());
    viewing_colors_.labs(r, labs.data());
    candidate.objective = penalty(candidate);
    for (std::size_t v = 0; v < labs.size(); ++v)
        candidate.objective += problem_.viewings[v].weight * delta_e_2000(labs[v], problem_.viewings[v].target);
    draw.excluded = viewing_colors_.too_dark(r) || labs.front().b < least_b_;
    const bool kept = std::any_of(list.candidates.begin(), list.candidates.end(),
                                  [&](const Candidate& one) { return one.same_recipe(candidate); });
    draw.by = draw.excluded ? PrunedBy::darkness : kept ? PrunedBy::rank : PrunedBy::dilution;
    draw.bound = kept ? candidate.objective : list.bound;
    if (draw.excluded) return;
    draw.lowest = candidate;
    draw.below_bound = std::max(0.0, draw.bound - candidate.objective);
}

std::vector<AuditDraw> AdditionWalk::draw_audit(const Shortlist& list) const {
    const int wanted = colors_.options().audit_recipes;
    const std::vector<int> required = inks_where(true), free = inks_where(false);
    const std::vector<Kind> all = kinds(required.size(), free.size());
    std::vector<AuditDraw> draws;
    if (all.empty() || all.back().up_to <= 0) return draws;
    RandomStream random(colors_.options().audit_seed, 0);
    for (int tries = 0; tries < 100 * wanted && static_cast<int>(draws.size()) < wanted; ++tries) {
        const double at = all.back().up_to * random.uniform();
        const Kind& kind = *std::find_if(all.begin(), all.end() - 1, [&](const Kind& k) { return at < k.up_to; });
        AuditDraw draw;
        Candidate& candidate = draw.candidate;
        candidate.inks = random_inks(random, required, free, kind.inks);
        candidate.steps = random_steps(random, kind.inks, kind.steps);
        const int least = least_water(kind.steps);
        candidate.water = least + static_cast<int>(random.below(static_cast<std::size_t>(room_ - kind.steps - least + 1)));
        if (!problem_.permits(candidate.inks, candidate.steps) || mg_per_ml(candidate).sum() > problem_.most_mg_per_ml)
            continue;
        judge(draw, list);
        draws.push_back(std::move(draw));
    }
    return draws;
}

} // namespace undertone
