// Errors become the Python classes of undertone.errors; diagnostics are plain values.

#include "bind.hpp"

#include "undertone/base/diagnostic.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/instruction_set.hpp"

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
        raise("DomainError", error.name, error.value, error.allowed, error.what_to_do);
    } catch (const DataError& error) {
        raise("DataError", error.file, error.position.line, error.position.column, error.problem, error.why,
              error.what_to_do, error.source_line);
    } catch (const NumericalError& error) {
        raise("NumericalError", error.what(), error.state);
    } catch (const UnsupportedError& error) {
        raise("UnsupportedError", error.what());
    } catch (const Error& error) {
        raise("Error", error.what());
    }
}

} // namespace

void bind_base(py::module_& module) {
    py::register_exception_translator(&translate);

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
