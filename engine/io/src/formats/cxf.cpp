// CxF3 (ISO 17972-1): objects with spectra and colour values, each referring to a specification of how it was measured. Parsed by
// pugixml, which resolves no external entity; a document type is left alone altogether.

#include "cells/number.hpp"
#include "cells/readings.hpp"
#include "cxf_tags.hpp"
#include "formats.hpp"
#include "markup_limits.hpp"
#include "metadata_keys.hpp"
#include "sections.hpp"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

namespace undertone::io_detail {

namespace {

std::string_view local_name(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    const auto colon = name.find(':');
    return colon == name.npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(const pugi::xml_node& parent, std::string_view name) {
    return parent.find_child([&](const pugi::xml_node& node) { return local_name(node) == name; });
}

template <class Visit>
void each_child(const pugi::xml_node& parent, std::string_view name, Visit visit) {
    for (const pugi::xml_node& node : parent.children())
        if (local_name(node) == name) visit(node);
}

std::string text_of(const pugi::xml_node& node) { return std::string(trimmed(node.child_value())); }

/// "NaN" and exponents are for the number reader to judge; here only "is it a number at all".
std::optional<double> number_of(std::string_view text) {
    const Number number = parse_number(text);
    return number.kind == Number::Kind::number ? std::optional(number.value) : std::nullopt;
}

/// How something was measured and computed.
struct Specification {
    Measurement fields; // illuminant, observer, geometry, instrument, metadata
    std::optional<double> first_nm, step_nm;
    std::string type; // "Spectrum_Reflectance", ...
};

class CxfReader {
public:
    explicit CxfReader(const SourceText& source) : source_(source) {}

    std::vector<Measurement> read() {
        refuse_deep_xml(source_);
        const pugi::xml_parse_result result =
            document_.load_buffer(source_.text().data(), source_.text().size(), pugi::parse_default, pugi::encoding_utf8);
        if (!result)
            source_.refuse(source_.position(static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0))),
                           fmt::format("the XML is broken here ({})", lower(result.description())),
                           "nothing after it can be trusted; the file may have been cut off", "export the file again");
        const pugi::xml_node root = document_.document_element();
        if (local_name(root) != "CxF" || is_version_2(root)) refuse_root(root);
        const pugi::xml_node resources = child(root, "Resources");
        each_child(child(resources, "ColorSpecificationCollection"), "ColorSpecification", [&](const pugi::xml_node& node) {
            specifications_.emplace(node.attribute("Id").value(), read_specification(node));
        });
        read_file_information(child(root, "FileInformation"));
        int objects = 0;
        each_child(resources, "ObjectCollection", [&](const pugi::xml_node& collection) {
            each_child(collection, "Object", [&](const pugi::xml_node& object) {
                ++objects;
                read_object(object);
            });
        });
        if (table_.readings.empty()) refuse_nothing(root, objects);
        note("objects_without_values", without_values_, "objects hold no reflectance, Lab or XYZ and were left out");
        note("other_spectra", other_spectra_, "spectra of light let through or sent out (not reflected) were left out");
        table_.scale = scale();
        return finish_readings(source_, std::move(table_));
    }

private:
    TextPosition position(const pugi::xml_node& node) const {
        return source_.position(static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0)));
    }

    static bool is_version_2(const pugi::xml_node& root) {
        for (const pugi::xml_attribute& attribute : root.attributes())
            if (std::string_view(attribute.name()).starts_with("xmlns") &&
                std::string_view(attribute.value()).ends_with("colorexchangeformat.com/v2"))
                return true;
        return false;
    }

    [[noreturn]] void refuse_root(const pugi::xml_node& root) const {
        if (local_name(root) == "CxF")
            source_.refuse(position(root), "this is CxF version 2", "only CxF3 (ISO 17972) is read",
                           "export the file as CxF3");
        source_.refuse(position(root), fmt::format("the document is a \"{}\", not a CxF", root.name()),
                       "a CxF3 file starts with an element CxF", "export the measurements as CxF3, CGATS or CSV");
    }

    [[noreturn]] void refuse_nothing(const pugi::xml_node& root, int objects) const {
        if (other_spectra_ > 0)
            source_.refuse(position(root), "the file holds spectra of transmitted or emitted light only",
                           "skin, hair and pigment are measured by reflection", "measure in reflectance mode");
        source_.refuse(position(root),
                       objects == 0   ? std::string("the file holds no objects")
                       : objects == 1 ? std::string("the only object holds no reflectance, Lab or XYZ")
                                      : fmt::format("none of the {} objects holds reflectance, Lab or XYZ", objects),
                       "there is no measurement to read", "export the file again with spectral data or L*, a*, b*");
    }

    void note(const char* code, int count, const char* message) {
        if (count > 0) table_.diagnostics.push_back({Severity::warning, code, fmt::format("{} {}", count, message)});
    }

    /// The schema bounds reflectance by 3 (fractions); where nothing is below that, the writer meant percent.
    Scale scale() const {
        double peak = 0;
        for (const Reading& reading : table_.readings)
            for (const BandCell& band : reading.bands) peak = std::max(peak, number_of(band.cell.text).value_or(0));
        return peak >= 3 ? Scale::percent : Scale::fraction;
    }

    void read_file_information(const pugi::xml_node& node) {
        for (const char* key : {"Creator", "Description", "Comment"})
            if (const std::string text = text_of(child(node, key)); !text.empty())
                file_.metadata["file_" + lower(key)] = text;
        if (std::string_view(child(node, "Creator").child_value()) == cxf_creator)
            file_.metadata.clear(); // our own writer's
        each_child(node, "Tag", [&](const pugi::xml_node& tag) {
            if (const std::string name(trimmed(tag.attribute("Name").value())); !name.empty())
                file_.metadata[name] = tag.attribute("Value").value();
        });
    }

    Specification read_specification(const pugi::xml_node& node) const {
        Specification out;
        Measurement& m = out.fields;
        const pugi::xml_node colour = child(node, "TristimulusSpec"), measured = child(node, "MeasurementSpec");
        const pugi::xml_node light = child(colour, "Illuminant");
        const std::string custom = light.attribute("Name").value();
        m.illuminant = illuminant_in(text_of(light));
        if (m.illuminant.empty()) m.illuminant = illuminant_in(custom);
        if (m.illuminant.empty()) m.illuminant = !custom.empty() ? custom : text_of(light);
        const std::string eye = text_of(child(colour, "Observer"));
        m.observer = eye == "2_Degree" ? "1931_2deg" : eye == "10_Degree" ? "1964_10deg" : eye;

        out.type = text_of(child(measured, "MeasurementType"));
        const pugi::xml_node geometry = child(measured, "GeometryChoice"), angle = child(geometry, "SingleAngle");
        const std::string sphere = text_of(child(geometry, "SphereGeometry"));
        m.geometry = sphere == "Specular_Included" ? "8/d SCI" : sphere == "Specular_Excluded" ? "8/d SCE" : "";
        if (angle) {
            const auto from = number_of(text_of(child(angle, "IlluminationAngle"))),
                       to = number_of(text_of(child(angle, "MeasurementAngle")));
            if (from && to && ((*from == 45 && *to == 0) || (*from == 0 && *to == 45)))
                m.geometry = "45/0";
            else if (from && to)
                m.metadata["angles_deg"] = fmt::format("{:g}/{:g}", *from, *to);
        }
        const std::string unknown = text_of(child(geometry, "UnknownGeometry"));
        if (!unknown.empty()) {
            m.geometry = geometry_in(unknown);
            if (m.geometry.empty() && unknown != "unknown") m.metadata["geometry_text"] = unknown;
        }
        const pugi::xml_node range = child(measured, "WavelengthRange");
        out.first_nm = number_of(range.attribute("StartWL").value());
        out.step_nm = number_of(range.attribute("Increment").value());
        for (const auto& [element, key] :
             {std::pair{"Aperture", "aperture"}, {"Backing", "backing"}, {"CalibrationStandard", "calibration"}})
            if (const std::string text = text_of(child(measured, element)); !text.empty()) m.metadata[key] = text;
        const pugi::xml_node device = child(measured, "Device");
        m.instrument = std::string(trimmed(text_of(child(device, "Manufacturer")) + " " + text_of(child(device, "Model"))));
        for (const auto& [element, key] : {std::pair{"SerialNumber", "serial_number"},
                                           {"DeviceFilter", "filter"},
                                           {"DeviceIllumination", "measurement_condition"},
                                           {"DevicePolarization", "polarised"}})
            if (const std::string text = text_of(child(device, element)); !text.empty()) m.metadata[key] = text;
        return out;
    }

    /// The specification that a value refers to; a dangling reference is reported.
    const Specification* specification(const pugi::xml_node& value, Measurement& m) const {
        const std::string id = value.attribute("ColorSpecification").value();
        const auto found = specifications_.find(id);
        if (found != specifications_.end()) return &found->second;
        if (!id.empty())
            m.diagnostics.push_back(
                {Severity::warning, "specification_missing",
                 fmt::format("the colour specification \"{}\" is not in the file: how this was measured is not known", id)});
        return nullptr;
    }

    static void apply(const Specification* specification, Measurement& m) {
        if (!specification) return;
        const Measurement& from = specification->fields;
        m.illuminant = from.illuminant;
        m.observer = from.observer;
        m.geometry = from.geometry;
        m.instrument = from.instrument;
        for (const auto& [key, value] : from.metadata) m.metadata[key] = value;
    }

    /// Of light let through or sent out.
    static bool is_other(const std::string& type) {
        return type.find("Transmi") != std::string::npos || type.find("Emissi") != std::string::npos;
    }

    struct Spectrum {
        pugi::xml_node node;
        std::string specification;
    };

    void read_object(const pugi::xml_node& object) {
        const Measurement common = common_of(object);
        std::vector<pugi::xml_node> spectra, colours;
        for (const pugi::xml_node& value : child(object, "ColorValues").children()) {
            const std::string_view name = local_name(value);
            if (name == "ReflectanceSpectrum" || name == "CustomSpectrum") {
                const auto spec = specifications_.find(value.attribute("ColorSpecification").value());
                if (spec != specifications_.end() && is_other(spec->second.type))
                    ++other_spectra_;
                else
                    spectra.push_back(value);
            } else if (name == "TransmittanceSpectrum" || name == "EmissiveSpectrum") {
                ++other_spectra_;
            } else if (name == "ColorCIELab" || name == "ColorCIEXYZ" || name == "ColorCIELCh") {
                const auto spec = specifications_.find(value.attribute("ColorSpecification").value());
                if (spec != specifications_.end() && is_other(spec->second.type))
                    ++other_spectra_; // Colorimetric_Transmittance, Colorimetric_Emissive
                else
                    colours.push_back(value);
            }
        }
        const std::size_t before = table_.readings.size();
        const bool several = spectra.size() > 1;
        for (const pugi::xml_node& spectrum : spectra) {
            Reading reading;
            reading.measurement = common;
            Measurement& m = reading.measurement;
            const Specification* spec = specification(spectrum, m);
            apply(spec, m);
            if (several) m.name += " " + suffix(spectrum, m);
            read_spectrum(spectrum, spec, reading);
            add_colour(reading, colours, spectrum.attribute("ColorSpecification").value(), several);
            restore_own(object, m);
            table_.readings.push_back(std::move(reading));
        }
        if (spectra.empty()) {
            // Lab and XYZ of one specification say the same thing once
            std::vector<std::string> seen;
            for (const char* kind : {"ColorCIELab", "ColorCIELCh", "ColorCIEXYZ"})
                for (const pugi::xml_node& colour : colours) {
                    const std::string id = colour.attribute("ColorSpecification").value();
                    if (local_name(colour) != kind || std::find(seen.begin(), seen.end(), id) != seen.end()) continue;
                    seen.push_back(id);
                    Reading reading;
                    reading.measurement = common;
                    apply(specification(colour, reading.measurement), reading.measurement);
                    set_colour(reading, colour);
                    restore_own(object, reading.measurement);
                    table_.readings.push_back(std::move(reading));
                }
            if (table_.readings.size() - before > 1)
                for (std::size_t i = before; i < table_.readings.size(); ++i) {
                    Measurement& m = table_.readings[i].measurement;
                    m.name += fmt::format(" ({}/{})", m.illuminant, m.observer);
                }
        }
        if (table_.readings.size() == before) ++without_values_;
    }

    Measurement common_of(const pugi::xml_node& object) const {
        Measurement m = file_;
        m.file = source_.file();
        m.name = trimmed(object.attribute("Name").value());
        if (m.name.empty()) m.name = object.attribute("Id").value();
        if (m.name.empty()) m.name = fmt::format("object {}", table_.readings.size() + 1);
        m.date = text_of(child(object, "CreationDate"));
        if (const std::string type = object.attribute("ObjectType").value(); !type.empty()) m.metadata["role"] = type;
        if (const std::string text = text_of(child(object, "Comment")); !text.empty()) m.metadata["comment"] = text;
        each_child(object, "TagCollection", [&](const pugi::xml_node& collection) {
            if (std::string_view(collection.attribute("Name").value()) == cxf_own_tags) return;
            each_child(collection, "Tag", [&](const pugi::xml_node& tag) {
                m.metadata[tag.attribute("Name").value()] = tag.attribute("Value").value();
            });
        });
        return m;
    }

    /// What our own writer could not say in CxF's words.
    static void restore_own(const pugi::xml_node& object, Measurement& m) {
        each_child(object, "TagCollection", [&](const pugi::xml_node& collection) {
            if (std::string_view(collection.attribute("Name").value()) != cxf_own_tags) return;
            m.metadata.clear();
            m.date.clear();
            each_child(object, "TagCollection", [&](const pugi::xml_node& other) {
                if (std::string_view(other.attribute("Name").value()) != cxf_own_metadata) return;
                each_child(other, "Tag", [&](const pugi::xml_node& tag) {
                    m.metadata[decoded_value(tag.attribute("Name").value())] = decoded_value(tag.attribute("Value").value());
                });
            });
            each_child(collection, "Tag", [&](const pugi::xml_node& tag) {
                const std::string_view key = tag.attribute("Name").value();
                const std::string value = decoded_value(tag.attribute("Value").value());
                if (key == "name") m.name = value;
                if (key == "date") m.date = value;
                if (key == "geometry") m.geometry = value;
                if (key == "instrument") m.instrument = value;
                if (key == "illuminant") m.illuminant = value;
                if (key == "observer") m.observer = value;
            });
        });
    }

    static std::string suffix(const pugi::xml_node& spectrum, const Measurement& m) {
        if (const std::string name(trimmed(spectrum.attribute("Name").value())); !name.empty()) return name;
        if (const auto condition = m.metadata.find("measurement_condition"); condition != m.metadata.end())
            return condition->second.substr(0, condition->second.find('_'));
        if (m.geometry.starts_with("8/d ")) return m.geometry.substr(4);
        return spectrum.attribute("ColorSpecification").value();
    }

    void read_spectrum(const pugi::xml_node& node, const Specification* spec, Reading& reading) const {
        if (local_name(node) == "CustomSpectrum") {
            each_child(node, "SpectralPoint", [&](const pugi::xml_node& point) {
                const auto nm = number_of(point.attribute("WL").value());
                if (!nm)
                    source_.refuse(position(point),
                                   fmt::format("the wavelength of a point of \"{}\" is \"{}\"", reading.measurement.name,
                                               point.attribute("WL").value()),
                                   "each point needs its wavelength in nm", "export the file again");
                reading.bands.push_back({*nm, position(point), {text_of(point), position(point)}});
            });
            if (reading.bands.empty()) refuse_empty(node, reading);
            std::stable_sort(reading.bands.begin(), reading.bands.end(),
                             [](const BandCell& a, const BandCell& b) { return a.nm < b.nm; });
            return;
        }
        constexpr double unknown = -1;
        double first = spec ? spec->first_nm.value_or(unknown) : unknown,
               step = spec ? spec->step_nm.value_or(unknown) : unknown;
        first = number_of(node.attribute("StartWL").value()).value_or(first);
        step = number_of(node.attribute("Increment").value()).value_or(step);
        const pugi::xml_node text = node.first_child();
        std::vector<Cell> cells = split_cells({text.value(), position(text)}, " \t\r\n");
        if (cells.empty()) refuse_empty(node, reading);
        if (!(first >= 200 && first <= 1000) || !(step > 0 && step <= 100))
            source_.refuse(position(node), fmt::format("the wavelengths of \"{}\" are not known", reading.measurement.name),
                           "StartWL and the Increment of its colour specification's WavelengthRange are needed, in nm",
                           "export the file again, with its colour specifications");
        for (std::size_t i = 0; i < cells.size(); ++i)
            reading.bands.push_back(
                {first + step * static_cast<double>(i), position(text), {cells[i].text, position(text)}});
    }

    [[noreturn]] void refuse_empty(const pugi::xml_node& node, const Reading& reading) const {
        source_.refuse(position(node), fmt::format("the spectrum of \"{}\" holds no values", reading.measurement.name),
                       "there is nothing to read", "export the file again");
    }

    /// The colour stored beside a spectrum: of the same specification, or the only one there is.
    void add_colour(Reading& reading, const std::vector<pugi::xml_node>& colours, std::string_view id, bool several) const {
        for (const bool same : {true, false})
            for (const char* kind : {"ColorCIELab", "ColorCIELCh", "ColorCIEXYZ"})
                for (const pugi::xml_node& colour : colours) {
                    const std::string_view own = colour.attribute("ColorSpecification").value();
                    if (local_name(colour) != kind || (same ? own != id : several)) continue;
                    const auto spec = specifications_.find(std::string(own));
                    if (spec != specifications_.end()) {
                        reading.measurement.illuminant = spec->second.fields.illuminant;
                        reading.measurement.observer = spec->second.fields.observer;
                    }
                    return set_colour(reading, colour);
                }
    }

    void set_colour(Reading& reading, const pugi::xml_node& colour) const {
        const auto cell = [&](const char* name) {
            const pugi::xml_node node = child(colour, name);
            return Cell{text_of(node), position(node ? node : colour)};
        };
        if (local_name(colour) == "ColorCIEXYZ") {
            reading.xyz = {cell("X"), cell("Y"), cell("Z")};
        } else if (local_name(colour) == "ColorCIELCh") {
            const auto chroma = number_of(cell("C").text), hue = number_of(cell("H").text);
            if (!chroma || !hue)
                source_.refuse(position(colour), fmt::format("C or H of \"{}\" is not a number", reading.measurement.name),
                               "a colour needs L, C and H", "export the file again");
            const double angle = *hue * 3.14159265358979323846 / 180;
            reading.lab = {cell("L"), Cell{fmt::format("{}", *chroma * std::cos(angle)), cell("C").at},
                           Cell{fmt::format("{}", *chroma * std::sin(angle)), cell("H").at}};
        } else {
            reading.lab = {cell("L"), cell("A"), cell("B")};
        }
    }

    const SourceText& source_;
    pugi::xml_document document_;
    std::map<std::string, Specification> specifications_;
    Measurement file_; // what FileInformation says of all objects
    ReadingTable table_;
    int without_values_ = 0, other_spectra_ = 0;
};

} // namespace

std::vector<Measurement> read_cxf(const SourceText& source) { return CxfReader(source).read(); }

} // namespace undertone::io_detail
