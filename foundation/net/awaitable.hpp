// Awaitable<T>: what every asynchronous function here returns; Asio's own coroutine type, and all that most files see
// of Asio.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace gauntlet::net {

template <typename T>
using Awaitable = boost::asio::awaitable<T>;
using Executor = boost::asio::any_io_executor;

}  // namespace gauntlet::net
