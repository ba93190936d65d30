# find_package(undertone) for projects that build against an installed engine (proved by tests/consumer).
include(CMakePackageConfigHelpers)

add_library(undertone_undertone INTERFACE)
add_library(undertone::undertone ALIAS undertone_undertone)
set_target_properties(undertone_undertone PROPERTIES EXPORT_NAME undertone)
target_link_libraries(undertone_undertone INTERFACE undertone_app)

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/undertone)
configure_package_config_file(undertone-config.cmake.in undertone-config.cmake INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(undertone-config-version.cmake COMPATIBILITY SameMinorVersion)
install(TARGETS undertone_undertone EXPORT undertone_targets)
install(EXPORT undertone_targets NAMESPACE undertone:: FILE undertone-targets.cmake DESTINATION ${config_dir})
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/undertone-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/undertone-config-version.cmake
  DESTINATION ${config_dir})

# The same for build systems that ask pkg-config. Paths are relative to the file, so that an installed tree may be moved.
get_property(layers GLOBAL PROPERTY UNDERTONE_LAYERS)
list(REVERSE layers)
list(TRANSFORM layers PREPEND -lundertone_)
list(JOIN layers " " UNDERTONE_PC_LIBRARIES)
file(RELATIVE_PATH UNDERTONE_PC_TO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" UNDERTONE_PC_TO_PREFIX "${UNDERTONE_PC_TO_PREFIX}")
configure_file(undertone.pc.in undertone.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/undertone.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
