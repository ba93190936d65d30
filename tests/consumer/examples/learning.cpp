// A healed area that reads darker than predicted: what that teaches of retention.
#include <undertone/learning/healing.hpp>

#include <cstdio>

int main() {
    using namespace undertone;

    const Line line = load_line("demo");
    const Skin skin{SkinParameters{}};
    const Dots dots;
    const Mixture cup = mix(line, Blend{{{"pure_black", 1}}, 6});
    const SessionDots done = session_dots(cup, dots, 75);

    // What heals where twice the usual share of the pigment stays; it stands in for a reading.
    Healing healing;
    healing.retention = 2 * dots.retention.median;
    HealedReading reading;
    reading.standing = {done};
    reading.reflectance = standing_area(skin, line, reading.standing, healing);
    reading.name = "session 1";

    const HealingBelief before(skin, dots);
    const HealingUpdate update = update_from_healed(before, {&reading, 1}, line);
    std::printf("%s\n", update.sentence.c_str());
    for (const Diagnostic& one : update.diagnostics) std::printf("%s: %s\n", one.code.c_str(), one.message.c_str());
    return update.belief.retention().median > before.retention().median ? 0 : 1;
}
