#pragma once
// Drawdowns have a file of their own; bind_loop.cpp calls it.

#include "bind.hpp"

/// After the loop's own names, which it uses.
void bind_drawdown(py::module_& module);
