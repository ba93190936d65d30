// Errors become the Python classes of undertone.errors; diagnostics are plain values; files are written and strangers' text is shown.

#include "bind.hpp"

#include "undertone/base/diagnostic.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/instruction_set.hpp"
#include "undertone/base/output_file.hpp"
#include "undertone/base/shown_text.hpp"

using namespace undertone;

namespace {

template <class... Arguments>
void raise(const char* class_name, Arguments&&... arguments) {
    const py::object type = py::module_::import("undertone.errors").attr(class_name);
    PyErr_SetObject(type.ptr(), type(std::forward<Arguments>(arguments)...).ptr());
}

void translate(std::exception_ptr pointer) {
    if (!pointer) return;
    try {
        std::rethrow_exception(pointer);
    } catch (const DomainError& error) {
        raise("DomainError", shown_text(error.name), shown_text(error.value), shown_text(error.allowed),
              shown_text(error.what_to_do));
    } catch (const DataError& error) {
        raise("DataError", shown_text(error.file), error.position.line, error.position.column, shown_text(error.problem),
              shown_text(error.why), shown_text(error.what_to_do), shown_text(error.source_line));
    } catch (const NumericalError& error) {
        raise("NumericalError", shown_text(error.what()), shown_text(error.state));
    } catch (const UnsupportedError& error) {
        raise("UnsupportedError", shown_text(error.what()));
    } catch (const Error& error) {
        raise("Error", shown_text(error.what()));
    }
}

} // namespace

void bind_base(py::module_& module) {
    py::register_exception_translator(&translate);

    module.def(
        "shown_text", [](const py::bytes& text) { return shown_text(std::string_view(text)); }, py::arg("text"));
    module.def(
        "shown_line", [](const py::bytes& text) { return shown_line(std::string_view(text)); }, py::arg("text"));
    module.def(
        "write_output_file",
        [](const std::string& path, const py::bytes& bytes, const std::string& what, bool overwrite, bool owner_only) {
            const std::string_view content = bytes;
            const py::gil_scoped_release unlocked;
            write_output_file(path, content, what.c_str(), {overwrite, owner_only, {}});
        },
        py::arg("path"), py::arg("bytes"), py::arg("what"), py::arg("overwrite"), py::arg("owner_only"));
    module.def("instruction_set", [] { return std::string(to_string(instruction_set())); });
    module.def("best_instruction_set", [] { return std::string(to_string(best_instruction_set())); });

    py::class_<Diagnostic>(module, "Diagnostic")
        .def(py::init([](const std::string& severity, std::string code, std::string message) {
                 for (const Severity one : {Severity::info, Severity::warning, Severity::error})
                     if (severity == to_string(one)) return Diagnostic{one, std::move(code), std::move(message)};
                 throw DomainError("severity", severity, "info, warning or error");
             }),
             py::arg("severity"), py::arg("code"), py::arg("message"))
        .def_property_readonly("severity", [](const Diagnostic& self) { return std::string(to_string(self.severity)); })
        .def_readonly("code", &Diagnostic::code)
        .def_readonly("message", &Diagnostic::message);
}
