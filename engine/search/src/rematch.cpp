// Matches of one skin and line again and again; the memory that they share.

#include "fork_safe_mutex.hpp"
#include "match_with.hpp"

#include <mutex>
#include <utility>

namespace undertone {

namespace {

ForkSafeMutex& memory_mutex() {
    static ForkSafeMutex mutex; // held while a pointer is copied
    return mutex;
}

} // namespace

MatchMemory MatchCache::copy() const {
    std::shared_ptr<const MatchMemory> memory;
    {
        const std::lock_guard lock(memory_mutex());
        memory = memory_;
    }
    return *memory;
}

void MatchCache::replace(MatchMemory memory) {
    auto made = std::make_shared<const MatchMemory>(std::move(memory));
    const std::lock_guard lock(memory_mutex());
    memory_.swap(made);
}

Rematch::Rematch(Skin skin, Line line)
    : skin_(std::move(skin)), line_(std::move(line)), cache_(std::make_unique<MatchCache>()) {}
Rematch::~Rematch() = default;
Rematch::Rematch(Rematch&&) noexcept = default;
Rematch& Rematch::operator=(Rematch&&) noexcept = default;

MatchReport Rematch::match(const Bands& target, const Dots& dots, const MatchOptions& options) {
    // Not locked while it works: the same thread may come back in a callback, and another must not wait for a whole match.
    MatchMemory memory = cache_->copy();
    MatchReport report = match_with(memory, skin_, target, line_, dots, options);
    cache_->replace(std::move(memory));
    return report;
}

} // namespace undertone
