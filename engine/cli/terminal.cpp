#include "terminal.hpp"

#include "undertone/base/shown_text.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <iostream>
#include <streambuf>
#include <system_error>

namespace undertone::cli {

namespace {

/// Text to a file descriptor through shown_text. The first error is kept, and nothing more is written after it.
class ShownStream : public std::streambuf {
public:
    explicit ShownStream(int descriptor) : descriptor_(descriptor) {}

    void open() {
        // Where the descriptor is closed, the next file that is opened would take its number and get what is printed.
        if (::fcntl(descriptor_, F_GETFD) != -1) return;
        ::open("/dev/null", descriptor_ == STDIN_FILENO ? O_RDONLY : O_WRONLY);
        error_ = EBADF;
    }
    void as_is(std::string_view text) {
        write(shown_text(waiting_));
        waiting_.clear();
        write(text);
    }
    /// 0 for none. That it is closed matters only to who has something to say.
    int error() const { return wrote_ ? error_ : 0; }

protected:
    int_type overflow(int_type c) override {
        if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
        const char one = traits_type::to_char_type(c);
        return xsputn(&one, 1) == 1 ? c : traits_type::eof();
    }
    std::streamsize xsputn(const char* text, std::streamsize size) override {
        waiting_.append(text, static_cast<std::size_t>(size));
        constexpr std::size_t enough = 1 << 16;
        if (waiting_.size() > enough)
            if (const std::size_t end = waiting_.rfind('\n'); end != waiting_.npos) {
                write(shown_text(std::string_view(waiting_).substr(0, end + 1)));
                waiting_.erase(0, end + 1);
            }
        return size; // errors are told at the end, once: std::ios would only say that there was one
    }
    int sync() override {
        as_is({});
        return 0;
    }

private:
    void write(std::string_view text) {
        wrote_ = wrote_ || !text.empty();
        while (!text.empty() && error_ == 0) {
            const ssize_t written = ::write(descriptor_, text.data(), text.size());
            if (written < 0 && errno != EINTR) error_ = errno;
            if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    int descriptor_, error_ = 0;
    bool wrote_ = false;
    std::string waiting_;
};

ShownStream input(STDIN_FILENO), output(STDOUT_FILENO), errors(STDERR_FILENO);
std::streambuf *plain_output = nullptr, *plain_errors = nullptr;

} // namespace

Terminal::Terminal() {
    for (ShownStream* stream : {&input, &output, &errors}) stream->open();
    std::signal(SIGXFSZ, SIG_IGN); // a limit on the size of files is then an error with a message
    plain_output = std::cout.rdbuf(&output);
    plain_errors = std::cerr.rdbuf(&errors);
}

Terminal::~Terminal() {
    finish();
    std::cout.rdbuf(plain_output);
    std::cerr.rdbuf(plain_errors);
}

std::string Terminal::finish() {
    std::cout.flush();
    std::cerr.flush();
    const int error = output.error();
    return error == 0 ? "" : error == EPIPE ? broken_pipe : std::generic_category().message(error);
}

void print_as_is(std::string_view text) { output.as_is(text); }
void print_error_as_is(std::string_view text) { errors.as_is(text); }

} // namespace undertone::cli
