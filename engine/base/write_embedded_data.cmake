# Run by embed_data.cmake: writes one C++ file with every table as a raw string literal, keyed by its path below data/.
set(text "#include \"undertone/base/data_file.hpp\"\n\nnamespace undertone::detail {\n\nconst EmbeddedFile embedded_files[] = {\n")
foreach(file IN LISTS FILES)
  file(RELATIVE_PATH name ${ROOT} ${file})
  file(READ ${file} content HEX) # hex keeps semicolons and brackets, which CMake's lists would mangle
  string(REGEX REPLACE "(..)" "\\\\x\\1" content "${content}")
  string(REPEAT "\\\\x.." 24 chunk)
  string(REGEX REPLACE "(${chunk})" "\\1\"\n\"" content "${content}")
  file(SIZE ${file} size)
  string(APPEND text "{\"${name}\",\n\"${content}\", ${size}},\n")
endforeach()
string(APPEND text "{nullptr, nullptr, 0} // an array may not be empty\n};\n\nconst int embedded_file_count = sizeof(embedded_files) / sizeof(embedded_files[0]) - 1;\n\n} // namespace undertone::detail\n")
file(WRITE ${OUTPUT} "${text}")
