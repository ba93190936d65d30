#include "undertone/tissue/monte_carlo.hpp"

#include "photon_walk.hpp"
#include "transfer/stack_lanes.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/numerics/parallel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <iterator>
#include <mutex>
#include <vector>

namespace undertone {

namespace {

constexpr std::int64_t photons_per_batch = 2048; // one random stream each, so threads cannot change the answer

void validate(const LayerStack& stack, const std::optional<DotField>& dots, const MonteCarloOptions& options) {
    stack.validate();
    if (dots) dots->validate(stack);
    const auto require = [](bool good, const char* name, const auto& value, const char* allowed) {
        if (!good) throw DomainError(name, fmt::format("{}", value), allowed);
    };
    require(options.photons >= 1 && options.photons <= 1'000'000'000'000, "photons", options.photons, "1 to 1e12");
    require(options.threads >= 1 && options.threads <= 1024, "threads", options.threads, "1 to 1024");
    require(dots || !options.start_over_dot, "start_over_dot", true, "false where there are no dots");
    require(dots || !options.other_dots, "other_dots", "given", "none where there are no dots");
    const double across = std::sqrt(options.dots_per_cell);
    require(options.dots_per_cell >= 1 && options.dots_per_cell <= 400 && across == std::round(across), "dots_per_cell",
            options.dots_per_cell, "a square number from 1 to 400");
    if (!options.other_dots) return;
    require(options.other_dots->share >= 0 && options.other_dots->share <= 1, "other_dots.share", options.other_dots->share,
            "0 to 1");
    DotField other = *dots;
    other.pigment_mu_a_per_mm = options.other_dots->mu_a_per_mm;
    other.pigment_mu_s_per_mm = options.other_dots->mu_s_per_mm;
    other.pigment_g = options.other_dots->g;
    other.validate(stack);
}

/// Calls work(job, random) for every job, on all threads; each job has a random stream of its own. False when stopped.
template <class Work>
bool run_jobs(std::int64_t jobs, const MonteCarloOptions& options, const Work& work) {
    std::atomic<std::int64_t> done{0};
    std::atomic<bool> stop{false};
    std::mutex progress_mutex;
    parallel_for(jobs, options.threads, [&](std::int64_t job) {
        if (stop) return;
        RandomStream random(options.seed, static_cast<std::uint64_t>(job));
        work(job, random);
        const std::int64_t finished = ++done;
        if (options.progress && finished % 16 == 0) {
            const std::lock_guard lock(progress_mutex);
            if (!stop && !options.progress(static_cast<double>(finished) / static_cast<double>(jobs))) stop = true;
        }
    });
    return !stop;
}

std::int64_t batch_count(const MonteCarloOptions& options) {
    return (options.photons + photons_per_batch - 1) / photons_per_batch;
}

std::int64_t batch_size(const MonteCarloOptions& options, std::int64_t batch) {
    return std::min(photons_per_batch, options.photons - batch * photons_per_batch);
}

double standard_error(double sum, double sum_of_squares, double n) {
    const double mean = sum / n;
    return std::sqrt(std::max(0.0, sum_of_squares / n - mean * mean) / n);
}

} // namespace

MonteCarloResult monte_carlo(const LayerStack& stack, const std::optional<DotField>& dots,
                             const MonteCarloOptions& options) {
    validate(stack, dots, options);
    const Eigen::Index wavelengths = stack.wavelength_count();
    const auto grid = dots ? dot_grid(*dots, options) : nullptr;
    std::vector<Medium> media;
    for (Eigen::Index band = 0; band < wavelengths; ++band) {
        media.emplace_back(stack, band);
        if (dots) media.back().add_dots(*dots, options, band, grid);
    }
    std::vector<PlainMedium> plain_media; // without dots, photons go several at a time
    if (!dots) std::transform(media.begin(), media.end(), std::back_inserter(plain_media), plain_medium);

    struct Sums {
        double weight = 0, square = 0;
        std::int64_t photons = 0;
    };
    const std::int64_t batches = batch_count(options);
    std::vector<Sums> sums(static_cast<std::size_t>(batches * wavelengths));
    const bool finished = run_jobs(batches * wavelengths, options, [&](std::int64_t job, RandomStream& random) {
        const auto band = static_cast<std::size_t>(job / batches);
        Sums sum;
        sum.photons = batch_size(options, job % batches);
        std::array<double, photons_per_batch> weights;
        if (plain_media.empty())
            for (std::int64_t i = 0; i < sum.photons; ++i) {
                poll_stop();
                weights[static_cast<std::size_t>(i)] = walk(media[band], random);
            }
        else
            plain_walk()(plain_media[band], options.seed, static_cast<std::uint64_t>(job * photons_per_batch),
                         static_cast<int>(sum.photons), weights.data());
        for (std::int64_t i = 0; i < sum.photons; ++i) {
            const double weight = weights[static_cast<std::size_t>(i)];
            sum.weight += weight;
            sum.square += weight * weight;
        }
        sums[static_cast<std::size_t>(job)] = sum;
    });

    MonteCarloResult result{Eigen::ArrayXd(wavelengths), Eigen::ArrayXd(wavelengths), options.photons, !finished};
    for (Eigen::Index band = 0; band < wavelengths; ++band) {
        Sums total;
        for (std::int64_t batch = 0; batch < batches; ++batch) {
            const Sums& sum = sums[static_cast<std::size_t>(band * batches + batch)];
            total.weight += sum.weight;
            total.square += sum.square;
            total.photons += sum.photons;
        }
        const double n = static_cast<double>(std::max<std::int64_t>(total.photons, 1));
        result.mean(band) = total.weight / n;
        result.standard_error(band) = standard_error(total.weight, total.square, n);
    }
    return result;
}

PhotonPaths monte_carlo_paths(const LayerStack& stack, const std::optional<DotField>& dots,
                              const MonteCarloOptions& options) {
    validate(stack, dots, options);
    if (stack.wavelength_count() != 1)
        throw DomainError("mu_a_per_mm.shape", fmt::format("({}, {})", stack.layer_count(), stack.wavelength_count()),
                          "one wavelength: the paths of one run belong to one scattering");
    if (options.other_dots) throw DomainError("other_dots", "given", "none: paths are kept for one kind of dots");
    if (options.shifts < 1 || options.shifts > 1000)
        throw DomainError("shifts", fmt::format("{}", options.shifts), "1 to 1000");
    const bool bent = dots && dots->pigment_mu_s_per_mm(0) > 0; // by pigment: the path then belongs to its place
    if (options.shifts > 1 && (!dots || options.start_over_dot || (bent && !options.twins)))
        throw DomainError(
            "shifts", fmt::format("{}", options.shifts),
            "1 where there are no dots, photons start over a dot, or pigment scatters (then only twins are shifted)",
            "the path then belongs to its place");
    Medium medium(stack, 0);
    if (dots) medium.add_dots(*dots, options, 0, dot_grid(*dots, options));

    // A row per photon that came back: layers, places, weight, start, spread, and the twin's layers, weight and places.
    const std::size_t layer_count = medium.layers.size(), shifts = static_cast<std::size_t>(options.shifts),
                      places = bent ? 1 : shifts, twin_places = bent && shifts > 1 ? shifts : 0,
                      width = layer_count + places + 3 + (options.twins ? layer_count + 1 + twin_places : 0);
    require_size("photons", static_cast<double>(options.photons) * static_cast<double>(width), 2e8,
                 "lengths to keep (photons x layers, shifts and twins)");
    const std::int64_t batches = batch_count(options);
    std::vector<std::vector<float>> kept(static_cast<std::size_t>(batches));
    const bool finished = run_jobs(batches, options, [&](std::int64_t job, RandomStream& random) {
        std::vector<float>& rows = kept[static_cast<std::size_t>(job)];
        const auto put = [&rows](double value) { rows.push_back(static_cast<float>(value)); };
        Path path, twin;
        path.layer_mm.resize(layer_count);
        path.dot_mm.resize(shifts);
        path.shift_x.resize(shifts);
        path.shift_y.resize(shifts);
        for (std::int64_t i = batch_size(options, job); i > 0; --i) {
            poll_stop();
            walk(medium, random, path, options.twins ? &twin : nullptr);
            if (path.boost == 0 && twin.boost == 0) continue;
            for (const double length : path.layer_mm) put(length);
            for (std::size_t place = 0; place < places; ++place) put(path.dot_mm[place]);
            for (const double value : {path.boost, path.start_mm, path.spread_mm}) put(value);
            if (!options.twins) continue;
            for (const double length : twin.layer_mm) put(length);
            put(twin.boost);
            for (std::size_t place = 0; place < twin_places; ++place) put(twin.dot_mm[place]);
        }
    });

    std::size_t count = 0;
    for (const auto& rows : kept) count += rows.size() / width;
    PhotonPaths result;
    const auto rows = static_cast<Eigen::Index>(count);
    result.layer_mm.setZero(rows, stack.layer_count());
    result.dot_mm.resize(rows, static_cast<Eigen::Index>(places));
    result.twin_dot_mm.resize(rows, static_cast<Eigen::Index>(twin_places));
    for (Eigen::ArrayXf* column : {&result.weight, &result.start_mm, &result.spread_mm}) column->resize(rows);
    if (options.twins) {
        result.twin_layer_mm.setZero(rows, stack.layer_count());
        result.twin_weight.resize(rows);
    }
    Eigen::Index at = 0;
    for (const auto& batch : kept)
        for (std::size_t row = 0; row < batch.size(); row += width, ++at) {
            std::size_t from = row;
            const auto take_layers = [&](Eigen::ArrayXXf& to) {
                for (Eigen::Index layer = 0; layer < stack.layer_count(); ++layer)
                    if (stack.thickness_mm(layer) > 0) to(at, layer) = batch[from++];
            };
            take_layers(result.layer_mm);
            for (Eigen::Index i = 0; i < result.dot_mm.cols(); ++i) result.dot_mm(at, i) = batch[from++];
            for (Eigen::ArrayXf* column : {&result.weight, &result.start_mm, &result.spread_mm})
                (*column)(at) = batch[from++];
            if (!options.twins) continue;
            take_layers(result.twin_layer_mm);
            result.twin_weight(at) = batch[from++];
            for (Eigen::Index i = 0; i < result.twin_dot_mm.cols(); ++i) result.twin_dot_mm(at, i) = batch[from++];
        }
    result.photons = options.photons;
    result.cancelled = !finished;
    return result;
}

PhotonPaths::Answer PhotonPaths::reflectance(const Eigen::ArrayXd& mu_a_per_mm, double pigment_mu_a_per_mm) const {
    if (mu_a_per_mm.size() != layer_mm.cols())
        throw DomainError("mu_a_per_mm.shape", fmt::format("({},)", mu_a_per_mm.size()),
                          fmt::format("({},): one value per layer of the run", layer_mm.cols()));
    for (Eigen::Index layer = 0; layer < mu_a_per_mm.size(); ++layer)
        require_range(fmt::format("mu_a_per_mm[{}]", layer), mu_a_per_mm(layer), 0, most_coefficient_per_mm, "1/mm");
    require_range("pigment_mu_a_per_mm", pigment_mu_a_per_mm, 0, most_coefficient_per_mm, "1/mm");
    double sum = 0, squares = 0;
    const Eigen::ArrayXf depth = (layer_mm.matrix() * mu_a_per_mm.cast<float>().matrix()).array();
    const Eigen::ArrayXf passed = (dot_mm * static_cast<float>(-pigment_mu_a_per_mm)).exp().rowwise().mean();
    for (Eigen::Index i = 0; i < depth.size(); ++i) {
        const double w =
            static_cast<double>(weight(i)) * std::exp(-static_cast<double>(depth(i))) * static_cast<double>(passed(i));
        sum += w;
        squares += w * w;
    }
    const auto n = static_cast<double>(photons);
    return {sum / n, standard_error(sum, squares, n)};
}

} // namespace undertone
