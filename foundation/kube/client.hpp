// Client: the API's verbs over HTTP(S) with kept connections; what controllers, the fake cluster and the runner use. It
// knows nothing but ClusterAccess, so it works against any API server. One loop; it must outlive its requests, while a
// Watch stands on its own.
//
// A request on a kept connection that ends before the first byte of an answer is sent once more on a new one. Whether
// the server had acted on it cannot be known then: a create may so be answered with kAlreadyExists though it was ours.
#pragma once

#include "foundation/base/deadline.hpp"
#include "foundation/kube/kubeconfig.hpp"
#include "foundation/kube/object.hpp"
#include "foundation/kube/resource.hpp"
#include "foundation/net/awaitable.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::kube {

enum class WatchEventType { kAdded, kModified, kDeleted, kBookmark, kError };
std::string_view to_string(WatchEventType type);

struct WatchEvent {
  WatchEventType type;
  Object object;  // kError: a metav1.Status
};
// One line of a watch stream. kMalformed.
base::Result<WatchEvent> parse_watch_event(std::string_view line);

struct ObjectList {
  std::string resource_version;
  std::vector<Object> items;  // with apiVersion and kind filled in
};

struct ListOptions {
  ListOptions() = default;
  std::string namespace_;  // empty: all namespaces
  std::string label_selector;
  std::string field_selector;
  std::string resource_version;
};

struct WatchOptions {
  WatchOptions() = default;
  std::string namespace_;
  std::string label_selector;
  std::string field_selector;
  std::string resource_version;
  enum class Initial { kNone, kSendInitialEvents } initial = Initial::kNone;  // streaming list (KEP-3157)
};

enum class PatchType { kJson, kMerge };

// One watch under way.
class Watch {
 public:
  ~Watch();
  Watch(Watch&&) noexcept;
  Watch& operator=(Watch&&) noexcept;
  // The next event; kClosed at the regular end of the stream, kTimeout, kCancelled. ERROR events are delivered as
  // events.
  net::Awaitable<base::Result<WatchEvent>> next(base::Deadline deadline);

 private:
  friend class Client;
  struct State;
  explicit Watch(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class Client {
 public:
  Client(net::Executor executor, ClusterAccess access, std::string user_agent);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Errors are error_from_answer's or the transport's. `namespace_` is empty for cluster-scoped kinds; an object of a
  // namespaced kind without one is in ClusterAccess's namespace.
  net::Awaitable<base::Result<Object>> get(const ResourceType& type, base::NamespacedName name,
                                           base::Deadline deadline);
  net::Awaitable<base::Result<ObjectList>> list(const ResourceType& type, ListOptions options, base::Deadline deadline);
  net::Awaitable<base::Result<Watch>> watch(const ResourceType& type, WatchOptions options, base::Deadline deadline);
  net::Awaitable<base::Result<Object>> create(const ResourceType& type, Object object, base::Deadline deadline);
  net::Awaitable<base::Result<Object>> update(const ResourceType& type, Object object, base::Deadline deadline);
  net::Awaitable<base::Result<Object>> update_status(const ResourceType& type, Object object, base::Deadline deadline);
  net::Awaitable<base::Result<Object>> patch(const ResourceType& type, base::NamespacedName name, PatchType patch_type,
                                             Json patch, base::Deadline deadline);
  // kNotFound if it is not there.
  net::Awaitable<base::Result<void>> remove(const ResourceType& type, base::NamespacedName name,
                                            base::Deadline deadline);
  // All of a namespace.
  net::Awaitable<base::Result<void>> remove_collection(const ResourceType& type, std::string namespace_,
                                                       base::Deadline deadline);
  // The body of any GET that is answered with 200: /version, /readyz.
  net::Awaitable<base::Result<std::string>> get_raw(std::string target, base::Deadline deadline);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet::kube
