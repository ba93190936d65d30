# Compiles the engine's own tables and the sample kit (data/) into the base library, so that an installed library, a wheel
# and the build tree all read the same bytes and none of them looks for a folder at run time.
function(undertone_embed_data target)
  set(root ${PROJECT_SOURCE_DIR}/data)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS
    ${root}/observers/*.* ${root}/illuminants/*.* ${root}/tissue/*.* ${root}/pigments/*.* ${root}/lines/*.* ${root}/exposure/*.*
    ${root}/targets/*.* ${root}/instruments/*.* ${root}/color_index/*.* ${root}/limits/*.* ${root}/sample_kit/*.csv)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_data.cpp)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DROOT=${root} -DOUTPUT=${output} "-DFILES=${files}" -P ${PROJECT_SOURCE_DIR}/engine/base/write_embedded_data.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/engine/base/write_embedded_data.cmake
    COMMENT "Embedding data/" VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
