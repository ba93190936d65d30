// Ink packs and recalls of lots.
#include "bind_fields.hpp"

#include "undertone/app/fields.hpp"
#include "undertone/base/input_file.hpp"

using namespace undertone;

namespace {

void bind_ink_pack(py::module_& module) {
    py::class_<PackDocument>(module, "PackDocument")
        .def_readonly("kind", &PackDocument::kind)
        .def_readonly("about", &PackDocument::about)
        .def_readonly("name", &PackDocument::name)
        .def_property_readonly("content", [](const PackDocument& self) { return py::bytes(self.bytes); });
    py::class_<InkPack>(module, "InkPack")
        .def_readonly("version", &InkPack::version)
        .def_readonly("made_on", &InkPack::made_on)
        .def_readonly("line_toml", &InkPack::line_toml)
        .def_readonly("documents", &InkPack::documents);
    py::class_<SignedInkPack>(module, "SignedInkPack")
        .def_readonly("pack", &SignedInkPack::pack)
        .def_readonly("line", &SignedInkPack::line)
        .def_readonly("signed_by", &SignedInkPack::signed_by)
        .def(
            "text",
            [](const SignedInkPack& self, const std::string& today) { return ink_pack_text(ink_pack_report(self, today)); },
            py::arg("today"))
        .def(
            "json",
            [](const SignedInkPack& self, const std::string& today) { return to_json(ink_pack_report(self, today)); },
            py::arg("today"))
        .def(
            "unpack", [](const SignedInkPack& self, const std::string& folder) { unpack_ink_pack(self.pack, folder); },
            py::arg("folder"), Unlocked());
    module.def("make_signing_key", &make_signing_key);
    module.def(
        "key_fingerprint",
        [](const std::string& file) { return key_fingerprint(read_input_file(file, input_kinds::signing_key), file); },
        py::arg("file"));
    module.def(
        "fingerprint_from", [](const std::string& typed) { return fingerprint_from(typed); }, py::arg("typed"));
    module.def(
        "pack_line",
        [](std::string folder, const std::string& key_file, std::string version, std::string made_on,
           std::map<std::string, std::vector<std::string>> safety_sheets,
           std::map<std::string, std::vector<std::string>> certificates, std::vector<std::string> documents) {
            const InkPack pack = pack_line({std::move(folder), std::move(version), std::move(made_on),
                                            std::move(safety_sheets), std::move(certificates), std::move(documents)});
            return write_ink_pack(pack, read_input_file(key_file, input_kinds::signing_key), key_file);
        },
        py::arg("folder"), py::arg("key_file"), py::arg("version"), py::arg("made_on"), py::arg("safety_sheets"),
        py::arg("certificates"), py::arg("documents"), Unlocked());
    module.def("load_ink_pack", &load_ink_pack, py::arg("path"), py::arg("signed_by"), Unlocked());
}

void bind_recall(py::module_& module) {
    bind_fields<LotUse>(module, "LotUse");
    bind_fields<RecallFile>(module, "RecallFile");
    bind_fields<Recall>(module, "Recall").def("text", &recall_text).def("json", [](const Recall& self) {
        return to_json(self);
    });
    module.def(
        "recall_lot",
        [](const std::string& lot, const std::vector<std::pair<std::string, std::string>>& cards,
           const std::vector<std::string>& paths) {
            if (!paths.empty()) return recall_lot_in_files(lot, paths);
            std::vector<RecallText> texts;
            for (const auto& [name, text] : cards) texts.push_back({name, text});
            return recall_lot(lot, texts);
        },
        py::arg("lot"), py::arg("cards"), py::arg("paths"), Unlocked());
}

} // namespace

void bind_pack(py::module_& module) {
    bind_ink_pack(module);
    bind_recall(module);
}
