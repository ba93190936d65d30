#pragma once
// The layers column of the reference files.

#include "stack_of.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace undertone::testing {

/// The number after "name": in a piece of the layers column.
inline double layer_field(const std::string& layer, const std::string& name) {
    const std::size_t at = layer.find("\"" + name + "\":");
    return at == layer.npos ? std::nan("") : std::stod(layer.substr(at + name.size() + 3));
}

/// The layers column of the reference files: [{"mua": 1.0, "mus": 9.0, "g": 0.75, "n": 1.0, "d": 0.2}, ...]
inline LayerStack parse_layers(const std::string& text, double n_below) {
    std::vector<TestLayer> layers;
    double n = 1;
    for (std::size_t open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
        const std::string layer = text.substr(open, text.find('}', open) - open);
        const double d = layer_field(layer, "d");
        n = layer_field(layer, "n");
        layers.push_back(
            {layer_field(layer, "mua"), layer_field(layer, "mus"), layer_field(layer, "g"), d >= 1e5 ? infinite : d});
    }
    return stack_of(layers, n, n_below);
}

} // namespace undertone::testing
