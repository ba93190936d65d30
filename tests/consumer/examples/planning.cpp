// The first of three sessions on bare skin, with what is to be expected after each.
#include <undertone/planning/next_session.hpp>

#include <cstdio>

int main() {
    using namespace undertone;

    const Line line = load_line("demo");
    const Skin skin{SkinParameters{}};
    const Dots dots;
    const Bands target = appearance(skin, line, Blend{{{"pure_black", 1}}, 4}, dots).area;
    const HealingBelief belief(skin, dots); // nothing has been read yet: the priors

    NextSessionOptions options;
    options.matching.max_inks = 1;
    const NextSession next = next_session(belief, {}, target, line, dots, options);
    std::printf("%s\n", next.why.c_str());
    for (const ExpectedSession& session : next.sessions)
        std::printf(
            "session %d: add %.0f dots per cm2, then L* %.1f (80 %%: %.1f to %.1f), darker than the target in %.0f %%\n",
            session.number, session.new_density_per_cm2, session.area[0].l, session.l.low, session.l.high,
            100 * session.chance_darker);
    std::printf("%s\n", next.stop_rule.c_str());
    return !next.stop && next.sessions.size() == 3 ? 0 : 1;
}
