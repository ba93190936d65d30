#pragma once
// Colours as arrays of three.

#include "undertone/colorimetry/color.hpp"

#include <Eigen/Core>

#include <vector>

inline Eigen::Array3d triple(const undertone::Lab& lab) { return {lab.l, lab.a, lab.b}; }
inline Eigen::Array3d triple(const undertone::XYZ& xyz) { return {xyz.x, xyz.y, xyz.z}; }
inline undertone::Lab lab_of(const Eigen::Array3d& values) { return {values(0), values(1), values(2)}; }

/// One colour per row.
inline Eigen::ArrayX3d triples(const std::vector<undertone::Lab>& labs) {
    Eigen::ArrayX3d out(static_cast<Eigen::Index>(labs.size()), 3);
    for (std::size_t i = 0; i < labs.size(); ++i) out.row(static_cast<Eigen::Index>(i)) = triple(labs[i]).transpose();
    return out;
}
