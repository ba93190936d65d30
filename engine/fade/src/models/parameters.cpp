#include "undertone/fade/parameters.hpp"

#include "undertone/base/data_file.hpp"
#include "undertone/base/error.hpp"

#include <toml++/toml.h>

namespace undertone {

namespace {

const toml::table& priors() {
    static const toml::table table =
        toml::parse(data_file("exposure/fade_priors.toml"), std::string_view("data/exposure/fade_priors.toml"));
    return table;
}

const toml::table& quantity(const std::string& name) {
    const toml::table* found = priors()[name].as_table();
    if (found) return *found;
    std::string known;
    for (const auto& [key, node] : priors())
        if (node.is_table()) known += (known.empty() ? "" : ", ") + std::string(key.str());
    throw DomainError("fade prior", "\"" + name + "\"", known);
}

FadeParameter parameter_of(const std::string& name, const toml::table& outer, const toml::table& record) {
    const auto median = record["median"].value<double>(), log_sd = record["log_sd"].value<double>();
    const auto unit = outer["unit"].value<std::string>(), source = record["source"].value<std::string>();
    const auto confidence = record["confidence"].value<std::string>();
    if (!median || !log_sd || !unit || !source || !confidence)
        throw DataError("data/exposure/fade_priors.toml", {static_cast<int>(record.source().begin.line), 0},
                        name + " is incomplete", "a prior has median, log_sd, unit, source and confidence",
                        "add what is missing");
    return {name, *unit, {*median, *log_sd}, *source, *confidence};
}

} // namespace

FadeParameter fade_prior(const std::string& name) {
    const toml::table& record = quantity(name);
    return parameter_of(name, record, record);
}

FadeParameter fade_prior(const std::string& name, const Colorant& colorant, bool* listed) {
    const toml::table& outer = quantity(name);
    const toml::table* record = outer[colorant.color_index].as_table();
    if (listed) *listed = record != nullptr;
    if (!record) record = outer["any"].as_table();
    if (!record)
        throw DomainError("fade prior", "\"" + name + "\" per colorant", "a quantity that has a table per colorant");
    return parameter_of(name + "[" + colorant.id + "]", outer, *record);
}

} // namespace undertone
