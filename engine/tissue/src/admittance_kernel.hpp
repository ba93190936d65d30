// The inner loops of adding-doubling, for eight wavelengths at a time. Included by one translation unit per
// instruction set (admittance_*.cpp), each of which defines UNDERTONE_KERNEL_NAMESPACE; nothing here may use inline
// functions of other headers, or the linker could hand code for a newer processor to the rest of the program.
//
// Method. With f, g the sum and difference of down- and upwelling radiance in an orthonormal basis, radiative
// transfer in a layer reads df/dtau = -M1 g, dg/dtau = -M2 f with M1, M2 symmetric and positive. Whatever lies below a
// plane is its admittance Y, g = Y f. A layer is a symmetric two-port with an even and an odd admittance Ye, Yo; joining
// two equal layers makes Ye the harmonic and Yo the arithmetic mean of the pair, so that doubling is the arithmetic-
// harmonic mean iteration, its limit (the geometric mean) the semi-infinite medium, and every step is one Cholesky
// factorisation of a positive matrix: 7/3 N^3 flops where the reflection-transmission form of doubling
// (van de Hulst 1963; Plass, Kattawar and Catchings 1973) takes 32/3 N^3.

#include "admittance_plan.hpp"

namespace undertone::UNDERTONE_KERNEL_NAMESPACE {

typedef double Lanes __attribute__((vector_size(8 * lane_count), aligned(8 * lane_count)));

inline Lanes splat(double value) { return Lanes{} + value; }

inline Lanes root(Lanes value) {
    for (int i = 0; i < lane_count; ++i) value[i] = __builtin_sqrt(value[i]);
    return value;
}

/// Symmetric N x N matrices, one per lane; only the lower triangle is stored and read.
template <int N>
struct Symmetric {
    Lanes at[N][N];
};

/// In place Cholesky factor; the diagonal holds reciprocals.
template <int N>
inline void factor(Symmetric<N>& a) {
    for (int j = 0; j < N; ++j) {
        Lanes diagonal = a.at[j][j];
        for (int k = 0; k < j; ++k) diagonal -= a.at[j][k] * a.at[j][k];
        const Lanes reciprocal = 1.0 / root(diagonal);
        a.at[j][j] = reciprocal;
        for (int i = j + 1; i < N; ++i) {
            Lanes sum = a.at[i][j];
            for (int k = 0; k < j; ++k) sum -= a.at[i][k] * a.at[j][k];
            a.at[i][j] = sum * reciprocal;
        }
    }
}

/// b := b - b (a + b)^-1 b, the parallel sum of a and b; does not cancel however large a is. `a` is used up.
template <int N>
inline void parallel_sum(Symmetric<N>& a, Symmetric<N>& b) {
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) a.at[i][j] += b.at[i][j];
    factor(a);
    Lanes x[N][N]; // L^-1 b
    for (int i = 0; i < N; ++i) {
        Lanes row[N];
        for (int j = 0; j < N; ++j) row[j] = j <= i ? b.at[i][j] : b.at[j][i];
        for (int k = 0; k < i; ++k) {
            const Lanes l = a.at[i][k];
            for (int j = 0; j < N; ++j) row[j] -= l * x[k][j];
        }
        for (int j = 0; j < N; ++j) x[i][j] = row[j] * a.at[i][i];
    }
    for (int i = 0; i < N; ++i) {
        Lanes row[N];
        for (int j = 0; j <= i; ++j) row[j] = b.at[i][j];
        for (int k = 0; k < N; ++k) {
            const Lanes xi = x[k][i];
            for (int j = 0; j <= i; ++j) row[j] -= xi * x[k][j];
        }
        for (int j = 0; j <= i; ++j) b.at[i][j] = row[j];
    }
}

/// Inverse of a symmetric positive matrix, in place.
template <int N>
inline void invert(Symmetric<N>& a) {
    factor(a);
    Lanes x[N][N]; // L^-1, lower
    for (int j = 0; j < N; ++j) {
        x[j][j] = a.at[j][j];
        for (int i = j + 1; i < N; ++i) {
            Lanes sum = a.at[i][j] * x[j][j];
            for (int k = j + 1; k < i; ++k) sum += a.at[i][k] * x[k][j];
            x[i][j] = -sum * a.at[i][i];
        }
    }
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) {
            Lanes sum = x[i][i] * x[i][j];
            for (int k = i + 1; k < N; ++k) sum += x[k][i] * x[k][j];
            a.at[i][j] = sum;
        }
}

/// One layer's even and odd admittance, delta-M scaled (Wiscombe 1977) Henyey-Greenstein scattering.
template <int N>
inline void layer_admittances(const AdmittancePlan& plan, const LayerLanes& layer, Symmetric<N>& even, Symmetric<N>& odd) {
    Lanes mu_a, mu_s, g;
    for (int i = 0; i < lane_count; ++i) {
        mu_a[i] = layer.mu_a_per_mm[i];
        mu_s[i] = layer.mu_s_per_mm[i];
        g[i] = layer.g[i];
    }
    Lanes forward = g * g; // g^(2N): what is scattered straight ahead counts as not scattered
    for (int power = 1; power < N; power *= 2) forward *= forward;
    const Lanes scattering = mu_s * (1.0 - forward);
    Lanes extinction = mu_a + scattering;
    for (int i = 0; i < lane_count; ++i) extinction[i] = extinction[i] > 1e-12 ? extinction[i] : 1e-12;
    Lanes albedo = scattering / extinction;
    if (layer.infinite) // a medium that absorbs nothing has no steady state; this one reflects all but 1e-6
        for (int i = 0; i < lane_count; ++i) albedo[i] = albedo[i] < 1 - 1e-13 ? albedo[i] : 1 - 1e-13;

    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) even.at[i][j] = odd.at[i][j] = splat(i == j ? plan.inverse_mu[i] : 0.0);
    Lanes power = splat(1.0);
    for (int l = 0; l < 2 * N; ++l) {
        const Lanes moment = albedo * (2 * l + 1) * ((power - forward) / (1.0 - forward));
        power *= g;
        const double* v = plan.legendre + l * N;
        Symmetric<N>& m = l % 2 == 0 ? even : odd; // even holds M2, odd holds M1
        for (int i = 0; i < N; ++i) {
            const Lanes scaled = moment * v[i];
            for (int j = 0; j <= i; ++j) m.at[i][j] -= scaled * v[j];
        }
    }
    invert(odd);

    // Start with a thin layer, tanh x = x / (1 + x^2/3) in matrices (two terms of its continued fraction): errors are
    // of fourth order, and modes too stiff for the step still have their geometric mean, hence their limit, right.
    int doublings = 0;
    Lanes half = splat(1.0);
    if (!layer.infinite) {
        double deepest = 0;
        for (int i = 0; i < lane_count; ++i) {
            half[i] = 0.5 * layer.thickness_mm * extinction[i];
            half[i] = half[i] > 1e-12 ? half[i] : 1e-12;
            deepest = deepest > half[i] ? deepest : half[i];
        }
        doublings = plan.least_doublings;
        while (doublings < 60 && deepest > __builtin_ldexp(0.5, doublings)) ++doublings;
        half *= __builtin_ldexp(1.0, -doublings);
    } else {
        doublings = 80; // converges long before, but for media that hardly absorb
    }
    const Lanes inverse_half = 1.0 / half;
    Symmetric<N> scratch;
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) {
            const Lanes q = odd.at[i][j] * inverse_half, m2 = even.at[i][j] * half;
            scratch.at[i][j] = 3.0 * q;
            odd.at[i][j] = q + m2 * (1.0 / 3.0);
            even.at[i][j] = m2;
        }
    parallel_sum(scratch, even);

    for (int step = 0; step < doublings; ++step) {
        for (int i = 0; i < N; ++i)
            for (int j = 0; j <= i; ++j) {
                const Lanes o = odd.at[i][j], e = even.at[i][j];
                scratch.at[i][j] = o;
                odd.at[i][j] = 0.5 * (o + e);
            }
        parallel_sum(scratch, even);
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
            bool done = true;
            for (int i = 0; i < lane_count; ++i) done = done && apart[i] <= 1e-13 * size[i];
            if (done) break;
        }
    }
}

/// Adds a layer on top of what `load` is the admittance of.
template <int N>
inline void add_layer(Symmetric<N>& even, Symmetric<N>& odd, Symmetric<N>& load) {
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) {
            odd.at[i][j] = 0.5 * (odd.at[i][j] - even.at[i][j]);
            load.at[i][j] += even.at[i][j];
        }
    parallel_sum(odd, load);
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) load.at[i][j] += even.at[i][j];
}

/// Escaping flux for the plan's source: solve (z + Y) f = source, answer = detector . f - offset.
template <int N>
inline Lanes surface_response(const AdmittancePlan& plan, Symmetric<N>& load) {
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) load.at[i][j] += plan.surface_top[i * N + j];
    factor(load);
    Lanes f[N];
    for (int i = 0; i < N; ++i) {
        Lanes sum = splat(plan.source[i]);
        for (int k = 0; k < i; ++k) sum -= load.at[i][k] * f[k];
        f[i] = sum * load.at[i][i];
    }
    for (int i = N - 1; i >= 0; --i) {
        Lanes sum = f[i];
        for (int k = i + 1; k < N; ++k) sum -= load.at[k][i] * f[k];
        f[i] = sum * load.at[i][i];
    }
    Lanes answer = splat(-plan.offset);
    for (int i = 0; i < N; ++i) answer += plan.detector[i] * f[i];
    return answer;
}

template <int N>
void reflect(const AdmittancePlan& plan, const LayerLanes* layers, int layer_count, double* out) {
    Symmetric<N> load, even, odd;
    for (int i = 0; i < N; ++i)
        for (int j = 0; j <= i; ++j) load.at[i][j] = splat(plan.surface_bottom[i * N + j]);
    for (int layer = layer_count - 1; layer >= 0; --layer) {
        layer_admittances(plan, layers[layer], even, odd);
        if (layers[layer].infinite) {
            for (int i = 0; i < N; ++i)
                for (int j = 0; j <= i; ++j) load.at[i][j] = 0.5 * (even.at[i][j] + odd.at[i][j]);
        } else {
            add_layer(even, odd, load);
        }
    }
    const Lanes answer = surface_response(plan, load);
    for (int i = 0; i < lane_count; ++i) out[i] = answer[i];
}

void reflect_lanes(const AdmittancePlan& plan, const LayerLanes* layers, int layer_count, double* out) {
    switch (plan.streams) {
    case 4: return reflect<4>(plan, layers, layer_count, out);
    case 8: return reflect<8>(plan, layers, layer_count, out);
    case 16: return reflect<16>(plan, layers, layer_count, out);
    default: return reflect<32>(plan, layers, layer_count, out);
    }
}

} // namespace undertone::UNDERTONE_KERNEL_NAMESPACE
