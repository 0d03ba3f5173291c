# Warnings for our own code; a preset turns them into errors. Third-party headers are system headers.
add_library(gauntlet_warnings INTERFACE)
target_compile_options(gauntlet_warnings INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wnon-virtual-dtor -Wundef)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # A dropped Result of a co_await is only seen by Clang.
  target_compile_options(gauntlet_warnings INTERFACE -Wunused-result)
endif()
