#pragma once
// The triangle of all mixtures of three inks (the segment of two), cut into four (two) again and again where that helps.

#include <array>
#include <cstddef>
#include <vector>

namespace undertone {

class MixtureTree {
public:
    static constexpr int pruned = -1;
    using Parts = std::array<double, 3>; ///< weights of the corners, adding up to 1

    explicit MixtureTree(std::size_t corners = 3) : corners_(corners) {}

    void clear() { nodes_.clear(); }
    bool empty() const { return nodes_.empty(); }

    /// A node that is one piece: `value` is what `find` gives for it.
    int add_leaf(int value) {
        nodes_.push_back({{pruned, pruned, pruned, pruned}, value});
        return static_cast<int>(nodes_.size()) - 1;
    }
    /// A node cut in pieces, in the order of `piece`; `pruned` for those of no interest.
    int add_cut(const std::array<int, 4>& pieces) {
        nodes_.push_back({pieces, cut});
        return static_cast<int>(nodes_.size()) - 1;
    }
    void set_root(int node) { root_ = node; }

    /// Value of the leaf at `parts` of the whole's corners, `pruned` where there is none; `parts` become the leaf's own.
    int find(Parts& parts) const {
        int at = nodes_.empty() ? pruned : root_;
        while (at != pruned && nodes_[static_cast<std::size_t>(at)].value == cut)
            at = nodes_[static_cast<std::size_t>(at)].pieces[descend(parts)];
        return at == pruned ? pruned : nodes_[static_cast<std::size_t>(at)].value;
    }

    /// Corners of piece k from a node's own and the middles of its sides (0-1, 1-2, 2-0).
    template <class T>
    std::array<T, 3> piece(std::size_t k, const std::array<T, 3>& corner, const std::array<T, 3>& middle) const {
        if (corners_ == 2) return k == 0 ? std::array{corner[0], middle[0], T{}} : std::array{middle[0], corner[1], T{}};
        switch (k) {
        case 0: return {corner[0], middle[0], middle[2]};
        case 1: return {middle[0], corner[1], middle[1]};
        case 2: return {middle[2], middle[1], corner[2]};
        default: return {middle[0], middle[1], middle[2]};
        }
    }
    std::size_t piece_count() const { return corners_ == 2 ? 2 : 4; }

private:
    static constexpr int cut = -2;
    struct Node {
        std::array<int, 4> pieces;
        int value;
    };

    std::size_t descend(Parts& p) const {
        const Parts q = p;
        if (corners_ == 2) {
            if (q[0] >= 0.5) {
                p = {2 * q[0] - 1, 2 * q[1], 0};
                return 0;
            }
            p = {2 * q[0], 2 * q[1] - 1, 0};
            return 1;
        }
        for (std::size_t k = 0; k < 3; ++k)
            if (q[k] >= 0.5) {
                for (std::size_t i = 0; i < 3; ++i) p[i] = 2 * q[i] - (i == k ? 1 : 0);
                return k;
            }
        p = {1 - 2 * q[2], 1 - 2 * q[0], 1 - 2 * q[1]};
        return 3;
    }

    std::size_t corners_;
    std::vector<Node> nodes_;
    int root_ = pruned;
};

} // namespace undertone
