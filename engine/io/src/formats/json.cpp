// Our own JSON: {"format": "undertone measurements", "version": 1, "measurements": [...]}, a list of such measurements, or what
// `undertone check --json` prints. Fractions and nm by definition.

#include "cells/readings.hpp"
#include "formats.hpp"
#include "markup_limits.hpp"
#include "undertone/base/stop.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>

namespace undertone::io_detail {

namespace {

using Json = nlohmann::json;

/// What a document says and a parsed one would not: the first of two values of one key, numbers that become others.
struct Losses : nlohmann::json_sax<Json> {
    std::string found; ///< "" where nothing is lost
    const char* what_to_do = "";
    std::vector<std::set<std::string>> keys; // of the objects around the place

    bool lost(std::string what, const char* instead) {
        found = std::move(what);
        what_to_do = instead;
        return false;
    }
    bool key(std::string& name) override {
        return keys.back().insert(name).second ||
               lost(fmt::format("has the key \"{}\" twice in one object", name.substr(0, 60)), "keep the one that is right");
    }
    bool number_float(double value, const std::string& written) override {
        poll_stop();
        const std::string_view digits = std::string_view(written).substr(0, written.find_first_of("eE"));
        const bool zero = digits.find_first_of("123456789") == digits.npos,
                   whole = written.find_first_of(".eE") == written.npos;
        return whole || (!zero && std::abs(value) < std::numeric_limits<double>::min())
                   ? lost(fmt::format("holds the number {}, which a double does not hold", written.substr(0, 60)),
                          "correct the number, or put it in quotation marks where it is a name")
                   : true;
    }
    bool start_object(std::size_t) override {
        keys.emplace_back();
        return true;
    }
    bool end_object() override {
        keys.pop_back();
        return true;
    }
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(std::int64_t) override { return true; } // whole, and kept whole
    bool number_unsigned(std::uint64_t) override { return true; }
    bool string(std::string&) override { return true; }
    bool binary(Json::binary_t&) override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t, const std::string&, const Json::exception&) override { return false; }
};

class JsonReader {
public:
    explicit JsonReader(const SourceText& source) : source_(source) { table_.scale = Scale::fraction; }

    std::vector<Measurement> read() {
        refuse_deep_json(source_);
        Json document;
        try {
            refuse_lossy();
            document = Json::parse(source_.text(), [](int, Json::parse_event_t, const Json&) {
                poll_stop();
                return true;
            });
        } catch (const Json::parse_error& error) {
            source_.refuse(source_.position(error.byte > 0 ? error.byte - 1 : 0), "the JSON is broken here",
                           "nothing after it can be trusted; the file may have been cut off",
                           "write or export the file again");
        } catch (const Json::exception& error) { // a number beyond what a double holds
            source_.refuse({}, fmt::format("the JSON cannot be read ({})", std::string_view(error.what()).substr(0, 200)),
                           "its numbers must fit a double", "write or export the file again");
        }
        if (document.is_object() && document.contains("measurements")) {
            if (const auto version = document.find("version"); version != document.end() && *version != 1)
                refuse("the document", fmt::format("is of version {}", version->dump()),
                       "update undertone, or write it with this version");
            read_any(document["measurements"], "measurements");
        } else {
            read_any(document, document.is_array() ? "" : "the document");
        }
        if (table_.readings.empty()) refuse("the document", "holds no measurements", "write it again");
        return finish_readings(source_, std::move(table_));
    }

private:
    [[noreturn]] void refuse(const std::string& where, const std::string& what, const char* what_to_do) const {
        source_.refuse({}, fmt::format("{} {}", where, what), "this is not a list of measurements as undertone writes it",
                       what_to_do);
    }

    void refuse_lossy() const {
        Losses losses;
        Json::sax_parse(source_.text(), &losses); // where it is broken, the parser says so
        if (!losses.found.empty()) refuse("the document", losses.found, losses.what_to_do);
    }

    void read_any(const Json& json, const std::string& where) {
        poll_stop();
        if (json.is_array()) {
            for (std::size_t i = 0; i < json.size(); ++i) read_any(json[i], fmt::format("{}[{}]", where, i));
        } else if (json.is_object()) {
            if (!json.contains("error")) read_one(json, where); // a file that was refused holds no measurement
        } else {
            refuse(where, fmt::format("is a {}, not a measurement", json.type_name()),
                   "a measurement is an object with a name and values");
        }
    }

    std::string text(const Json& json, const char* key, const std::string& where) const {
        const auto found = json.find(key);
        if (found == json.end() || found->is_null()) return "";
        if (!found->is_string())
            refuse(where + "." + key, fmt::format("is a {}, not text", found->type_name()), "put it in quotation marks");
        return found->get<std::string>();
    }

    std::string number(const Json& json, const std::string& where) const {
        if (!json.is_number())
            refuse(where, fmt::format("is a {}, not a number", json.type_name()), "give a number, or leave the band out");
        return fmt::format("{}", json.get<double>());
    }

    void read_one(const Json& json, const std::string& where) {
        static const std::vector<std::string> known = {
            "name",       "file",     "geometry", "instrument",     "date",        "lab_only", "lab",
            "illuminant", "observer", "assumed",  "wavelengths_nm", "reflectance", "metadata", "diagnostics"};
        for (const auto& [key, value] : json.items())
            if (std::find(known.begin(), known.end(), key) == known.end())
                refuse(where, fmt::format("has a key \"{}\" that is not known", key),
                       "correct its spelling, or put it into \"metadata\"");
        Reading reading;
        Measurement& m = reading.measurement;
        m.file = source_.file();
        m.name = text(json, "name", where);
        if (m.name.empty()) m.name = fmt::format("measurement {}", table_.readings.size() + 1);
        m.geometry = text(json, "geometry", where);
        if (!m.geometry.empty() && m.geometry != "8/d SCI" && m.geometry != "8/d SCE" && m.geometry != "45/0")
            refuse(where + ".geometry", fmt::format("is \"{}\"", m.geometry), "8/d SCI, 8/d SCE and 45/0 are known");
        m.instrument = text(json, "instrument", where);
        m.date = text(json, "date", where);
        m.illuminant = text(json, "illuminant", where);
        m.observer = text(json, "observer", where);
        if (const auto found = json.find("assumed"); found != json.end() && !found->is_null()) { // assumed anew below
            if (!found->is_object())
                refuse(where + ".assumed", "is not an object", "give {\"geometry\": \"instrument\"} or the like");
            if (found->contains("geometry")) m.geometry.clear();
            if (found->contains("illuminant")) m.illuminant.clear();
            if (found->contains("observer")) m.observer.clear();
        }
        if (const auto found = json.find("metadata"); found != json.end() && found->is_object())
            for (const auto& [key, value] : found->items())
                m.metadata[key] = value.is_string() ? value.get<std::string>() : value.dump();

        const Json none = Json::array();
        const auto list = [&](const char* key) -> const Json& {
            const auto found = json.find(key);
            if (found == json.end() || found->is_null()) return none;
            if (!found->is_array()) refuse(where + "." + key, "is not a list", "give a list of numbers");
            return *found;
        };
        const Json &nm = list("wavelengths_nm"), &values = list("reflectance");
        if (nm.size() != values.size())
            refuse(where, fmt::format("has {} wavelengths and {} values", nm.size(), values.size()),
                   "give one value per wavelength");
        for (std::size_t i = 0; i < nm.size(); ++i) {
            number(nm[i], fmt::format("{}.wavelengths_nm[{}]", where, i));
            reading.bands.push_back(
                {nm[i].get<double>(), {}, {number(values[i], fmt::format("{}.reflectance[{}]", where, i)), {}}});
        }
        if (const auto lab = json.find("lab"); lab != json.end() && !lab->is_null()) {
            std::array<Cell, 3> cells;
            for (std::size_t i = 0; i < 3; ++i) {
                const std::string key(1, "lab"[i]), place = fmt::format("{}.lab.{}", where, key);
                const Json* value = lab->is_array() && lab->size() == 3      ? &(*lab)[i]
                                    : lab->is_object() && lab->contains(key) ? &(*lab)[key]
                                                                             : nullptr;
                if (!value) refuse(where + ".lab", "is not three numbers", "give {\"l\": ..., \"a\": ..., \"b\": ...}");
                cells[i] = {number(*value, place), {}};
            }
            reading.lab = cells;
        }
        if (reading.bands.empty() && !reading.lab)
            refuse(where, "has neither a spectrum nor Lab", "give wavelengths_nm and reflectance, or lab");
        table_.readings.push_back(std::move(reading));
    }

    const SourceText& source_;
    ReadingTable table_;
};

} // namespace

std::vector<Measurement> read_json(const SourceText& source) { return JsonReader(source).read(); }

} // namespace undertone::io_detail
