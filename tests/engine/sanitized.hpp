#pragma once

namespace undertone {

/// Sanitizers look at memory, not at statistics: fewer clients, photons and recipes will do.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) // gcc
#define UNDERTONE_SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) // clang
#define UNDERTONE_SANITIZED true
#endif
#endif
#ifndef UNDERTONE_SANITIZED
#define UNDERTONE_SANITIZED false
#endif
inline constexpr bool sanitized = UNDERTONE_SANITIZED;

} // namespace undertone
