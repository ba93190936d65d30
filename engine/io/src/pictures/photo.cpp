// The camera's own picture-making is undone by its profile, then what is left of it by the card: per channel a curve through the
// grey patches, then a 3 x 3 matrix in XYZ, weighted so that equal steps of lightness count alike.

#include "undertone/io/photo.hpp"

#include "undertone/base/error.hpp"
#include "undertone/base/table.hpp"
#include "undertone/colorimetry/viewing.hpp"
#include "undertone/io/icc.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace undertone {

namespace {

constexpr int rows = 4, columns = 6, patch_count = rows * columns, first_grey = 18;
constexpr std::array<const char*, patch_count> patch_names = {
    "dark skin", "light skin",    "blue sky",     "foliage",   "blue flower",  "bluish green",
    "orange",    "purplish blue", "moderate red", "purple",    "yellow green", "orange yellow",
    "blue",      "green",         "red",          "yellow",    "magenta",      "cyan",
    "white",     "neutral 8",     "neutral 6.5",  "neutral 5", "neutral 3.5",  "black"};
constexpr double patch_core = 0.5; // the middle half of a patch is read: edges are blurred and shaded
constexpr double clipped_high = 0.99, clipped_low = 0.004, clipped_share = 0.02;
constexpr int fewest_patches = 14, fewest_greys = 4;

using Vector = Eigen::Vector3d;

const XYZ& d50_white() {
    static const XYZ white = Viewing("D50").white();
    return white;
}

Vector xyz_of(const Lab& lab) { // relative to white: 1 1 1
    const auto inverse = [](double f) { return f > 6.0 / 29 ? f * f * f : (f - 4.0 / 29) * 3 * 36 / 841; };
    const double fy = (lab.l + 16) / 116;
    return {inverse(fy + lab.a / 500), inverse(fy), inverse(fy - lab.b / 200)};
}

Lab lab_of_relative(const Vector& v) {
    const XYZ& w = d50_white();
    return lab_from_xyz({v.x() * w.x, v.y() * w.y, v.z() * w.z}, w);
}

/// The card's plane to the picture: (0,0)-(6,4) onto the four corners.
Eigen::Matrix3d homography(const std::array<PixelPoint, 4>& corners) {
    static constexpr double from[4][2] = {{0, 0}, {columns, 0}, {columns, rows}, {0, rows}};
    Eigen::Matrix<double, 8, 8> a;
    Eigen::Matrix<double, 8, 1> b;
    for (int i = 0; i < 4; ++i) {
        const double u = from[i][0], v = from[i][1], x = corners[static_cast<std::size_t>(i)].x,
                     y = corners[static_cast<std::size_t>(i)].y;
        a.row(2 * i) << u, v, 1, 0, 0, 0, -u * x, -v * x;
        a.row(2 * i + 1) << 0, 0, 0, u, v, 1, -u * y, -v * y;
        b(2 * i) = x;
        b(2 * i + 1) = y;
    }
    const Eigen::Matrix<double, 8, 1> h = a.fullPivLu().solve(b);
    Eigen::Matrix3d out;
    out << h(0), h(1), h(2), h(3), h(4), h(5), h(6), h(7), 1;
    return out;
}

struct Sample {
    Vector mean = Vector::Zero(); // device values, 0-1, of the pixels
    double over = 0, under = 0;   // share of pixels with a channel at the top, or all at the bottom
    std::vector<Vector> pixels;
};

/// Of an RGB picture, 0 to 1.
Vector pixel_of(const Picture& picture, int x, int y) {
    const std::size_t at =
        3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) + static_cast<std::size_t>(x));
    return {picture.samples[at] / picture.full_scale(), picture.samples[at + 1] / picture.full_scale(),
            picture.samples[at + 2] / picture.full_scale()};
}

/// Pixels of a quadrilateral, by points of a fine grid in the card's plane.
Sample sample_patch(const Picture& picture, const Eigen::Matrix3d& to_picture, int row, int column) {
    constexpr int per_side = 25;
    Sample out;
    for (int j = 0; j < per_side; ++j)
        for (int i = 0; i < per_side; ++i) {
            const double u = column + 0.5 + patch_core * ((i + 0.5) / per_side - 0.5),
                         v = row + 0.5 + patch_core * ((j + 0.5) / per_side - 0.5);
            const Vector p = to_picture * Vector(u, v, 1);
            const int x = std::clamp(static_cast<int>(p.x() / p.z()), 0, picture.width - 1),
                      y = std::clamp(static_cast<int>(p.y() / p.z()), 0, picture.height - 1);
            out.pixels.push_back(pixel_of(picture, x, y));
        }
    return out;
}

Sample sample_region(const Picture& picture, const PixelRegion& region) {
    Sample out;
    for (int y = static_cast<int>(region.top); y < static_cast<int>(std::ceil(region.bottom)); ++y)
        for (int x = static_cast<int>(region.left); x < static_cast<int>(std::ceil(region.right)); ++x)
            out.pixels.push_back(pixel_of(picture, x, y));
    return out;
}

void summarise(Sample& sample) {
    for (const Vector& p : sample.pixels) {
        sample.mean += p;
        sample.over += p.maxCoeff() >= clipped_high;
        sample.under += p.maxCoeff() <= clipped_low;
    }
    const auto n = static_cast<double>(sample.pixels.size());
    sample.mean /= n;
    sample.over /= n;
    sample.under /= n;
}

/// Linear light of a sample, XYZ relative to white, mean of its pixels (not of their encoded values).
Vector linear_mean(const DeviceToLab& profile, const Sample& sample) {
    std::vector<double> device;
    for (const Vector& p : sample.pixels) device.insert(device.end(), p.begin(), p.end());
    Vector sum = Vector::Zero();
    for (const Lab& lab : profile.lab(device)) sum += xyz_of(lab);
    return sum / static_cast<double>(sample.pixels.size());
}

/// What the card teaches.
struct Correction {
    std::array<Vector, 3> curve; // log10 of light = c0 + c1 log10 v + c2 log10^2 v, per component
    Eigen::Matrix3d matrix = Eigen::Matrix3d::Identity();

    Vector straightened(const Vector& v) const {
        Vector out;
        for (int k = 0; k < 3; ++k) {
            const double x =
                std::log10(std::max(v(k), 1e-5)); // beyond the darkest grey the curve is a guess; so dark is no skin
            const Vector& c = curve[static_cast<std::size_t>(k)];
            out(k) = std::pow(10, c(0) + x * (c(1) + x * c(2)));
        }
        return out;
    }
    Vector operator()(const Vector& v) const { return matrix * straightened(v); }
};

/// Learns from the patches of `use`; `skip` is left out, to be judged by the others.
Correction learn(const std::vector<Vector>& seen, const std::vector<Vector>& wanted, const std::vector<bool>& use,
                 int skip) {
    Correction out;
    for (int k = 0; k < 3; ++k) {
        std::vector<double> x, y;
        for (int i = first_grey; i < patch_count; ++i)
            if (use[static_cast<std::size_t>(i)] && i != skip) {
                x.push_back(std::log10(std::max(seen[static_cast<std::size_t>(i)](k), 1e-5)));
                y.push_back(std::log10(wanted[static_cast<std::size_t>(i)](k)));
            }
        const auto n = static_cast<Eigen::Index>(x.size());
        Eigen::MatrixXd a(n, 3);
        Eigen::VectorXd b(n);
        for (Eigen::Index i = 0; i < n; ++i) {
            a.row(i) << 1, x[static_cast<std::size_t>(i)], x[static_cast<std::size_t>(i)] * x[static_cast<std::size_t>(i)];
            b(i) = y[static_cast<std::size_t>(i)];
        }
        out.curve[static_cast<std::size_t>(k)] = a.colPivHouseholderQr().solve(b);
    }
    for (int k = 0; k < 3;
         ++k) { // one row of the matrix at a time; d f(t) / d t = t^(-2/3) / 3 makes steps of lightness alike
        Eigen::MatrixXd a(patch_count, 3);
        Eigen::VectorXd b(patch_count);
        a.setZero();
        b.setZero();
        for (int i = 0; i < patch_count; ++i) {
            if (!use[static_cast<std::size_t>(i)] || i == skip) continue;
            const double weight = std::pow(std::max(wanted[static_cast<std::size_t>(i)](k), 0.01), -2.0 / 3);
            a.row(i) = weight * out.straightened(seen[static_cast<std::size_t>(i)]).transpose();
            b(i) = weight * wanted[static_cast<std::size_t>(i)](k);
        }
        out.matrix.row(k) = a.colPivHouseholderQr().solve(b).transpose();
    }
    return out;
}

struct Fit {
    double residual = 1e9;
    std::vector<CardPatch> patches;
    Correction correction;
};

Fit fit_card(const std::vector<Sample>& samples, const std::vector<Vector>& seen, const std::vector<int>& order) {
    static const Table table = data_table("targets/colorchecker_classic.csv");
    Fit out;
    std::vector<Vector> at(patch_count), wanted(patch_count);
    std::vector<bool> use(patch_count);
    for (std::size_t i = 0; i < patch_count; ++i) {
        const auto from = static_cast<std::size_t>(order[i]);
        CardPatch patch;
        patch.name = patch_names[i];
        patch.reference = {table.at(patch.name, "l"), table.at(patch.name, "a"), table.at(patch.name, "b")};
        patch.exposure = samples[from].over > clipped_share    ? "over-exposed"
                         : samples[from].under > clipped_share ? "under-exposed"
                                                               : "";
        patch.used = patch.exposure.empty();
        at[i] = seen[from];
        wanted[i] = xyz_of(patch.reference);
        use[i] = patch.used;
        out.patches.push_back(std::move(patch));
    }
    const auto used = std::count(use.begin(), use.end(), true),
               greys = std::count(use.begin() + first_grey, use.end(), true);
    if (used < fewest_patches || greys < fewest_greys) return out;
    double squares = 0;
    for (std::size_t i = 0; i < patch_count; ++i) {
        const Vector corrected = learn(at, wanted, use, static_cast<int>(i))(at[i]);
        if (!corrected.allFinite()) return out;
        out.patches[i].seen = lab_of_relative(corrected.cwiseMax(0).cwiseMin(2));
        out.patches[i].delta_e = delta_e_2000(out.patches[i].reference, out.patches[i].seen);
        if (use[i]) squares += out.patches[i].delta_e * out.patches[i].delta_e;
    }
    out.residual = std::sqrt(squares / static_cast<double>(used));
    out.correction = learn(at, wanted, use, -1);
    return out;
}

void check_geometry(const Picture& picture, const PixelRegion& region, const PhotoOptions& options) {
    if (picture.width < 1 || picture.height < 1 ||
        picture.samples.size() != static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) *
                                      static_cast<std::size_t>(picture.channels))
        throw DomainError("picture", fmt::format("{} samples", picture.samples.size()),
                          fmt::format("{} x {} x {} of them", picture.width, picture.height, picture.channels));
    const auto outside = [&](double x, double y) {
        return !(x >= 0 && x <= picture.width && y >= 0 && y <= picture.height);
    };
    if (outside(region.left, region.top) || outside(region.right, region.bottom) || region.right - region.left < 1 ||
        region.bottom - region.top < 1)
        throw DomainError("region",
                          fmt::format("{:g}-{:g} x {:g}-{:g}", region.left, region.right, region.top, region.bottom),
                          fmt::format("at least one pixel inside {} x {}", picture.width, picture.height), "");
    if (!options.card_corners) return;
    for (const PixelPoint& p : *options.card_corners)
        if (outside(p.x, p.y))
            throw DomainError("card_corners", fmt::format("{:g}, {:g}", p.x, p.y),
                              fmt::format("four points inside {} x {}", picture.width, picture.height),
                              "the whole card must be in the picture");
    double area = 0; // shoelace: all turns one way, and the card is not a sliver
    for (std::size_t i = 0; i < 4; ++i) {
        const PixelPoint &a = (*options.card_corners)[i], &b = (*options.card_corners)[(i + 1) % 4];
        area += a.x * b.y - b.x * a.y;
    }
    if (std::abs(area) / 2 < patch_count * 36.0)
        throw DomainError("card_corners", fmt::format("enclosing {:.0f} pixels", std::abs(area) / 2),
                          "at least 6 x 6 pixels per patch", "go nearer, or give the corners in turn around the card");
}

std::string names_of(const std::vector<CardPatch>& patches, const char* exposure) {
    std::string out;
    for (const CardPatch& patch : patches)
        if (patch.exposure == exposure) out += (out.empty() ? "" : ", ") + patch.name;
    return out;
}

/// The card read from the corners as named, from any of them and either way around: it is not symmetric, so that the right reading
/// fits by far the best.
Fit best_fit(const Picture& picture, const std::array<PixelPoint, 4>& named_corners, const DeviceToLab& profile) {
    Fit best;
    for (const bool from_next_corner : {false, true}) {
        std::array<PixelPoint, 4> corners = named_corners;
        if (from_next_corner) std::rotate(corners.begin(), corners.begin() + 1, corners.end());
        const Eigen::Matrix3d to_picture = homography(corners);
        std::vector<Sample> samples;
        std::vector<Vector> seen;
        for (int row = 0; row < rows; ++row)
            for (int column = 0; column < columns; ++column) {
                samples.push_back(sample_patch(picture, to_picture, row, column));
                summarise(samples.back());
                seen.push_back(linear_mean(profile, samples.back()));
            }
        for (const bool upside_down : {false, true})
            for (const bool mirrored : {false, true}) {
                std::vector<int> order;
                for (int row = 0; row < rows; ++row)
                    for (int column = 0; column < columns; ++column)
                        order.push_back(columns * (upside_down ? rows - 1 - row : row) +
                                        (mirrored ? columns - 1 - column : column));
                Fit fit = fit_card(samples, seen, order);
                if (best.patches.empty() || fit.residual < best.residual) best = std::move(fit);
            }
    }
    return best;
}

/// Mean CIEDE2000 of single pixels from the region's colour.
double spread_of_region(const Sample& region, const Lab& lab, const DeviceToLab& profile, const Correction& correction) {
    std::vector<double> device;
    const std::size_t step = std::max<std::size_t>(1, region.pixels.size() / 10000);
    for (std::size_t i = 0; i < region.pixels.size(); i += step)
        device.insert(device.end(), region.pixels[i].begin(), region.pixels[i].end());
    double spread = 0;
    const std::vector<Lab> single = profile.lab(device);
    for (const Lab& pixel : single) spread += delta_e_2000(lab, lab_of_relative(correction(xyz_of(pixel)).cwiseMax(0)));
    return spread / static_cast<double>(single.size());
}

} // namespace

PhotoMeasurement measure_photo(const Picture& picture, const PixelRegion& region, const PhotoOptions& options) {
    PhotoMeasurement out;
    out.diagnostics = picture.diagnostics;
    if (picture.channels != 3)
        throw DomainError("picture", fmt::format("{} channels", picture.channels), "RGB", "save the photograph as RGB");
    check_geometry(picture, region, options);
    if (!options.card_corners) {
        out.reason =
            "there is no colour card in the picture, so how the camera and the light changed the colours is not known";
        return out;
    }
    const std::vector<std::uint8_t>& own = options.profile.empty() ? picture.profile : options.profile;
    IccOptions plain; // the camera's rendering is what the card corrects: no further fitting
    const DeviceToLab profile(own.empty() ? srgb_icc_profile() : own, plain);
    const Fit best = best_fit(picture, *options.card_corners, profile);
    out.patches = best.patches;
    const std::string over = names_of(best.patches, "over-exposed"), under = names_of(best.patches, "under-exposed");
    if (!over.empty()) out.diagnostics.push_back({Severity::warning, "over_exposed", "over-exposed, and left out: " + over});
    if (!under.empty())
        out.diagnostics.push_back({Severity::warning, "under_exposed", "under-exposed, and left out: " + under});
    const auto used = std::count_if(best.patches.begin(), best.patches.end(), [](const CardPatch& p) { return p.used; });
    if (best.residual >= 1e9) {
        out.reason = fmt::format("only {} of 24 patches are well exposed (over: {}; under: {}): expose again", used,
                                 over.empty() ? "none" : over, under.empty() ? "none" : under);
        return out;
    }
    out.residual_delta_e = best.residual;
    if (best.residual > options.worst_residual) {
        out.reason = fmt::format(
            "what lies between the corners does not look like a ColorChecker ({:.1f} CIEDE2000 from it): check the corners, "
            "glare and shadows",
            best.residual);
        return out;
    }
    Sample skin = sample_region(picture, region);
    summarise(skin);
    if (skin.over > clipped_share || skin.under > clipped_share) {
        out.reason = fmt::format("{:.0f} % of the region is {}: expose again", 100 * std::max(skin.over, skin.under),
                                 skin.over > skin.under ? "over-exposed" : "under-exposed");
        return out;
    }
    const Lab lab = lab_of_relative(best.correction(linear_mean(profile, skin)));
    out.region_spread_delta_e = spread_of_region(skin, lab, profile, best.correction);
    out.lab = lab;
    const double of_mean = out.region_spread_delta_e / std::sqrt(static_cast<double>(skin.pixels.size()));
    out.uncertainty_delta_e = std::hypot(out.residual_delta_e, of_mean);
    return out;
}

} // namespace undertone
