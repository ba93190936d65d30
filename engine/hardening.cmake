# What makes a fault in our code end the program instead of handing it over: the flags of Debian's own packages (dpkg-buildflags,
# hardening=+all). Release builds by gcc only; sanitizers bring their own. tests/cli/test_hardening.py reads the binaries.
add_library(undertone_hardening INTERFACE)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
  target_compile_options(undertone_hardening INTERFACE $<$<CONFIG:Release,RelWithDebInfo>:-fstack-protector-strong
    -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3>)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_compile_options(undertone_hardening INTERFACE $<$<CONFIG:Release,RelWithDebInfo>:-fcf-protection=full>)
  endif()
  target_link_options(undertone_hardening INTERFACE $<$<CONFIG:Release,RelWithDebInfo>:-Wl,-z,relro,-z,now,-z,noexecstack>)
endif()
