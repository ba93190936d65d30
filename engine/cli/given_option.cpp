#include "given_option.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <vector>

namespace undertone::cli {

namespace {

/// "dots.bottom_mm[2]" as "dots", "bottom_mm".
std::vector<std::string> words_of(const std::string& name) {
    std::vector<std::string> words(1);
    for (const char c : name) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_')
            words.back() += c;
        else if (c == '-' && !words.back().empty())
            words.back() += '_';
        else if (!words.back().empty())
            words.emplace_back();
    }
    return words;
}

/// Options that go by another word than what they set.
const std::multimap<std::string, std::string>& other_words() {
    static const std::multimap<std::string, std::string> words = {
        {"parts", "ink"},
        {"cup_volume_ml", "cup_ml"},
        {"shaft_diameter_mm", "hair_diameter_mm"},
        {"diameter_mm", "choose_diameter"},
        {"diameters_mm", "choose_diameter"},
        {"density_per_cm2", "choose_density"},
        {"densities_per_cm2", "choose_density"},
        {"recipe_count", "recipes"},
        {"thickness_mm", "film_mm"},
        {"thickness_log_sd", "film_log_sd"},
    };
    return words;
}

bool is_called(const std::string& option, const std::string& word) {
    const auto [first, last] = other_words().equal_range(word);
    return option == word || std::any_of(first, last, [&](const auto& other) { return other.second == option; });
}

/// By the first or last words: --spf of spf_applied, --shares of session_shares, --hair-density-per-cm2 of density_per_cm2.
bool is_short_for(const std::string& option, const std::string& word) {
    return word.starts_with(option + "_") || word.ends_with("_" + option) || option.ends_with("_" + word);
}

template <class Fits>
std::string first_given(const CLI::App& app, const std::vector<std::string>& words, const Fits& fits) {
    for (const CLI::Option* option : app.get_options()) {
        if (option->count() == 0 || option->get_lnames().empty()) continue;
        for (std::string plain : option->get_lnames()) {
            std::replace(plain.begin(), plain.end(), '-', '_');
            for (const std::string& word : words)
                if (!word.empty() && fits(plain, word)) return "--" + option->get_lnames().front();
        }
    }
    for (const CLI::App* part : app.get_subcommands([](const CLI::App*) { return true; }))
        if (const std::string found = first_given(*part, words, fits); !found.empty()) return found;
    return "";
}

} // namespace

std::string given_option(const CLI::App& app, const std::string& name) {
    const std::vector<std::string> words = words_of(name);
    const std::string found = first_given(app, words, is_called);
    return found.empty() ? first_given(app, words, is_short_for) : found;
}

} // namespace undertone::cli
