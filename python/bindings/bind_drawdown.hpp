#pragma once

#include "bind.hpp"

/// After the loop's own names, which it uses.
void bind_drawdown(py::module_& module);
