#pragma once
// Counter-based random numbers (Philox4x32-10; Salmon et al. 2011): stream (seed, index) gives the same
// numbers whatever thread draws them and whatever other streams did.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace undertone {

class RandomStream {
public:
    RandomStream(std::uint64_t seed, std::uint64_t index)
        : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
          counter_{0, 0, static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32)} {}

    /// Uniform in the open interval (0, 1), 53 bits.
    double uniform() {
        const std::uint64_t high = next() >> 5, low = next() >> 6;
        return (static_cast<double>(high * 67108864u + low) + 0.5) * (1.0 / 9007199254740992.0);
    }

    /// Uniform among 0, 1 ... count - 1; count >= 1.
    std::size_t below(std::size_t count) {
        return std::min(count - 1, static_cast<std::size_t>(uniform() * static_cast<double>(count)));
    }

    /// Standard normal (Box and Muller 1958).
    double normal() {
        if (has_spare_) {
            has_spare_ = false;
            return spare_;
        }
        const double radius = std::sqrt(-2.0 * std::log(uniform())), angle = 2.0 * std::numbers::pi * uniform();
        spare_ = radius * std::sin(angle);
        has_spare_ = true;
        return radius * std::cos(angle);
    }

    std::uint32_t next() {
        if (used_ == 4) {
            block_ = philox();
            if (++counter_[0] == 0) ++counter_[1];
            used_ = 0;
        }
        return block_[static_cast<std::size_t>(used_++)];
    }

private:
    std::array<std::uint32_t, 4> philox() const {
        auto c = counter_;
        auto k = key_;
        for (int round = 0; round < 10; ++round) {
            const std::uint64_t a = std::uint64_t{0xD2511F53} * c[0], b = std::uint64_t{0xCD9E8D57} * c[2];
            c = {static_cast<std::uint32_t>(b >> 32) ^ c[1] ^ k[0], static_cast<std::uint32_t>(b),
                 static_cast<std::uint32_t>(a >> 32) ^ c[3] ^ k[1], static_cast<std::uint32_t>(a)};
            k[0] += 0x9E3779B9;
            k[1] += 0xBB67AE85;
        }
        return c;
    }

    std::array<std::uint32_t, 2> key_;
    std::array<std::uint32_t, 4> counter_;
    std::array<std::uint32_t, 4> block_{};
    int used_ = 4;
    double spare_ = 0;
    bool has_spare_ = false;
};

} // namespace undertone
