#pragma once
// Every error raised on purpose derives from Error; each says what, where, why it matters and what to do.

#include <stdexcept>
#include <string>

namespace undertone {

class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// An argument outside its allowed range. `name` is the argument as the caller spells it, with its
/// index where it has one ("mu_a_per_mm[2,40]").
class DomainError : public Error {
public:
    DomainError(std::string name, std::string value, std::string allowed, std::string what_to_do = "");

    std::string name, value, allowed, what_to_do;
};

/// A place in a text: 1-based; 0 means "not known" or "the whole file".
struct TextPosition {
    int line = 0;
    int column = 0;
};

/// A file or text that cannot be used. what() is "file:line:column: what; why; what to do".
class DataError : public Error {
public:
    DataError(std::string file, TextPosition position, std::string what, std::string why, std::string what_to_do,
              std::string source_line = "");

    /// The offending line with a caret under the column, or "" where there is none.
    std::string caret() const;

    std::string file, problem, why, what_to_do, source_line;
    TextPosition position;
};

/// A computation that did not reach an answer; `state` holds what it had.
class NumericalError : public Error {
public:
    NumericalError(const std::string& what, std::string state_text);

    std::string state;
};

/// Something sensible that this version does not do.
class UnsupportedError : public Error {
public:
    using Error::Error;
};

} // namespace undertone
