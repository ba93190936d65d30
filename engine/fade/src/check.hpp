#pragma once
// Range checks, and the text they speak in.

#include "undertone/base/error.hpp"
#include "undertone/base/range.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>
