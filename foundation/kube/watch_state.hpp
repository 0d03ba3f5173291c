// What a Watch owns: its connection, which nothing else uses, and the line that is coming in.
#pragma once

#include "foundation/http/client_connection.hpp"
#include "foundation/kube/client.hpp"
#include "foundation/kube/line_splitter.hpp"

namespace gauntlet::kube {

struct Watch::State {
  // An object of the size limit of etcd (1.5 MiB), escaped and with its managedFields, fits easily.
  static constexpr std::size_t kMostLineBytes = 8 * 1024 * 1024;

  explicit State(http::ClientConnection of_watch) : connection(std::move(of_watch)) {}

  http::ClientConnection connection;
  LineSplitter lines{kMostLineBytes};
};

}  // namespace gauntlet::kube
