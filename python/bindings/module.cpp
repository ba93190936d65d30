// undertone._core: calls each file that binds a subject.
#include "bind.hpp"

PYBIND11_MODULE(_core, module) {
    module.doc() = "The engine behind undertone. Private: names here may change without notice.";
    module.attr("__version__") = UNDERTONE_VERSION;
    bind_base(module);
    bind_spectral(module);
    bind_colorimetry(module);
    bind_optics(module);
    bind_radiative_transfer(module);
    bind_skin(module);
    bind_pigment(module);
    bind_fade(module);
    bind_fade_model(module);
    bind_matching(module);
    bind_loop(module);
    bind_io(module);
    bind_color_management(module);
    bind_reading_scale(module);
    bind_app(module);
    bind_supply(module);
    bind_workflow(module);
    bind_ink(module);
    bind_coverage(module);
    bind_screen(module);
    bind_pack(module);
}
