# Warnings for our own code; a preset turns them into errors. Third-party headers are system headers.
add_library(gauntlet_warnings INTERFACE)
target_compile_options(gauntlet_warnings INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wnon-virtual-dtor -Wundef)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # A dropped Result of a co_await is only seen by Clang.
  target_compile_options(gauntlet_warnings INTERFACE -Wunused-result)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # With -O2, GCC 12 inlines Asio's operator new of a coroutine frame but not the operator delete, and calls them a mismatch.
  target_compile_options(gauntlet_warnings INTERFACE -Wno-mismatched-new-delete)
  if(CMAKE_UNITY_BUILD)
    # Of sources that are compiled together, GCC takes each for a header, where file-local types would be a mistake.
    target_compile_options(gauntlet_warnings INTERFACE -Wno-subobject-linkage)
  endif()
endif()
