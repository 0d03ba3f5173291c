# gauntlet_layer(NAME SOURCES ... HEADERS ... [DEPENDS layer ...] [LINK target ...])
# One static library per layer, gauntlet::NAME. DEPENDS names layers, LINK names third-party targets,
# which stay private: a layer's headers show only what architecture allows (scripts/layers.txt).
function(gauntlet_layer name)
  cmake_parse_arguments(layer "" "" "SOURCES;HEADERS;DEPENDS;LINK" ${ARGN})
  add_library(gauntlet_${name} STATIC ${layer_SOURCES})
  add_library(gauntlet::${name} ALIAS gauntlet_${name})
  # A header is seen to stand alone by the .cpp that includes it first (scripts/check_layers.py); one without a .cpp is
  # compiled alone, by the target all_verify_interface_header_sets.
  set(headers_without_source)
  foreach(header ${layer_HEADERS})
    string(REGEX REPLACE "hpp$" "cpp" source ${header})
    if(NOT source IN_LIST layer_SOURCES)
      list(APPEND headers_without_source ${header})
    endif()
  endforeach()
  list(REMOVE_ITEM layer_HEADERS ${headers_without_source})
  target_sources(gauntlet_${name} PUBLIC
    FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${layer_HEADERS}
    FILE_SET headers_without_source TYPE HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${headers_without_source})
  list(TRANSFORM layer_DEPENDS PREPEND gauntlet::)
  target_link_libraries(gauntlet_${name} PUBLIC gauntlet_boost ${layer_DEPENDS} PRIVATE gauntlet_warnings ${layer_LINK})
  set_target_properties(gauntlet_${name} PROPERTIES
    VERIFY_INTERFACE_HEADER_SETS ON INTERFACE_HEADER_SETS_TO_VERIFY headers_without_source)
endfunction()

# gauntlet_test(NAME SOURCES ... [DEPENDS layer ...] [LINK target ...] [LABELS label ...])
# A GoogleTest program; every TEST becomes a CTest test. The label is unit unless said otherwise.
function(gauntlet_test name)
  if(NOT BUILD_TESTING)
    return()
  endif()
  cmake_parse_arguments(test "" "" "SOURCES;DEPENDS;LINK;LABELS" ${ARGN})
  if(NOT test_LABELS)
    set(test_LABELS unit)
  endif()
  find_package(GTest REQUIRED)
  include(GoogleTest)
  add_executable(${name} ${test_SOURCES})
  list(TRANSFORM test_DEPENDS PREPEND gauntlet::)
  target_link_libraries(${name} PRIVATE gauntlet_warnings ${test_DEPENDS} ${test_LINK} GTest::gmock GTest::gtest_main)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS "${test_LABELS}" TIMEOUT 60)
endfunction()

# gauntlet_fuzzer(NAME SOURCE ... [DEPENDS layer ...] [LINK target ...])
# A libFuzzer target in the fuzz preset. Elsewhere a CTest test, corpus.NAME, that runs it over tests/corpus/NAME and
# changed copies of what is there.
function(gauntlet_fuzzer name)
  if(NOT GAUNTLET_FUZZ AND NOT BUILD_TESTING)
    return()
  endif()
  cmake_parse_arguments(fuzzer "" "SOURCE" "DEPENDS;LINK" ${ARGN})
  add_executable(${name} ${fuzzer_SOURCE})
  list(TRANSFORM fuzzer_DEPENDS PREPEND gauntlet::)
  target_link_libraries(${name} PRIVATE gauntlet_warnings ${fuzzer_DEPENDS} ${fuzzer_LINK})
  if(GAUNTLET_FUZZ)
    target_compile_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests/replay_corpus.cpp")
    add_test(NAME corpus.${name} COMMAND ${name} "${PROJECT_SOURCE_DIR}/tests/corpus/${name}")
    set_tests_properties(corpus.${name} PROPERTIES LABELS unit TIMEOUT 60)
  endif()
endfunction()
