# What makes a cold build cheap. Measured in CPU seconds: io's csv_wide.cpp 5.2 -> 2.9, app's json.cpp 8.7 -> 5.0, the binding of the
# loop 23 -> 15, a test of io 7.4 -> 3.1.

# undertone_precompile(<group> <target> [<header>...]): headers that most files include are compiled once for all targets of a group,
# by the first of them; those have the same flags. A file still includes all it uses: the tidy preset (`./dev lint`) compiles without.
function(undertone_precompile group target)
  get_property(first GLOBAL PROPERTY UNDERTONE_PRECOMPILED_${group})
  if(first)
    target_precompile_headers(${target} REUSE_FROM ${first})
  else()
    set_property(GLOBAL PROPERTY UNDERTONE_PRECOMPILED_${group} ${target})
    target_precompile_headers(${target} PRIVATE <algorithm> <array> <cmath> <filesystem> <functional> <limits> <map> <memory> <optional>
      <set> <span> <string> <string_view> <vector> <Eigen/Core> ${ARGN})
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
    target_compile_options(${target} PRIVATE -fpch-preprocess) # or ccache could not tell what a file includes
  endif()
endfunction()

# undertone_cold(<target>): no loop that anyone waits for. At -O1 gcc 12 sees uses of what is not set in pybind11 and Eigen.
function(undertone_cold target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1> $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-Wno-maybe-uninitialized>)
endfunction()

# undertone_together(<target> <count>): so many neighbouring files are compiled as one, which parses and instantiates what they share once.
# Names in their unnamed namespaces must differ. The tidy preset compiles each by itself.
function(undertone_together target count)
  if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${count})
  endif()
endfunction()
