# One function per kind of target, so that warnings, standard and output folders are said once.

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()

add_library(whatworks_flags INTERFACE)
target_compile_features(whatworks_flags INTERFACE cxx_std_20)
target_compile_options(whatworks_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror
  -Wno-restrict)  # GCC 12 sees overlaps in std::string where there are none (its bug 105651)
option(WHATWORKS_SANITIZE "Build with the address and undefined behaviour sanitizers" OFF)
if(WHATWORKS_SANITIZE)
  # GCC 12 sees uninitialised members inside the standard library once the sanitizers rewrite it.
  target_compile_options(whatworks_flags INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -Wno-maybe-uninitialized)
  target_link_options(whatworks_flags INTERFACE -fsanitize=address,undefined)
endif()
option(WHATWORKS_FUZZ "Build the fuzz targets for clang's libFuzzer (docs/fuzzing.md)" OFF)
if(WHATWORKS_FUZZ)
  # clang knows not all of GCC's warnings, and has some of its own; GCC's are those that we hold to.
  target_compile_options(whatworks_flags INTERFACE -fsanitize=fuzzer-no-link -Wno-unknown-warning-option -Wno-error)
endif()
option(WHATWORKS_COVERAGE "Build with coverage counters" OFF)
if(WHATWORKS_COVERAGE)
  target_compile_options(whatworks_flags INTERFACE --coverage)
  target_link_options(whatworks_flags INTERFACE --coverage)
endif()

# whatworks_module(NAME SOURCES … [DEPENDS modules whose types stand in the public headers] [PRIVATE libraries])
# The public headers are those in include/NAME; nothing else of the folder can be included from outside it.
function(whatworks_module NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  add_library(${NAME} STATIC ${ARG_SOURCES})
  target_include_directories(${NAME} PUBLIC include)
  target_link_libraries(${NAME} PUBLIC ${ARG_DEPENDS} PRIVATE whatworks_flags ${ARG_PRIVATE})
endfunction()

# whatworks_program(NAME SOURCES … PRIVATE libraries)
function(whatworks_program NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;PRIVATE" ${ARGN})
  add_executable(${NAME} ${ARG_SOURCES})
  target_link_libraries(${NAME} PRIVATE whatworks_flags ${ARG_PRIVATE})
  target_compile_definitions(${NAME} PRIVATE WHATWORKS_VERSION="${PROJECT_VERSION}")
  # Xapian allocates each term by itself; this allocator takes a seventh off a build. The sanitizers bring their own.
  if(NOT WHATWORKS_SANITIZE)
    # First of all libraries, so that its operators new and delete are taken too.
    target_link_options(${NAME} PRIVATE LINKER:--no-as-needed $<TARGET_FILE:mimalloc> LINKER:--as-needed)
  endif()
endfunction()
