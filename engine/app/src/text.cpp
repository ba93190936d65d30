#include "undertone/app/text.hpp"

#include "text_parts.hpp"

#include "undertone/base/shown_text.hpp"
#include "undertone/io/spreadsheet_text.hpp"

#include <fmt/format.h>

namespace undertone {

namespace {

std::string words(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

std::string skin_line(const Client& client) {
    const Lab lab = Viewing("D65").lab(client.skin.reflectance());
    std::string text =
        fmt::format("Skin    {}  ({}, ITA {:.0f} deg; {} reading{}", on_both_scales(client, client.skin.reflectance()),
                    ita_class(ita_deg(lab)), ita_deg(lab), client.skin_readings, client.skin_readings == 1 ? "" : "s");
    if (client.skin_readings > 1)
        text += fmt::format(", delta E {:.2f} from their mean on average", client.skin_spread_delta_e);
    return text + ")\n";
}

std::string years_text(double years) {
    if (years == 0) return "day 0";
    if (years < 0.99) return fmt::format("{:.0f} weeks", years * days_per_year / 7);
    return fmt::format("{:g} year{}", years, years == 1 ? "" : "s");
}

/// "4.2 %"
std::string melanosomes(const Client& client) {
    return fmt::format("{:.1f} %", 100 * client.skin.parameters().melanosome_fraction);
}

} // namespace

std::string skin_text(const Client& client) {
    std::string text = heading("Skin of " + client.name) + skin_line(client);
    const SkinFit& fit = client.skin_fit;
    if (client.skin_readings > 1 && !fit.lab_only)
        text += fmt::format(
            "Spread  reflectance of the readings by up to {:.4f} (sd), which is the fit's noise where above {}\n",
            fit.reading_sd.maxCoeff(), SkinFitOptions{}.noise);
    for (const OpenAssumption& open : client.assumptions) {
        text += fmt::format("Assumed {} is not stated: {} is assumed", open.what, open.assumed);
        text += open.otherwise ? fmt::format("; read as {} the skin would have {} of melanosomes instead of {}\n",
                                             open.other, melanosomes(*open.otherwise), melanosomes(client))
                               : fmt::format("; read as {} it could not be skin\n", open.other);
    }
    text += fmt::format("Prior   of the {}\n", fit.site.empty() ? "whole body: no site is named" : words(fit.site));
    text += fmt::format("Fit     rms {:.4f} of {}, {} in {} steps\n\n", fit.rms,
                        fit.lab_only ? "a Lab coordinate" : "reflectance", fit.converged ? "converged" : "NOT CONVERGED",
                        fit.iterations);
    text += fmt::format("  {:<28} {:>10}   {:>10}   most correlated with\n", "parameter", "value", "std. dev.");
    const Eigen::MatrixXd correlation = fit.correlation();
    for (std::size_t i = 0; i < fit.parameter_names.size(); ++i) {
        const auto at = static_cast<Eigen::Index>(i);
        Eigen::VectorXd others = correlation.col(at).cwiseAbs();
        others(at) = 0;
        Eigen::Index partner = 0;
        others.maxCoeff(&partner);
        text += fmt::format("  {:<28} {:>10.4g}   {:>10.2g}   {:+.2f} {}\n", fit.parameter_names[i], fit.parameters(at),
                            std::sqrt(fit.covariance(at, at)), correlation(at, partner),
                            fit.parameter_names[static_cast<std::size_t>(partner)]);
    }
    add_diagnostics(text, client.diagnostics);
    return text;
}

std::string match_details_text(const Client& client, const Line& line, const MatchReport& report) {
    std::string text = heading("Details") + skin_line(client);
    text += fmt::format("Target  {}  ({})\n", on_both_scales(client, client.target), client.target_basis);
    text += line_row(line);
    text += "\n";
    text += shown_text(report.full_report());
    if (!text.ends_with("\n")) text += "\n";
    text += "\n";
    add_diagnostics(text, client.diagnostics);
    return text + limits_text();
}

std::string dots_tried_text(const DotChoice& choice) {
    std::string text = heading("Dots tried");
    for (std::size_t i = 0; i < choice.trials.size(); ++i) {
        const DotTrial& trial = choice.trials[i];
        std::string texture;
        for (const SeenTexture& seen : trial.texture)
            texture += fmt::format("{} {:.2f} at {:g} m", texture.empty() ? ", texture differs by" : ",", seen.difference,
                                   seen.distance_m);
        text += fmt::format("{} {:.3f} mm wide, {:3.0f} per cm2: {}delta E {:.2f} at worst{}, objective {:.3f}{}\n",
                            i == choice.best ? ">" : " ", trial.dots.diameter_mm, trial.dots.density_per_cm2,
                            trial.usable ? "" : "cannot match, ", trial.worst_delta_e_2000, texture, trial.objective,
                            trial.proven ? "" : ", not proven");
    }
    return text;
}

std::string forecast_text(const Client& client, const Line& line, const TreatmentForecast& treatment) {
    const Forecast& forecast = treatment.forecast;
    std::string text = heading("Forecast for " + client.name);
    for (const std::string& caveat : treatment.caveats) text += "! " + shown_line(caveat) + "\n";
    text += skin_line(client);
    text += fmt::format("Target  {}  ({})\n", on_both_scales(client, client.target), client.target_basis);
    text +=
        fmt::format("Mix     {}\nOf      {}\n", shown_line(blend_text(line, treatment.blend)), shown_line(treatment.basis));
    text += forecast.all_draws_failed()
                ? fmt::format("Ranges  none: all draws failed; {}, {}\n\n", forecast.illuminant, forecast.observer)
            : forecast.draws_used > 0 ? fmt::format("Ranges  median (10 to 90 %) of {} draws from the priors; {}, {}\n\n",
                                                    forecast.draws_used, forecast.illuminant, forecast.observer)
                                      : fmt::format("Ranges  none: ask for draws (--draws 200); {}, {}\n\n",
                                                    forecast.illuminant, forecast.observer);
    const auto cell = [&](const Range& r, int digits) {
        return forecast.draws_used > 0
                   ? fmt::format("{:.{}f} ({:.{}f} to {:.{}f})", r.q50, digits, r.q10, digits, r.q90, digits)
                   : fmt::format("{:.{}f}", r.nominal, digits);
    };
    text += fmt::format("  {:<9} {:<22} {:<20} {:<21} {:<22} {:<18}\n", "", "area L*", "area b*", "delta E00 to target",
                        "dot width mm", "pigment left %");
    for (std::size_t i = 0; i < forecast.rows.size(); ++i) {
        const ForecastRow& row = forecast.rows[i];
        const Range left{100 * row.pigment_left.nominal, 100 * row.pigment_left.q10, 100 * row.pigment_left.q50,
                         100 * row.pigment_left.q90};
        text += fmt::format("  {:<9} {:<22} {:<20} {:<21} {:<22} {:<18}{}\n", years_text(treatment.years[i]),
                            cell(row.area.l, 1), cell(row.area.b, 1), cell(row.delta_e_2000, 1), cell(row.diameter_mm, 2),
                            cell(left, 0), row.extrapolated ? " extrapolated" : "");
    }
    if (!client.scale.is_internal())
        text +=
            fmt::format("  L* above is with the surface reflection excluded; the instrument ({}) shows about {:.1f} more.\n",
                        client.scale.text(), client.scale.lab(client.target).l - internal_scale().lab(client.target).l);
    text += "\n";
    add_diagnostics(text, forecast.diagnostics);
    add_diagnostics(text, client.diagnostics);
    return text + limits_text();
}

std::string forecast_csv(const Line& line, const TreatmentForecast& treatment) {
    const std::string blend = shown_line(blend_text(line, treatment.blend));
    std::string text = fmt::format("# Undertone forecast; {}; {}, {}; q10, q50 and q90 from {} draws\n",
                                   holds_formula(blend) ? "blend" : blend, treatment.forecast.illuminant,
                                   treatment.forecast.observer, treatment.forecast.draws_used);
    text += "years,time_days,extrapolated";
    const std::vector<std::string> names{"area_l", "area_a",       "area_b",     "dot_l",       "dot_a",
                                         "dot_b",  "delta_e_2000", "contrast_l", "diameter_mm", "pigment_left"};
    for (const auto& name : names) text += fmt::format(",{0},{0}_q10,{0}_q50,{0}_q90", name);
    text += "\n";
    for (std::size_t i = 0; i < treatment.forecast.rows.size(); ++i) {
        const ForecastRow& row = treatment.forecast.rows[i];
        text += fmt::format("{:.6g},{:.6g},{}", treatment.years[i], row.time_days, row.extrapolated ? 1 : 0);
        for (const Range& r : {row.area.l, row.area.a, row.area.b, row.dot.l, row.dot.a, row.dot.b, row.delta_e_2000,
                               row.contrast_l, row.diameter_mm, row.pigment_left})
            text += fmt::format(",{:.6g},{:.6g},{:.6g},{:.6g}", r.nominal, r.q10, r.q50, r.q90);
        text += "\n";
    }
    return text;
}

} // namespace undertone
