#pragma once
// Stopping long work from outside, by a person or a time budget: a token that answers whether to stop, and a scope under which every
// loop of the engine asks it. Results never depend on when it is asked.

#include <exception>
#include <functional>
#include <memory>

namespace undertone {

/// Thrown by poll_stop() where the work is to end. Not an Error, since nothing is wrong: handlers of errors let it pass.
class Stopped : public std::exception {
public:
    explicit Stopped(const void* by) : by_(by) {}
    const char* what() const noexcept override { return "stopped on request"; }
    const void* by() const { return by_; }

private:
    const void* by_;
};

/// Whether to stop. Copies share the answer; once it is yes it stays yes. Safe from any thread and cheap enough for inner loops: the
/// question is put only on the thread that made the token, and costs it at most a few per cent of its time.
class StopToken {
public:
    StopToken() = default; ///< never stops
    /// `question` returns true to stop. It may throw: then all stop, and poll() throws the same on the thread that made the token.
    explicit StopToken(std::function<bool()> question);

    bool asked() const;
    /// Throws Stopped where asked() is true.
    void poll() const;
    /// Whether it was this token that made poll() throw.
    bool caused(const Stopped& stopped) const { return state_ && stopped.by() == state_.get(); }

private:
    struct State;
    std::shared_ptr<State> state_;
};

/// How many questions are being put on this thread: what they run may come back into the engine, and finds its loops half done.
int questions_under_way();

/// A question that turns true after so many seconds from now.
std::function<bool()> after_seconds(double seconds);

/// While it lives, poll_stop() on this thread, and on those that work for it, asks the token, and those of the scopes around it.
class StopScope {
public:
    explicit StopScope(StopToken token);
    ~StopScope();
    StopScope(const StopScope&) = delete;
    StopScope& operator=(const StopScope&) = delete;

    const StopToken& token() const { return token_; }

    /// The innermost of this thread; null without one.
    static const StopScope* current();
    /// Lets this thread work under the scopes of another, which waits for it.
    class Borrowed {
    public:
        explicit Borrowed(const StopScope* scope);
        ~Borrowed();
        Borrowed(const Borrowed&) = delete;
        Borrowed& operator=(const Borrowed&) = delete;

    private:
        const StopScope* before_;
    };

private:
    friend void poll_stop();
    StopToken token_;
    const StopScope* outer_;
};

/// Throws Stopped (or what the question threw) where a scope around this asks to stop. For every loop that may take long: some tens of
/// nanoseconds, so once per ten microseconds of work does no harm.
void poll_stop();

} // namespace undertone
