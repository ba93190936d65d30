// The inner loops of adding-doubling, for as many wavelengths at a time as a register holds: with more, a row of a matrix
// would not stay in registers. Included by one translation unit per instruction set (admittance_*.cpp), each of which
// defines UNDERTONE_KERNEL_NAMESPACE and UNDERTONE_KERNEL_WIDTH; nothing here may use inline functions of other headers, or
// the linker could hand code for a newer processor to the rest of the program.
//
// Method. With f, g the sum and difference of down- and upwelling radiance in an orthonormal basis, radiative
// transfer in a layer reads df/dtau = -M1 g, dg/dtau = -M2 f with M1, M2 symmetric and positive. Whatever lies below a
// plane is its admittance Y, g = Y f. A layer is a symmetric two-port with an even and an odd admittance Ye, Yo; joining
// two equal layers makes Ye the harmonic and Yo the arithmetic mean of the pair, so that doubling is the arithmetic-
// harmonic mean iteration, its limit (the geometric mean) the semi-infinite medium, and every step is one
// factorisation of a positive matrix: 7/3 N^3 flops where the reflection-transmission form of doubling
// (van de Hulst 1963; Plass, Kattawar and Catchings 1973) takes 32/3 N^3.
//
// Derivatives: with (z + Y) f = source and the adjoint (z + Y) a = detector, the answer's derivative is -a' dY f. Carried
// down through the layers like fields, f and a leave for each layer's own admittances two matrices of weights, which are
// led back through the doublings to M1 and M2 (4 N^3 flops a doubling beside the 7/3, however many parameters).

#include "admittance_plan.hpp"

namespace undertone::UNDERTONE_KERNEL_NAMESPACE {

inline constexpr int width = UNDERTONE_KERNEL_WIDTH; // divides lane_count
typedef double Lanes __attribute__((vector_size(8 * width), aligned(8 * width)));
typedef Lanes StoredLanes __attribute__((may_alias)); // in memory that the caller lends

// The large pieces are compiled once for each size, not once for each use.
#define UNDERTONE_ONCE __attribute__((noinline))

typedef decltype(Lanes{} < Lanes{}) Mask; // all bits of a lane, or none

inline Lanes splat(double value) { return Lanes{} + value; }

/// Symmetric N x N matrices, one per lane; the lower triangle counts, the upper one is room to work in.
template <int N>
struct Symmetric {
    Lanes at[N][N];
};

/// In place factor L D L', L with a diagonal of ones; in the diagonal's place stands 1 / D. Without roots, because each
/// column has to wait for the last one's. The upper triangle is used up.
template <int N>
inline void factor(Symmetric<N>& a) {
    for (int j = 0; j < N; ++j) {
        Lanes diagonal = a.at[j][j];
        for (int k = 0; k < j; ++k) diagonal -= a.at[j][k] * a.at[k][j];
        const Lanes reciprocal = 1.0 / diagonal;
        a.at[j][j] = reciprocal;
        for (int i = j + 1; i < N; ++i) {
            Lanes sum = a.at[i][j];
            for (int k = 0; k < j; ++k) sum -= a.at[i][k] * a.at[k][j];
            a.at[j][i] = sum; // L D, transposed
            a.at[i][j] = sum * reciprocal;
        }
    }
}

/// to(i, j) - sum over k of left(k, i) right(k, j), for ROWS x COLUMNS of them that stay in registers.
template <int ROWS, int COLUMNS, class To, class Left, class Right>
inline void subtract_tile(int i, int j, int depth, To to, Left left, Right right) {
    Lanes sum[ROWS][COLUMNS];
    for (int r = 0; r < ROWS; ++r)
        for (int c = 0; c < COLUMNS; ++c) sum[r][c] = to(i + r, j + c);
    for (int k = 0; k < depth; ++k)
        for (int r = 0; r < ROWS; ++r) {
            const Lanes factor = left(k, i + r);
            for (int c = 0; c < COLUMNS; ++c) sum[r][c] -= factor * right(k, j + c);
        }
    for (int r = 0; r < ROWS; ++r)
        for (int c = 0; c < COLUMNS; ++c) to(i + r, j + c) = sum[r][c];
}

/// The same for a row of N.
template <int N, class To, class Left, class Right>
inline void subtract_row(int depth, To to, Left left, Right right) {
    int j = 0;
    if constexpr (N >= 8)
        for (; j + 8 <= N; j += 8) subtract_tile<1, 8>(0, j, depth, to, left, right);
    if constexpr (N % 8 != 0) subtract_tile<1, N % 8>(0, j, depth, to, left, right);
}

/// The same for the lower triangle of a symmetric N x N matrix, in tiles; what they touch above it is used up.
template <int N, class To, class Left, class Right>
inline void subtract_lower(To to, Left left, Right right) {
    int i = 0;
    for (; i + 2 <= N; i += 2) {
        int j = 0;
        for (; j <= i + 1 && j + 4 <= N; j += 4) subtract_tile<2, 4>(i, j, N, to, left, right);
        if constexpr (N % 4 != 0)
            if (j <= i + 1) subtract_tile<2, N % 4>(i, j, N, to, left, right);
    }
    if constexpr (N % 2 != 0) {
        int j = 0;
        for (; j + 4 <= N; j += 4) subtract_tile<1, 4>(i, j, N, to, left, right);
        if constexpr (N % 4 != 0) subtract_tile<1, N % 4>(i, j, N, to, left, right);
    }
}

/// b := b - b (a + b)^-1 b, the parallel sum of a and b; does not cancel however large a is. `a` becomes the factor of
/// a + b. `record`, where given, gets (a + b)^-1 b, N x N.
template <int N, bool recorded = false>
UNDERTONE_ONCE void parallel_sum(Symmetric<N>& a, Symmetric<N>& b, StoredLanes* record = nullptr) {
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) {
            a.at[i][j] += b.at[i][j];
            b.at[j][i] = b.at[i][j];
        }
    factor(a);
    Lanes x[N][N], y[N][N]; // L^-1 b, and that over D
    for (int i = 0; i < N; ++i) {
        const auto row = [&](int, int j) -> Lanes& { return x[i][j]; };
        const auto left = [&](int k, int) -> Lanes { return a.at[i][k]; };
        const auto right = [&](int k, int j) -> Lanes { return x[k][j]; };
        for (int j = 0; j < N; ++j) x[i][j] = b.at[i][j];
        subtract_row<N>(i, row, left, right);
        for (int j = 0; j < N; ++j) y[i][j] = x[i][j] * a.at[i][i];
    }
    subtract_lower<N>([&](int i, int j) -> Lanes& { return b.at[i][j]; }, [&](int k, int i) -> Lanes { return y[k][i]; },
                      [&](int k, int j) -> Lanes { return x[k][j]; });
    if constexpr (recorded) {
        for (int i = N - 1; i >= 0; --i) {
            const auto row = [&](int, int j) -> Lanes& { return y[i][j]; };
            const auto left = [&](int k, int) -> Lanes { return a.at[i + 1 + k][i]; };
            const auto right = [&](int k, int j) -> Lanes { return y[i + 1 + k][j]; };
            subtract_row<N>(N - 1 - i, row, left, right);
            for (int j = 0; j < N; ++j) record[i * N + j] = y[i][j];
        }
    }
}

/// x := (L D L')^-1 x with the factor from `factor`.
template <int N>
UNDERTONE_ONCE void solve(const Symmetric<N>& l, Lanes* x) {
    for (int i = 0; i < N; ++i)
        for (int k = 0; k < i; ++k) x[i] -= l.at[i][k] * x[k];
    for (int i = N - 1; i >= 0; --i) {
        x[i] *= l.at[i][i];
        for (int k = i + 1; k < N; ++k) x[i] -= l.at[k][i] * x[k];
    }
}

/// a x for symmetric a.
template <int N>
inline void multiply(const Symmetric<N>& a, const Lanes* x, Lanes* product) {
    for (int i = 0; i < N; ++i) {
        Lanes sum = splat(0.0);
        for (int j = 0; j < N; ++j) sum += (j <= i ? a.at[i][j] : a.at[j][i]) * x[j];
        product[i] = sum;
    }
}

template <int N>
inline Lanes dot(const Lanes* a, const Lanes* b) {
    Lanes sum = splat(0.0);
    for (int i = 0; i < N; ++i) sum += a[i] * b[i];
    return sum;
}

template <int N>
inline Lanes dot(const double* a, const Lanes* b) {
    Lanes sum = splat(0.0);
    for (int i = 0; i < N; ++i) sum += a[i] * b[i];
    return sum;
}

/// Lower triangles, row after row.
template <int N>
inline StoredLanes* store(const Symmetric<N>& from, StoredLanes* to) {
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) *to++ = from.at[i][j];
    return to;
}

template <int N>
inline const StoredLanes* load_lower(const StoredLanes* from, Symmetric<N>& to) {
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) to.at[i][j] = *from++;
    return from;
}

inline void write(Lanes value, double* out) {
    for (int i = 0; i < width; ++i) out[i] = value[i];
}

/// Inverse of a symmetric positive matrix, in place.
template <int N>
UNDERTONE_ONCE void invert(Symmetric<N>& a) {
    factor(a);
    Lanes x[N][N]; // L^-1, lower, without its diagonal of ones
    for (int j = 0; j < N; ++j)
        for (int i = j + 1; i < N; ++i) {
            Lanes sum = a.at[i][j];
            for (int k = j + 1; k < i; ++k) sum += a.at[i][k] * x[k][j];
            x[i][j] = -sum;
        }
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) {
            Lanes sum = i == j ? a.at[i][i] : a.at[i][i] * x[i][j];
            for (int k = i + 1; k < N; ++k) sum += x[k][i] * x[k][j] * a.at[k][k];
            a.at[i][j] = sum;
        }
}

/// A layer's coefficients with what is scattered straight ahead counted as not scattered (delta-M, Wiscombe 1977).
struct ScaledLayer {
    Lanes mu_a, mu_s, g;
    Lanes forward; ///< g^moments
    Lanes extinction, albedo;
    Lanes half; ///< half the optical thickness of the layer that doubling starts with
    int doublings;
};

inline ScaledLayer scale_layer(const AdmittancePlan& plan, const LayerLanes& layer, int lane) {
    ScaledLayer scaled;
    for (int i = 0; i < width; ++i) {
        scaled.mu_a[i] = layer.mu_a_per_mm[lane + i];
        scaled.mu_s[i] = layer.mu_s_per_mm[lane + i];
        scaled.g[i] = layer.g[lane + i];
    }
    scaled.forward = scaled.g;
    for (int power = 1; power < plan.moments; power *= 2) scaled.forward *= scaled.forward;
    const Lanes scattering = scaled.mu_s * (1.0 - scaled.forward);
    scaled.extinction = scaled.mu_a + scattering;
    for (int i = 0; i < width; ++i) scaled.extinction[i] = scaled.extinction[i] > 1e-12 ? scaled.extinction[i] : 1e-12;
    scaled.albedo = scattering / scaled.extinction;
    if (layer.infinite) { // a medium that absorbs nothing has no steady state; this one reflects all but 1e-6
        for (int i = 0; i < width; ++i) scaled.albedo[i] = scaled.albedo[i] < 1 - 1e-13 ? scaled.albedo[i] : 1 - 1e-13;
        scaled.half = splat(1.0);
        scaled.doublings = infinite_doublings;
    } else {
        for (int i = 0; i < width; ++i) {
            scaled.half[i] = 0.5 * layer.thickness_mm * scaled.extinction[i];
            scaled.half[i] = scaled.half[i] > 1e-12 ? scaled.half[i] : 1e-12;
        }
        double deepest = 0; // of all lanes, so that steps, hence answers, do not depend on the width
        for (int i = 0; i < lane_count; ++i) {
            double forward = layer.g[i];
            for (int power = 1; power < plan.moments; power *= 2) forward *= forward;
            const double depth = 0.5 * layer.thickness_mm * (layer.mu_a_per_mm[i] + layer.mu_s_per_mm[i] * (1.0 - forward));
            deepest = deepest > depth ? deepest : depth;
        }
        scaled.doublings = plan.least_doublings;
        while (scaled.doublings < 60 && (deepest > __builtin_ldexp(0.5, scaled.doublings) ||
                                         2 * deepest * plan.inverse_mu[0] > __builtin_ldexp(1.0, 2 * scaled.doublings)))
            ++scaled.doublings; // the second: enough of them for the stiffest mode, along mu_0, to reach its limit
        scaled.half *= __builtin_ldexp(1.0, -scaled.doublings);
    }
    return scaled;
}

/// One layer's even and odd admittance, Henyey-Greenstein scattering. `tape`, where given, gets what `lead_back` needs:
/// q and m (below), then (a + b)^-1 b of each parallel sum; `tape_entry` how many doublings it holds.
template <int N, bool recorded = false>
UNDERTONE_ONCE void layer_admittances(const AdmittancePlan& plan, const LayerLanes& layer, int lane, Symmetric<N>& even,
                                      Symmetric<N>& odd, StoredLanes* tape = nullptr, LayerTape* tape_entry = nullptr) {
    const ScaledLayer scaled = scale_layer(plan, layer, lane);
    Lanes moment[2 * N];
    const Lanes scale = scaled.albedo / (1.0 - scaled.forward);
    Lanes power = splat(1.0);
    for (int l = 0; l < plan.moments; ++l) {
        moment[l] = scale * (2 * l + 1) * (power - scaled.forward);
        power *= scaled.g;
    }
    for (int parity = 0; parity < 2; ++parity) {
        Symmetric<N>& m = parity == 0 ? even : odd; // even holds M2, odd holds M1
        for (int i = 0; i < N; ++i) {
            Lanes row[N];
            for (int j = 0; j <= i; ++j) row[j] = splat(i == j ? plan.inverse_mu[i] : 0.0);
            for (int l = parity; l < plan.moments; l += 2) {
                const double* v = plan.legendre + l * N;
                const Lanes along = moment[l] * v[i];
                for (int j = 0; j <= i; ++j) row[j] -= along * v[j];
            }
            for (int j = 0; j <= i; ++j) m.at[i][j] = row[j];
        }
    }
    invert(odd);

    // Start with a thin layer, tanh x = x / (1 + x^2/3) in matrices (two terms of its continued fraction): errors are
    // of fourth order, and modes too stiff for the step still have their geometric mean, hence their limit, right.
    const Lanes inverse_half = 1.0 / scaled.half;
    Symmetric<N> scratch;
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) {
            const Lanes q = odd.at[i][j] * inverse_half, m2 = even.at[i][j] * scaled.half;
            if constexpr (recorded) {
                tape[i * N + j] = tape[j * N + i] = q;
                tape[N * N + i * N + j] = tape[N * N + j * N + i] = m2;
            }
            scratch.at[i][j] = 3.0 * q;
            odd.at[i][j] = q + m2 * (1.0 / 3.0);
            even.at[i][j] = m2;
        }
    if constexpr (recorded) tape += 2 * N * N;
    parallel_sum<N, recorded>(scratch, even, tape);

    int doublings = scaled.doublings;
    if constexpr (recorded) doublings = doublings < tape_entry->capacity ? doublings : tape_entry->capacity;
    int step = 0;
    // An infinite layer is doubled until it changes no more, each lane by its own measure, so that answers do not depend on how many
    // lanes fit a register. Those that settle first are kept as they were then.
    Mask settled{};
    bool any_kept = false;
    Symmetric<N> settled_even, settled_odd;
    while (step < doublings) {
        for (int i = 0; i < N; ++i)
            for (int j = 0; j <= i; ++j) {
                const Lanes o = odd.at[i][j], e = even.at[i][j];
                scratch.at[i][j] = o;
                odd.at[i][j] = 0.5 * (o + e);
            }
        ++step;
        parallel_sum<N, recorded>(scratch, even, recorded ? tape + step * N * N : nullptr);
        Lanes apart = splat(0.0), size = splat(0.0);
        for (int i = 0; i < N; ++i)
            for (int j = 0; j <= i; ++j) {
                even.at[i][j] *= 2.0;
                if (layer.infinite && i == j) {
                    apart += odd.at[i][i] - even.at[i][i];
                    size += odd.at[i][i];
                }
            }
        if (layer.infinite) {
            const Mask fresh = (apart <= 1e-13 * size) & ~settled;
            settled |= fresh;
            bool any = false, all = true;
            for (int i = 0; i < width; ++i) {
                any = any || fresh[i] != 0;
                all = all && settled[i] != 0;
            }
            if (all && !any_kept) break; // together
            if (any && !any_kept) {
                settled_even = even;
                settled_odd = odd;
            } else if (any) {
                for (int i = 0; i < N; ++i)
                    for (int j = 0; j <= i; ++j) {
                        settled_even.at[i][j] = fresh ? even.at[i][j] : settled_even.at[i][j];
                        settled_odd.at[i][j] = fresh ? odd.at[i][j] : settled_odd.at[i][j];
                    }
            }
            any_kept = any_kept || any;
            if (all) break;
        }
    }
    if (any_kept)
        for (int i = 0; i < N; ++i)
            for (int j = 0; j <= i; ++j) {
                even.at[i][j] = settled ? settled_even.at[i][j] : even.at[i][j];
                odd.at[i][j] = settled ? settled_odd.at[i][j] : odd.at[i][j];
            }
    if constexpr (recorded) tape_entry->doublings = step;
}

/// Adds a layer on top of what `load` is the admittance of: with A, B half the sum and difference of odd and even,
/// load := A - B (A + load)^-1 B. `odd` becomes the factor of A + load. `half_difference` gets B, `sum` gets
/// load + even, where given.
template <int N>
UNDERTONE_ONCE void add_layer(Symmetric<N>& even, Symmetric<N>& odd, Symmetric<N>& load,
                              StoredLanes* half_difference = nullptr, StoredLanes* sum = nullptr) {
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) {
            odd.at[i][j] = 0.5 * (odd.at[i][j] - even.at[i][j]);
            load.at[i][j] += even.at[i][j];
        }
    if (half_difference) store(odd, half_difference);
    if (sum) store(load, sum);
    parallel_sum(odd, load);
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) load.at[i][j] += even.at[i][j];
}

template <int N>
inline void semi_infinite(const Symmetric<N>& even, const Symmetric<N>& odd, Symmetric<N>& load) {
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) load.at[i][j] = 0.5 * (even.at[i][j] + odd.at[i][j]);
}

template <int N>
inline void set(Symmetric<N>& to, const double* from) {
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) to.at[i][j] = splat(from[i * N + j]);
}

template <int N>
UNDERTONE_ONCE void stack_layers(const AdmittancePlan& plan, const LayerLanes* layers, int layer_count, int lane,
                                 Symmetric<N>& load) {
    Symmetric<N> even, odd;
    for (int layer = layer_count - 1; layer >= 0; --layer) {
        layer_admittances(plan, layers[layer], lane, even, odd);
        if (layers[layer].infinite)
            semi_infinite(even, odd, load);
        else
            add_layer(even, odd, load);
    }
}

/// Field under the surface for the plan's source: solve (z + Y) f = source. `load` becomes the factor of z + Y.
template <int N>
inline void surface_field(const AdmittancePlan& plan, Symmetric<N>& load, Lanes* f) {
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) load.at[i][j] += plan.surface_top[i * N + j];
    factor(load);
    for (int i = 0; i < N; ++i) f[i] = splat(plan.source[i]);
    solve(load, f);
}

template <int N>
void reflect(const AdmittancePlan& plan, const LayerLanes* layers, int layer_count, int lane, double* out) {
    Symmetric<N> load;
    set(load, plan.surface_bottom);
    stack_layers(plan, layers, layer_count, lane, load);
    Lanes f[N];
    surface_field(plan, load, f);
    write(dot<N>(plan.detector, f) - plan.offset, out);
}

template <int N>
void fluxes(const AdmittancePlan& plan, const LayerLanes* layers, int layer_count, void* lent, int lane, double* out) {
    constexpr int triangle = N * (N + 1) / 2, stride = flux_scratch_lanes(N);
    auto* scratch = static_cast<StoredLanes*>(lent);
    Symmetric<N> load, even, odd;
    set(load, plan.surface_bottom);
    for (int layer = layer_count - 1; layer >= 0; --layer) {
        StoredLanes* kept = scratch + layer * stride; // B, factor of A + load, net flux per field on top
        layer_admittances(plan, layers[layer], lane, even, odd);
        if (layers[layer].infinite) {
            semi_infinite(even, odd, load);
        } else {
            add_layer(even, odd, load, kept);
            store(odd, kept + triangle);
        }
        for (int i = 0; i < N; ++i) {
            Lanes net = splat(0.0);
            for (int j = 0; j < N; ++j) net += (j <= i ? load.at[i][j] : load.at[j][i]) * plan.flux[j];
            kept[2 * triangle + i] = net;
        }
    }
    Lanes f[N];
    surface_field(plan, load, f);
    write(dot<N>(plan.detector, f) - plan.offset, out);
    Lanes transmitted = splat(0.0);
    Symmetric<N>& half_difference = even;
    Symmetric<N>& factored = odd;
    for (int layer = 0; layer < layer_count; ++layer) {
        const StoredLanes* kept = scratch + layer * stride;
        Lanes net = splat(0.0);
        for (int i = 0; i < N; ++i) net += kept[2 * triangle + i] * f[i];
        double* absorbed = out + (2 + layer) * lane_count;
        if (layers[layer].infinite) {
            write(net, absorbed);
            transmitted = splat(0.0);
            break;
        }
        Lanes below[N];
        load_lower(load_lower(kept, half_difference), factored);
        multiply(half_difference, f, below);
        solve(factored, below);
        for (int i = 0; i < N; ++i) f[i] = below[i];
        transmitted = splat(0.0);
        if (layer + 1 < layer_count) {
            for (int i = 0; i < N; ++i) transmitted += kept[stride + 2 * triangle + i] * f[i];
        } else {
            transmitted = dot<N>(plan.bottom_flux, f);
        }
        write(net - transmitted, absorbed);
    }
    if (layer_count == 0) transmitted = dot<N>(plan.bottom_flux, f);
    write(transmitted, out + lane_count);
}

/// What the surface and layers under it look like from below: g = -z f + source, answer = detector . f - offset.
template <int N>
void fold(const AdmittancePlan& plan, const LayerLanes* layers, int layer_count, int first, int count, int lane,
          void* lent) {
    constexpr int size = state_lanes(N);
    auto* state = static_cast<StoredLanes*>(lent) + lane / width * size;
    Symmetric<N> load;
    set(load, plan.surface_bottom);
    stack_layers(plan, layers + first + count, layer_count - first - count, lane, load);
    state = store(load, state);

    Symmetric<N> even, odd, half_difference;
    Lanes source[N], detector[N], offset = splat(plan.offset);
    set(load, plan.surface_top);
    for (int i = 0; i < N; ++i) {
        source[i] = splat(plan.source[i]);
        detector[i] = splat(plan.detector[i]);
    }
    for (int layer = 0; layer < first; ++layer) {
        layer_admittances(plan, layers[layer], lane, even, odd);
        for (int i = 0; i < N; ++i)
            for (int j = 0; j <= i; ++j) half_difference.at[i][j] = 0.5 * (odd.at[i][j] - even.at[i][j]);
        add_layer(even, odd, load);
        Lanes inner[N];
        for (int i = 0; i < N; ++i) inner[i] = source[i];
        solve(odd, inner);
        offset -= dot<N>(detector, inner);
        multiply(half_difference, inner, source);
        solve(odd, detector);
        multiply(half_difference, detector, inner);
        for (int i = 0; i < N; ++i) detector[i] = inner[i];
    }
    state = store(load, state);
    for (int i = 0; i < N; ++i) *state++ = source[i];
    for (int i = 0; i < N; ++i) *state++ = detector[i];
    *state = offset;
}

template <int N>
void evaluate(const AdmittancePlan& plan, const void* lent, const LayerLanes* layers, int layer_count, int lane,
              double* out) {
    constexpr int size = state_lanes(N);
    const auto* state = static_cast<const StoredLanes*>(lent) + lane / width * size;
    Symmetric<N> load;
    state = load_lower(state, load);
    stack_layers(plan, layers, layer_count, lane, load);
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) load.at[i][j] += *state++;
    factor(load);
    Lanes f[N];
    for (int i = 0; i < N; ++i) f[i] = *state++;
    solve(load, f);
    Lanes answer = splat(0.0);
    for (int i = 0; i < N; ++i) answer += *state++ * f[i];
    write(answer - *state, out);
}

/// product := -by weights, result := by weights by' (its lower triangle).
template <int N>
UNDERTONE_ONCE void congruence(const StoredLanes* by, const Symmetric<N>& weights, Lanes (&product)[N][N],
                               Symmetric<N>& result) {
    Symmetric<N> full;
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) full.at[i][j] = full.at[j][i] = weights.at[i][j];
    for (int i = 0; i < N; ++i) {
        const auto row = [&](int, int j) -> Lanes& { return product[i][j]; };
        const auto left = [&](int k, int) -> Lanes { return by[i * N + k]; };
        const auto right = [&](int k, int j) -> Lanes { return full.at[k][j]; };
        for (int j = 0; j < N; ++j) product[i][j] = result.at[i][j] = splat(0.0);
        subtract_row<N>(N, row, left, right);
    }
    subtract_lower<N>([&](int i, int j) -> Lanes& { return result.at[i][j]; },
                      [&](int k, int i) -> Lanes { return product[i][k]; },
                      [&](int k, int j) -> Lanes { return by[j * N + k]; });
}

/// From weights on a layer's even and odd admittance (d answer = tr(on_even d even) + tr(on_odd d odd)) back through the
/// record of `layer_admittances` to the derivatives with respect to its coefficients; four rows of `out`.
template <int N>
inline void lead_back(const AdmittancePlan& plan, const LayerLanes& layer, int lane, const StoredLanes* tape, int doublings,
                      Symmetric<N>& on_even, Symmetric<N>& on_odd, double* out) {
    Lanes product[N][N];
    Symmetric<N> both;
    for (int step = doublings; step > 0; --step) {
        congruence<N>(tape + (2 + step) * N * N, on_even, product, both);
        for (int i = 0; i < N; ++i)
            for (int j = 0; j <= i; ++j) {
                const Lanes half = 0.5 * on_odd.at[i][j],
                            w = on_even.at[i][j] + product[i][j] + product[j][i] + both.at[i][j];
                on_even.at[i][j] = 2.0 * w + half;
                on_odd.at[i][j] = 2.0 * both.at[i][j] + half;
            }
    }
    congruence<N>(tape + 2 * N * N, on_even, product, both); // even = parallel sum of 3 q and m, odd = q + m / 3
    Symmetric<N>& on_m = on_even;
    Symmetric<N>& on_q = on_odd;
    const StoredLanes *q = tape, *m = tape + N * N;
    Lanes by_half = splat(0.0); // with respect to the logarithm of the thickness
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) {
            const Lanes odd = on_odd.at[i][j];
            on_m.at[i][j] = on_even.at[i][j] + product[i][j] + product[j][i] + both.at[i][j] + odd * (1.0 / 3.0);
            on_q.at[i][j] = 3.0 * both.at[i][j] + odd;
            const Lanes term = on_m.at[i][j] * m[i * N + j] - on_q.at[i][j] * q[i * N + j];
            by_half += i == j ? term : 2.0 * term;
        }
    congruence<N>(q, on_q, product, both); // d q = -half q dM1 q

    const ScaledLayer scaled = scale_layer(plan, layer, lane);
    Lanes half = scaled.half;
    if (layer.infinite) by_half = splat(0.0);
    const Lanes inverse = 1.0 / (1.0 - scaled.forward);
    Lanes by_albedo = splat(0.0), by_g = splat(0.0), power = splat(1.0), slope = splat(0.0); // g^l and its derivative
    Lanes forward_slope = splat(plan.moments);
    for (int l = 1; l < plan.moments; ++l) forward_slope *= scaled.g;
    for (int l = 0; l < plan.moments; ++l) {
        const double* v = plan.legendre + l * N;
        const Symmetric<N>& weights = l % 2 == 0 ? on_m : both;
        Lanes along = splat(0.0);
        for (int i = 0; i < N; ++i) {
            Lanes sum = splat(0.0);
            for (int j = 0; j < i; ++j) sum += weights.at[i][j] * v[j];
            along += v[i] * (2.0 * sum + weights.at[i][i] * v[i]);
        }
        const Lanes by_moment = (l % 2 == 0 ? -half : half) * along * (2 * l + 1);
        const Lanes chi = (power - scaled.forward) * inverse;
        by_albedo += by_moment * chi;
        by_g += by_moment * scaled.albedo * (slope + (chi - 1.0) * forward_slope) * inverse;
        slope = slope * scaled.g + power;
        power *= scaled.g;
    }
    const Lanes by_extinction = by_half / scaled.extinction, per_extinction = by_albedo / scaled.extinction;
    const Lanes by_scattering = by_extinction + per_extinction * (1.0 - scaled.albedo);
    write(by_extinction - per_extinction * scaled.albedo, out);
    write(by_scattering * (1.0 - scaled.forward), out + lane_count);
    write(by_g - by_scattering * scaled.mu_s * forward_slope, out + 2 * lane_count);
    write(layer.infinite ? splat(0.0) : by_half / layer.thickness_mm, out + 3 * lane_count);
}

template <int N>
inline void weigh(const Lanes* a, const Lanes* b, Symmetric<N>& weights) { // -(a b' + b a') / 4
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) weights.at[i][j] = -0.25 * (a[i] * b[j] + b[i] * a[j]);
}

template <int N>
void derivatives(const AdmittancePlan& plan, const LayerLanes* layers, int layer_count, LayerTape* tapes, void* lent,
                 int lane, double* out) {
    constexpr int square = N * N, triangle = N * (N + 1) / 2;
    auto* scratch = static_cast<StoredLanes*>(lent);
    Symmetric<N> load, even, odd;
    set(load, plan.surface_bottom);
    for (int layer = layer_count - 1; layer >= 0; --layer) {
        StoredLanes* kept = scratch + tapes[layer].start; // B, C = load + even, factor of B + C; then the record
        layer_admittances<N, true>(plan, layers[layer], lane, even, odd, kept + 3 * square, &tapes[layer]);
        if (layers[layer].infinite) {
            semi_infinite(even, odd, load);
        } else {
            add_layer(even, odd, load, kept, kept + triangle);
            store(odd, kept + 2 * triangle);
        }
    }
    Lanes f[N], a[N];
    surface_field(plan, load, f);
    write(dot<N>(plan.detector, f) - plan.offset, out);
    for (int i = 0; i < N; ++i) a[i] = splat(plan.detector[i]);
    solve(load, a);
    for (int layer = 0; layer < layer_count; ++layer) {
        const StoredLanes* kept = scratch + tapes[layer].start;
        if (layers[layer].infinite) {
            weigh(a, f, even);
            odd = even;
        } else {
            Symmetric<N>& matrix = even;
            load_lower(kept + 2 * triangle, load);
            Lanes f_below[N], a_below[N], f_lost[N], a_lost[N]; // lost = above - below, which may be too small to subtract
            load_lower(kept, matrix);
            multiply(matrix, f, f_below);
            multiply(matrix, a, a_below);
            load_lower(kept + triangle, matrix);
            multiply(matrix, f, f_lost);
            multiply(matrix, a, a_lost);
            solve(load, f_below);
            solve(load, a_below);
            solve(load, f_lost);
            solve(load, a_lost);
            weigh(a_lost, f_lost, odd);
            for (int i = 0; i < N; ++i) {
                f[i] += f_below[i];
                a[i] += a_below[i];
            }
            weigh(a, f, even);
            for (int i = 0; i < N; ++i) {
                f[i] = f_below[i];
                a[i] = a_below[i];
            }
        }
        lead_back(plan, layers[layer], lane, kept + 3 * square, tapes[layer].doublings, even, odd,
                  out + (1 + 4 * layer) * lane_count);
        if (layers[layer].infinite) break;
    }
}

/// f of each part of the lanes that a register holds, with the sizes there are.
#define UNDERTONE_SIZE(f, n, ...)                                                                                           \
    case n: return f<n>(__VA_ARGS__)

void reflect_part(const AdmittancePlan& plan, const LayerLanes* layers, int layer_count, int lane, double* out) {
    switch (plan.order) {
        UNDERTONE_SIZE(reflect, 4, plan, layers, layer_count, lane, out);
        UNDERTONE_SIZE(reflect, 5, plan, layers, layer_count, lane, out);
        UNDERTONE_SIZE(reflect, 6, plan, layers, layer_count, lane, out);
        UNDERTONE_SIZE(reflect, 8, plan, layers, layer_count, lane, out);
        UNDERTONE_SIZE(reflect, 9, plan, layers, layer_count, lane, out);
        UNDERTONE_SIZE(reflect, 10, plan, layers, layer_count, lane, out);
        UNDERTONE_SIZE(reflect, 16, plan, layers, layer_count, lane, out);
        UNDERTONE_SIZE(reflect, 17, plan, layers, layer_count, lane, out);
        UNDERTONE_SIZE(reflect, 18, plan, layers, layer_count, lane, out);
        UNDERTONE_SIZE(reflect, 32, plan, layers, layer_count, lane, out);
        UNDERTONE_SIZE(reflect, 33, plan, layers, layer_count, lane, out);
        UNDERTONE_SIZE(reflect, 34, plan, layers, layer_count, lane, out);
    default: break;
    }
}

void fluxes_part(const AdmittancePlan& plan, const LayerLanes* layers, int layer_count, void* scratch, int lane,
                 double* out) {
    switch (plan.order) {
        UNDERTONE_SIZE(fluxes, 5, plan, layers, layer_count, scratch, lane, out);
        UNDERTONE_SIZE(fluxes, 9, plan, layers, layer_count, scratch, lane, out);
        UNDERTONE_SIZE(fluxes, 17, plan, layers, layer_count, scratch, lane, out);
        UNDERTONE_SIZE(fluxes, 33, plan, layers, layer_count, scratch, lane, out);
    default: break;
    }
}

void fold_part(const AdmittancePlan& plan, const LayerLanes* layers, int layer_count, int first, int count, int lane,
               void* state) {
    switch (plan.order) {
        UNDERTONE_SIZE(fold, 4, plan, layers, layer_count, first, count, lane, state);
        UNDERTONE_SIZE(fold, 8, plan, layers, layer_count, first, count, lane, state);
        UNDERTONE_SIZE(fold, 16, plan, layers, layer_count, first, count, lane, state);
        UNDERTONE_SIZE(fold, 32, plan, layers, layer_count, first, count, lane, state);
    default: break;
    }
}

void evaluate_part(const AdmittancePlan& plan, const void* state, const LayerLanes* layers, int layer_count, int lane,
                   double* out) {
    switch (plan.order) {
        UNDERTONE_SIZE(evaluate, 4, plan, state, layers, layer_count, lane, out);
        UNDERTONE_SIZE(evaluate, 8, plan, state, layers, layer_count, lane, out);
        UNDERTONE_SIZE(evaluate, 16, plan, state, layers, layer_count, lane, out);
        UNDERTONE_SIZE(evaluate, 32, plan, state, layers, layer_count, lane, out);
    default: break;
    }
}

void derivatives_part(const AdmittancePlan& plan, const LayerLanes* layers, int layer_count, LayerTape* tapes, void* scratch,
                      int lane, double* out) {
    switch (plan.order) {
        UNDERTONE_SIZE(derivatives, 4, plan, layers, layer_count, tapes, scratch, lane, out);
        UNDERTONE_SIZE(derivatives, 5, plan, layers, layer_count, tapes, scratch, lane, out);
        UNDERTONE_SIZE(derivatives, 8, plan, layers, layer_count, tapes, scratch, lane, out);
        UNDERTONE_SIZE(derivatives, 9, plan, layers, layer_count, tapes, scratch, lane, out);
        UNDERTONE_SIZE(derivatives, 16, plan, layers, layer_count, tapes, scratch, lane, out);
        UNDERTONE_SIZE(derivatives, 17, plan, layers, layer_count, tapes, scratch, lane, out);
        UNDERTONE_SIZE(derivatives, 32, plan, layers, layer_count, tapes, scratch, lane, out);
        UNDERTONE_SIZE(derivatives, 33, plan, layers, layer_count, tapes, scratch, lane, out);
    default: break;
    }
}

#undef UNDERTONE_SIZE

void reflect_any(const AdmittancePlan& plan, const LayerLanes* layers, int layer_count, double* out) {
    for (int lane = 0; lane < lane_count; lane += width) reflect_part(plan, layers, layer_count, lane, out + lane);
}

void fluxes_any(const AdmittancePlan& plan, const LayerLanes* layers, int layer_count, void* scratch, double* out) {
    for (int lane = 0; lane < lane_count; lane += width) fluxes_part(plan, layers, layer_count, scratch, lane, out + lane);
}

void fold_any(const AdmittancePlan& plan, const LayerLanes* layers, int layer_count, int first, int count, void* state) {
    for (int lane = 0; lane < lane_count; lane += width) fold_part(plan, layers, layer_count, first, count, lane, state);
}

void evaluate_any(const AdmittancePlan& plan, const void* state, const LayerLanes* layers, int layer_count, double* out) {
    for (int lane = 0; lane < lane_count; lane += width) evaluate_part(plan, state, layers, layer_count, lane, out + lane);
}

void derivatives_any(const AdmittancePlan& plan, const LayerLanes* layers, int layer_count, LayerTape* tapes, void* scratch,
                     double* out) {
    for (int lane = 0; lane < lane_count; lane += width)
        derivatives_part(plan, layers, layer_count, tapes, scratch, lane, out + lane);
}

AdmittanceKernel kernel(const char* name) {
    return {name, &reflect_any, &fluxes_any, &fold_any, &evaluate_any, &derivatives_any};
}

#undef UNDERTONE_ONCE

} // namespace undertone::UNDERTONE_KERNEL_NAMESPACE
