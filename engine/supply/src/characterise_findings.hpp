#pragma once
// What films told and did not tell of an ink, in words, and which film to lay next.

#include "film_model.hpp"
#include "undertone/supply/characterise_ink.hpp"

#include <optional>
#include <span>
#include <string>

namespace undertone::detail {

/// "measured on 2026-11-30 by 6 films".
std::string measured_on(const InkStatement& ink, std::size_t films);

/// Of dilutions on white and on black, as thick as the others, the film that would narrow most (A-optimal design): by the derivatives of its
/// readings at `point`, where `hessian` is what is known.
std::optional<NextFilm> next_film(std::span<const InkFilm> films, const InkStatement& ink, const Eigen::VectorXd& point,
                                  const Eigen::MatrixXd& hessian);

/// Fills diagnostics and sentence.
void add_findings(InkCharacterisation& found, std::span<const InkFilm> films, const FilmProblem& problem,
                  const Eigen::VectorXd& point);

} // namespace undertone::detail
