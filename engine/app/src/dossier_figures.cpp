#include "dossier_figures.hpp"

#include "html_parts.hpp"

#include "undertone/spectral/grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace undertone {

namespace {

/// An SVG as it grows. Lengths are in its own units, of which a page is 530 wide.
class Svg {
public:
    Svg(double width, double height, const std::string& label)
        : text_(fmt::format("<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\" "
                            "font-family=\"Arial, 'DejaVu Sans', sans-serif\" font-size=\"11\">",
                            width, height, escaped(label))) {}

    void line(double x1, double y1, double x2, double y2, const char* style) {
        text_ += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" {}/>", x1, y1, x2, y2, style);
    }

    void words(double x, double y, const std::string& said, const char* style = "") {
        text_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>", x, y, style, escaped(said));
    }

    /// Read upwards, ending at this place.
    void slanted(double x, double y, const std::string& said) {
        text_ += fmt::format("<text transform=\"translate({:.1f},{:.1f}) rotate(-40)\" text-anchor=\"end\">{}</text>", x, y,
                             escaped(said));
    }

    void box(double x, double y, double width, double height, double grey) {
        const int level = static_cast<int>(std::lround(255 * grey));
        text_ += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
                             "fill=\"#{:02x}{:02x}{:02x}\" stroke=\"#fff\"/>",
                             x, y, width, height, level, level, level);
    }

    void dot(double x, double y, bool filled) {
        text_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" fill=\"{}\" stroke=\"#111\"/>", x, y,
                             filled ? "4" : "2.5", filled ? "#111" : "#fff");
    }

    void path(const std::vector<std::pair<double, double>>& points, const char* style) {
        std::string at;
        for (const auto& [x, y] : points) at += fmt::format("{:.1f},{:.1f} ", x, y);
        text_ += fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"#111\" {}/>", at, style);
    }

    void area(const std::vector<std::pair<double, double>>& points) {
        std::string at;
        for (const auto& [x, y] : points) at += fmt::format("{:.1f},{:.1f} ", x, y);
        text_ += fmt::format("<polygon points=\"{}\" fill=\"#bbb\" stroke=\"none\"/>", at);
    }

    std::string finished() && { return std::move(text_) + "</svg>"; }

private:
    std::string text_;
};

constexpr const char *faint = "stroke=\"#ddd\"", *solid = "stroke=\"#111\"";
constexpr const char *at_end = "text-anchor=\"end\"", *in_middle = "text-anchor=\"middle\"";

/// A step of 1, 2 or 5 times a power of ten, with some four of them over the range.
double tick_step(double range) {
    const double rough = range / 4, power = std::pow(10, std::floor(std::log10(rough)));
    for (const double times : {1.0, 2.0, 5.0})
        if (rough <= times * power) return times * power;
    return 10 * power;
}

/// Numbers to pixels, with room at both ends.
class Scale {
public:
    Scale(double least, double most, double from, double to) : from_(from), to_(to) {
        const double room = std::max(0.06 * (most - least), 1e-9 * std::max({std::abs(least), std::abs(most), 1e-9}));
        least_ = least - room;
        most_ = most + room;
    }

    double operator()(double value) const { return from_ + (to_ - from_) * (value - least_) / (most_ - least_); }

    std::vector<double> ticks() const {
        std::vector<double> found;
        const double step = tick_step(most_ - least_);
        for (double at = std::ceil(least_ / step); at * step <= most_; ++at) found.push_back(at == 0 ? 0 : at * step);
        return found;
    }

private:
    double least_ = 0, most_ = 1, from_, to_;
};

std::string spaced(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

// ---- spectra

constexpr double plot_width = 520, plot_height = 200, plot_left = 55, plot_bottom = 30;
constexpr double least_per_mm = 0.1, most_per_mm = 3000;

double x_of(int band) { return plot_left + (plot_width - plot_left) * band / (band_count - 1.0); }
double y_of(double per_mm) {
    const double share =
        std::log(std::clamp(per_mm, least_per_mm, most_per_mm) / least_per_mm) / std::log(most_per_mm / least_per_mm);
    return (plot_height - plot_bottom) * (1 - share) + 5;
}

std::vector<std::pair<double, double>> curve(const Bands& values) {
    std::vector<std::pair<double, double>> points;
    for (int b = 0; b < band_count; b += 2) points.emplace_back(x_of(b), y_of(values(b)));
    return points;
}

std::vector<std::pair<double, double>> band_between(const Bands& values, const Bands& log_sd) {
    std::vector<std::pair<double, double>> points = curve(values * (1.645 * log_sd).exp());
    const std::vector<std::pair<double, double>> back = curve(values * (-1.645 * log_sd).exp());
    points.insert(points.end(), back.rbegin(), back.rend());
    return points;
}

// ---- control charts

constexpr double chart_width = 530, chart_left = 62, chart_right = 470, panel_height = 130, panel_gap = 24;
constexpr std::size_t most_lot_names = 24;

struct Panel {
    std::vector<double> values, low, high;
    std::vector<bool> marked;
    double center = 0;
    const char* name;
};

void add_panel(Svg& svg, const Panel& panel, double top, double step) {
    double least = panel.center, most = panel.center;
    for (const std::vector<double>* each : {&panel.values, &panel.low, &panel.high})
        for (const double value : *each) {
            least = std::min(least, value);
            most = std::max(most, value);
        }
    const Scale y(least, most, top + panel_height, top);
    for (const double tick : y.ticks()) {
        svg.line(chart_left, y(tick), chart_right, y(tick), faint);
        svg.words(chart_left - 6, y(tick) + 4, fmt::format("{:g}", std::abs(tick) < 1e-12 ? 0 : tick), at_end);
    }
    const auto x = [&](std::size_t i) { return chart_left + step * (static_cast<double>(i) + 0.5); };
    std::vector<std::pair<double, double>> values, low, high;
    for (std::size_t i = 0; i < panel.values.size(); ++i) {
        values.emplace_back(x(i), y(panel.values[i]));
        for (const double side : {-0.5, 0.5}) { // limits hold for a whole lot
            low.emplace_back(x(i) + side * step, y(panel.low[i]));
            high.emplace_back(x(i) + side * step, y(panel.high[i]));
        }
    }
    svg.path(low, "stroke-dasharray=\"5 3\"");
    svg.path(high, "stroke-dasharray=\"5 3\"");
    svg.line(chart_left, y(panel.center), chart_right, y(panel.center), solid);
    svg.path(values, "stroke-width=\"1.2\"");
    for (std::size_t i = 0; i < values.size(); ++i) svg.dot(values[i].first, values[i].second, panel.marked[i]);
    svg.words(chart_left, top - 5, panel.name);
    svg.words(chart_right + 5, y(panel.center) + 4, "centre");
    const double far = 12; // labels do not lie on each other
    svg.words(chart_right + 5, std::min(y(panel.high.back()) + 4, y(panel.center) + 4 - far), "limit");
    svg.words(chart_right + 5, std::max(y(panel.low.back()) + 4, y(panel.center) + 4 + far), "limit");
}

bool signals(const ControlPoint& point, bool by_average) {
    return std::any_of(point.signals.begin(), point.signals.end(),
                       [&](const std::string& rule) { return (rule == "ewma") == by_average; });
}

} // namespace

std::string spectra_svg(const InkCharacterisation& ink) {
    Svg svg(plot_width + 10, plot_height + 10, "absorption and scattering of " + ink.colorant.id);
    for (const double per_mm : {0.1, 1.0, 10.0, 100.0, 1000.0}) {
        svg.line(plot_left, y_of(per_mm), plot_width, y_of(per_mm), faint);
        svg.words(plot_left - 5, y_of(per_mm) + 4, fmt::format("{:g}", per_mm), at_end);
    }
    for (int b = 4; b < band_count; b += 20)
        svg.words(x_of(b), plot_height, fmt::format("{:g}", first_wavelength_nm + wavelength_step_nm * b), in_middle);
    svg.area(band_between(ink.mu_a_per_mm, ink.mu_a_log_sd));
    svg.area(band_between(ink.mu_s_reduced_per_mm, ink.mu_s_reduced_log_sd));
    svg.path(curve(ink.mu_a_per_mm), "stroke-width=\"1.6\"");
    svg.path(curve(ink.mu_s_reduced_per_mm), "stroke-width=\"1.6\" stroke-dasharray=\"6 4\"");
    return std::move(svg).finished();
}

std::string coverage_map_svg(const LineCoverage& coverage) {
    constexpr double names = 84, width = 530, cell_height = 34, foot = 76;
    const std::size_t columns = coverage.by_hair.size(), rows = coverage.by_class.size();
    const double cell_width = std::min((width - names) / static_cast<double>(std::max<std::size_t>(columns, 1)), 90.0);
    const double end = cell_height * static_cast<double>(rows);
    Svg svg(width, end + foot, "share of clients served, classes of skin by colours of hair");
    for (std::size_t row = 0; row < rows; ++row) {
        const double y = cell_height * static_cast<double>(row);
        svg.words(names - 6, y + cell_height / 2 + 4, spaced(coverage.by_class[row].group), at_end);
        for (std::size_t column = 0; column < columns; ++column) {
            const ShareServed& cell = coverage.map[row * columns + column].served;
            const double x = names + cell_width * static_cast<double>(column);
            const bool nobody = cell.clients == 0;
            svg.box(x, y, cell_width, cell_height, nobody ? 1 : 0.35 + 0.6 * cell.share);
            const std::string style = fmt::format("text-anchor=\"middle\" fill=\"{}\"", nobody             ? "#666"
                                                                                        : cell.share < 0.4 ? "#fff"
                                                                                                           : "#111");
            const std::string first = nobody ? "no need" : fmt::format("{:.0f} %", 100 * cell.share);
            svg.words(x + cell_width / 2, y + (nobody ? 21 : 15), first, style.c_str());
            if (!nobody)
                svg.words(x + cell_width / 2, y + 28, fmt::format("n {}", cell.clients),
                          (style + " font-size=\"9\"").c_str());
        }
    }
    for (std::size_t column = 0; column < columns; ++column)
        svg.slanted(names + cell_width * (static_cast<double>(column) + 0.6), end + 14,
                    spaced(coverage.by_hair[column].group));
    return std::move(svg).finished();
}

std::string control_chart_svg(const ControlChart& chart) {
    const std::size_t count = chart.points.size();
    constexpr double head = 16, foot = 62;
    Svg svg(chart_width, head + 2 * panel_height + panel_gap + foot, "control chart of " + chart.quantity);
    Panel values{{}, {}, {}, {}, chart.center, "each lot"}, averages{{}, {}, {}, {}, chart.center, "moving average (EWMA)"};
    for (const ControlPoint& point : chart.points) {
        values.values.push_back(point.value);
        values.low.push_back(chart.low);
        values.high.push_back(chart.high);
        values.marked.push_back(signals(point, false));
        averages.values.push_back(point.ewma);
        averages.low.push_back(point.ewma_low);
        averages.high.push_back(point.ewma_high);
        averages.marked.push_back(signals(point, true));
    }
    const double step = (chart_right - chart_left) / static_cast<double>(count);
    add_panel(svg, values, head, step);
    const double second = head + panel_height + panel_gap;
    add_panel(svg, averages, second, step);
    const std::size_t every = (count + most_lot_names - 1) / most_lot_names;
    for (std::size_t i = 0; i < count; i += every)
        svg.slanted(chart_left + step * (static_cast<double>(i) + 0.6), second + panel_height + 14, chart.points[i].label);
    return std::move(svg).finished();
}

std::string lightfastness_svg(const Lightfastness& found) {
    constexpr double names = 130, end = 500, row_height = 24, foot = 42;
    std::vector<const InkLightfastness*> shown;
    double least = 0, most = 0;
    for (const InkLightfastness& ink : found.inks)
        if (ink.rate && ink.rate_low && ink.rate_high) {
            shown.push_back(&ink);
            least = std::min(least, *ink.rate_low);
            most = std::max(most, *ink.rate_high);
        }
    if (shown.empty()) return "";
    const Scale x(least, most, names, end);
    const double floor = row_height * static_cast<double>(shown.size());
    Svg svg(530, floor + foot, "strength lost per unit of exposure, by ink");
    for (const double tick : x.ticks()) {
        svg.line(x(tick), 0, x(tick), floor, tick == 0 ? solid : faint);
        svg.words(x(tick), floor + 14, fmt::format("{:g}", std::abs(tick) < 1e-12 ? 0 : tick), in_middle);
    }
    svg.words((names + end) / 2, floor + 32, "loss of ln strength per unit of exposure (" + spaced(found.unit) + ")",
              in_middle);
    double y = row_height / 2;
    for (const InkLightfastness* ink : shown) {
        svg.words(names - 8, y + 4, fmt::format("{} (n {})", spaced(ink->ink), ink->readings), at_end);
        svg.line(x(*ink->rate_low), y, x(*ink->rate_high), y, "stroke=\"#111\" stroke-width=\"1.6\"");
        for (const double edge : {*ink->rate_low, *ink->rate_high}) svg.line(x(edge), y - 4, x(edge), y + 4, solid);
        svg.dot(x(*ink->rate), y, true);
        y += row_height;
    }
    return std::move(svg).finished();
}

} // namespace undertone
