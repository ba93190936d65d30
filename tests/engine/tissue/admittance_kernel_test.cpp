// Consistency: the kernels for the instruction sets this processor has give one answer. Looks inside the layer on purpose.

#include "transfer/admittance_plan.hpp"
#include "transfer/stack_lanes.hpp"

#include "random_stack.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

namespace undertone {

namespace {

using Run = std::function<void(const AdmittanceKernel&, const LaneGroup&, std::vector<double>& out)>;

/// Runs each kernel on random stacks and compares with the plainest one.
void expect_agreement(const Discretization& wanted, double tolerance, const Run& run) {
    for (std::uint64_t index = 0; index < 10; ++index) {
        LayerStack stack = testing::random_stack(index, lane_count);
        std::vector<Eigen::Index> bands(lane_count);
        for (std::size_t i = 0; i < bands.size(); ++i) bands[i] = static_cast<Eigen::Index>(i);
        Workspace work;
        for_each_group(work, stack, bands, [&](const LaneGroup& group) {
            std::vector<double> expected;
            for (const AdmittanceKernel& kernel : supported_admittance_kernels()) {
                std::vector<double> out(static_cast<std::size_t>(lane_count * (2 + 4 * group.layer_count)), 0.0);
                run(kernel, group, out);
                if (expected.empty()) expected = out;
                for (std::size_t i = 0; i < out.size(); ++i)
                    EXPECT_NEAR(out[i], expected[i], tolerance * std::max(1.0, std::abs(expected[i])))
                        << "order " << admittance_plan(wanted).order << " stack " << index << " number " << i;
            }
        });
    }
}

std::vector<Workspace::Lane> lanes(int count) { return std::vector<Workspace::Lane>(static_cast<std::size_t>(count)); }

} // namespace

TEST(AdmittanceKernelConsistency, TheBestOneIsSupported) {
    ASSERT_FALSE(supported_admittance_kernels().empty());
    EXPECT_EQ(admittance_kernel().reflect, supported_admittance_kernels().back().reflect);
}

TEST(AdmittanceKernelConsistency, AllInstructionSetsAgree) {
    for (const int streams : {4, 8, 16, 32})
        for (const Light light : {Light::projected_beam, Light::beam, Light::diffuse, Light::radiance})
            for (const bool split : {false, true}) {
                if (split && light == Light::projected_beam) continue;
                const Discretization wanted{streams, 1.4, 1.0, light, light == Light::diffuse ? 0.0 : 0.5, split};
                const AdmittancePlan& plan = admittance_plan(wanted);
                expect_agreement(wanted, 1e-13, [&](const AdmittanceKernel& kernel, const LaneGroup& group, auto& out) {
                    kernel.reflect(plan, group.layers, group.layer_count, out.data());
                });
                if (light != Light::beam && light != Light::diffuse) continue;
                expect_agreement(wanted, 1e-13, [&](const AdmittanceKernel& kernel, const LaneGroup& group, auto& out) {
                    auto scratch = lanes(group.layer_count * flux_scratch_lanes(plan.order));
                    kernel.fluxes(plan, group.layers, group.layer_count, scratch.data(), out.data());
                });
            }
}

TEST(AdmittanceKernelConsistency, AllInstructionSetsAgreeOnFoldedLayers) {
    for (const int streams : {4, 8, 16, 32}) {
        const Discretization wanted{streams, 1.4, 1.0};
        const AdmittancePlan& plan = admittance_plan(wanted);
        expect_agreement(wanted, 1e-13, [&](const AdmittanceKernel& kernel, const LaneGroup& group, auto& out) {
            auto state = lanes(state_lanes(plan.order));
            const int first = group.layer_count / 2;
            kernel.fold(plan, group.layers, group.layer_count, first, 1, state.data());
            kernel.evaluate(plan, state.data(), group.layers + first, 1, out.data());
        });
    }
}

TEST(AdmittanceKernelConsistency, AllInstructionSetsAgreeOnDerivatives) {
    for (const int streams : {4, 8, 16, 32})
        for (const bool split : {false, true}) {
            const Discretization wanted{streams, 1.4, 1.0, split ? Light::beam : Light::projected_beam, 0, split};
            const AdmittancePlan& plan = admittance_plan(wanted);
            expect_agreement(wanted, 1e-12, [&](const AdmittanceKernel& kernel, const LaneGroup& group, auto& out) {
                std::vector<LayerTape> tapes;
                int size = 0;
                for (int layer = 0; layer < group.layer_count; ++layer) {
                    tapes.push_back({size, infinite_tape, 0});
                    size += tape_lanes(plan.order, infinite_tape);
                }
                auto scratch = lanes(size);
                kernel.derivatives(plan, group.layers, group.layer_count, tapes.data(), scratch.data(), out.data());
            });
        }
}

} // namespace undertone
