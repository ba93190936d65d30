// CxF3, valid against its schema. What the schema has no place for travels in tags that our reader restores.

#include "cxf_tags.hpp"
#include "metadata_keys.hpp"
#include "undertone/base/stop.hpp"
#include "writers.hpp"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

namespace undertone::io_detail {

namespace {

pugi::xml_node add(pugi::xml_node parent, const char* name, const std::string& text = "") {
    pugi::xml_node node = parent.append_child(name);
    if (!text.empty()) node.append_child(pugi::node_pcdata).set_value(text.c_str());
    return node;
}

void add_tag(pugi::xml_node collection, const std::string& name, const std::string& value) {
    pugi::xml_node tag = collection.append_child("Tag");
    tag.append_attribute("Name").set_value(name.c_str());
    tag.append_attribute("Value").set_value(value.c_str());
}

/// Characters that XML 1.0 cannot hold at all are coded as in our other formats.
std::string for_xml(const std::string& text) {
    const bool holds = std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 32 && c != '\t' && c != '\n' && c != '\r';
    });
    return holds && text.find('%') == text.npos ? text : encoded_value(text);
}

/// Is it an xs:dateTime, "2026-01-31T12:00:00" with an optional fraction and zone?
bool is_date_time(const std::string& text) {
    constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd";
    if (text.size() < shape.size() || text.starts_with("0000")) return false;
    for (std::size_t i = 0; i < shape.size(); ++i)
        if (shape[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i]) return false;
    const auto two = [&](std::size_t at) { return 10 * (text[at] - '0') + (text[at + 1] - '0'); };
    if (two(5) < 1 || two(5) > 12 || two(8) < 1 || two(8) > 28 + (two(5) != 2 ? 2 : 0) || two(11) > 23 || two(14) > 59 ||
        two(17) > 59)
        return false;
    const std::string rest = text.substr(shape.size());
    if (rest.empty() || rest == "Z") return true;
    return rest.size() == 6 && (rest[0] == '+' || rest[0] == '-') && rest[3] == ':' &&
           rest.find_first_not_of("0123456789", 1) == 3 && rest.find_first_not_of("0123456789", 4) == rest.npos &&
           rest.substr(1, 2) < "14" && rest.substr(4) < "60";
}

/// First wavelength and step where ReflectanceSpectrum can say them: whole numbers, starting between 360 and 400 nm.
std::optional<std::pair<int, int>> even_grid(const Measurement& m) {
    const auto& nm = m.wavelengths_nm;
    if (nm.size() < 2) return {};
    const double start = nm[0], step = nm[1] - nm[0];
    if (start != std::floor(start) || start < 360 || start > 400 || step != std::floor(step)) return {};
    for (std::size_t i = 0; i < nm.size(); ++i)
        if (nm[i] != start + step * static_cast<double>(i)) return {};
    return std::pair{static_cast<int>(start), static_cast<int>(step)};
}

constexpr std::array known_lights = {"A", "B",  "C",  "D50", "D55", "D60", "D65", "D75",
                                     "E", "F2", "F3", "F7",  "F9",  "F10", "F11", "F12"};

void add_specification(pugi::xml_node collection, const std::string& id, const Measurement& m) {
    pugi::xml_node specification = collection.append_child("ColorSpecification");
    specification.append_attribute("Id").set_value(id.c_str());
    if (!m.illuminant.empty() || !m.observer.empty()) {
        pugi::xml_node colour = specification.append_child("TristimulusSpec");
        const bool known = std::find(known_lights.begin(), known_lights.end(), m.illuminant) != known_lights.end();
        pugi::xml_node light = add(colour, "Illuminant", known ? m.illuminant : "Custom");
        if (!known) light.append_attribute("Name").set_value(m.illuminant.c_str());
        const bool two = m.observer == "1931_2deg", ten = m.observer == "1964_10deg";
        pugi::xml_node eye = add(colour, "Observer", two ? "2_Degree" : ten ? "10_Degree" : "Custom_CMF");
        if (!two && !ten) eye.append_attribute("Name").set_value(m.observer.c_str());
        add(colour, "Method", "unknown");
    }
    pugi::xml_node measured = specification.append_child("MeasurementSpec");
    add(measured, "MeasurementType", m.lab_only() ? "Colorimetric_Reflectance" : "Spectrum_Reflectance");
    pugi::xml_node geometry = measured.append_child("GeometryChoice");
    if (m.geometry.starts_with("8/d")) {
        add(geometry, "SphereGeometry", m.geometry == "8/d SCI" ? "Specular_Included" : "Specular_Excluded");
    } else if (m.geometry == "45/0") {
        pugi::xml_node angle = geometry.append_child("SingleAngle");
        add(angle, "SingleAngleConfiguration",
            "Annular"); // the schema wants one; ISO 13655 asks instruments to light all around
        add(angle, "IlluminationAngle", "45");
        add(angle, "MeasurementAngle", "0");
    } else {
        add(geometry, "UnknownGeometry", "unknown");
    }
    if (const auto grid = even_grid(m)) {
        pugi::xml_node range = measured.append_child("WavelengthRange");
        range.append_attribute("StartWL").set_value(grid->first);
        range.append_attribute("Increment").set_value(grid->second);
    }
    if (!m.instrument.empty()) add(measured.append_child("Device"), "Model", for_xml(m.instrument));
}

void add_values(pugi::xml_node object, const std::string& id, const Measurement& m) {
    pugi::xml_node values = object.append_child("ColorValues");
    if (!m.lab_only()) {
        const bool in_range =
            std::all_of(m.reflectance.begin(), m.reflectance.end(), [](double r) { return r > -0.1 && r < 3; });
        if (even_grid(m) && in_range) {
            std::string text;
            for (const double r : m.reflectance) text += fmt::format("{}{}", text.empty() ? "" : " ", r);
            pugi::xml_node spectrum = add(values, "ReflectanceSpectrum", text);
            spectrum.append_attribute("StartWL").set_value(even_grid(m)->first);
            spectrum.append_attribute("ColorSpecification").set_value(id.c_str());
        } else {
            pugi::xml_node spectrum = values.append_child("CustomSpectrum");
            spectrum.append_attribute("ColorSpecification").set_value(id.c_str());
            for (std::size_t i = 0; i < m.reflectance.size(); ++i) {
                pugi::xml_node point = add(spectrum, "SpectralPoint", fmt::format("{}", m.reflectance[i]));
                point.append_attribute("WL").set_value(fmt::format("{}", m.wavelengths_nm[i]).c_str());
            }
        }
    }
    if (!m.lab) return;
    pugi::xml_node lab = values.append_child("ColorCIELab");
    lab.append_attribute("ColorSpecification").set_value(id.c_str());
    add(lab, "L", fmt::format("{}", m.lab->l));
    add(lab, "A", fmt::format("{}", m.lab->a));
    add(lab, "B", fmt::format("{}", m.lab->b));
}

} // namespace

std::string cxf_text(std::span<const Measurement> measurements) {
    pugi::xml_document document;
    pugi::xml_node declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version").set_value("1.0");
    declaration.append_attribute("encoding").set_value("UTF-8");
    pugi::xml_node root = document.append_child("cc:CxF");
    root.append_attribute("xmlns:cc").set_value("http://colorexchangeformat.com/CxF3-core");
    add(root.append_child("FileInformation"), "Creator", cxf_creator);
    pugi::xml_node resources = root.append_child("Resources"), objects = resources.append_child("ObjectCollection"),
                   specifications = resources.append_child("ColorSpecificationCollection");

    std::map<std::string, std::string> ids; // what a specification says -> its id
    for (std::size_t i = 0; i < measurements.size(); ++i) {
        poll_stop();
        const Measurement& m = measurements[i];
        const auto grid = even_grid(m);
        const std::string says = fmt::format("{}|{}|{}|{}|{}|{}|{}", m.illuminant, m.observer, m.geometry, m.instrument,
                                             m.lab_only(), grid ? grid->first : 0, grid ? grid->second : 0);
        const auto [id, is_new] = ids.emplace(says, fmt::format("s{}", ids.size() + 1));
        if (is_new) add_specification(specifications, id->second, m);

        pugi::xml_node object = objects.append_child("Object");
        object.append_attribute("ObjectType").set_value("Target");
        object.append_attribute("Name").set_value(for_xml(m.name).c_str());
        object.append_attribute("Id").set_value(fmt::format("o{}", i + 1).c_str());
        // the schema wants a date; the tags below say what is known of it
        add(object, "CreationDate", is_date_time(m.date) ? m.date : "1900-01-01T00:00:00Z");
        add_values(object, id->second, m);
        pugi::xml_node own = object.append_child("TagCollection");
        own.append_attribute("Name").set_value(cxf_own_tags);
        for (const auto& [key, value] : {std::pair{"name", m.name},
                                         {"date", m.date},
                                         {"geometry", m.geometry},
                                         {"instrument", m.instrument},
                                         {"illuminant", m.illuminant},
                                         {"observer", m.observer}})
            add_tag(own, key, for_xml(value));
        if (m.metadata.empty()) continue;
        pugi::xml_node other = object.append_child("TagCollection");
        other.append_attribute("Name").set_value(cxf_own_metadata);
        for (const auto& [key, value] : m.metadata) add_tag(other, for_xml(key), for_xml(value));
    }
    // every element is of the same namespace
    for (pugi::xpath_node node : document.select_nodes("//*"))
        if (std::string_view(node.node().name()).find(':') == std::string_view::npos)
            node.node().set_name(("cc:" + std::string(node.node().name())).c_str());
    std::ostringstream out;
    document.save(out, " ", pugi::format_default, pugi::encoding_utf8);
    return out.str();
}

} // namespace undertone::io_detail
