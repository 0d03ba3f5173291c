#include "harness/launch/mount_script.hpp"

#include <unistd.h>

namespace gauntlet::launch {

namespace {

using Words = std::vector<std::string>;

constexpr const char* kFunctions = R"sh(#!/bin/sh
# Paths that one controller sees and nobody else; written for one start, run in a mount namespace of its own.
set -eu

# Covers the deepest folder above $1 that exists by one in memory with the same entries, so that $1 can be made there.
# The entries are reached through the working directory, which stays in the covered folder; so mount must not resolve
# their paths (-c), nor note what it does (-n).
make_room() {
  above=$(dirname "$1")
  while [ ! -d "$above" ]; do above=$(dirname "$above"); done
  if [ "$above" = / ]; then
    echo "gauntlet: cannot make $1: make the folder yourself" >&2
    exit 1
  fi
  cd "$above"
  mount -n -t tmpfs -o mode=755 tmpfs "$above"
  for entry in * .[!.]*; do
    if [ -L "$entry" ]; then
      cp -P "$entry" "$above/"
    elif [ -d "$entry" ]; then
      mkdir -p "$above/$entry"
      mount -n -c --rbind "$entry" "$above/$entry"
    elif [ -e "$entry" ]; then
      : > "$above/$entry"
      mount -n -c --bind "$entry" "$above/$entry"
    fi
  done
  cd "$start"
}

place() {  # SOURCE PATH
  at=$(readlink -m "$2")
  [ -e "$1" ] || mkdir -p "$1"
  [ -e "$at" ] || make_room "$at"
  if [ -d "$1" ]; then
    mkdir -p "$at"
  elif [ ! -e "$at" ]; then
    mkdir -p "$(dirname "$at")"
    : > "$at"
  fi
  mount -n --bind "$1" "$at"
}

start=$PWD
)sh";

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

Words unshare() {
  if (::geteuid() == 0) return {"unshare", "--mount", "--"};
  return {"unshare", "--user", "--map-root-user", "--mount", "--"};
}

}  // namespace

std::string mount_script(const std::map<std::string, std::string>& mounts) {
  std::string script = kFunctions;
  // A path comes before what lies below it: maps are sorted.
  for (const auto& [at, from] : mounts) script += "place " + quoted(from) + " " + quoted(at) + "\n";
  script += "cd \"$start\"\nexec \"$@\"\n";
  return script;
}

Words in_own_mounts(const std::string& script_path, const Words& command) {
  Words words = unshare();
  words.insert(words.end(), {"/bin/sh", script_path});
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

Words try_own_mounts() {
  Words words = unshare();
  words.emplace_back("true");
  return words;
}

}  // namespace gauntlet::launch
