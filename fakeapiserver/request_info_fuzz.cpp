// A method, a blank and any target: verb, resource and options are read or refused, and a path that was read is the
// same when read again.
#include "fakeapiserver/request_info.hpp"
#include "fakeapiserver/request_options.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gauntlet::fakeapiserver;
  static const ResourceRegistry registry;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos) return 0;
  const auto info = read_request_info(text.substr(0, blank), text.substr(blank + 1));
  if (!info) return 0;
  if (!info->path.starts_with('/')) std::abort();
  if (!info->is_resource) return 0;
  if (info->group_version.version.empty() || info->resource.empty()) std::abort();
  const ResourceRow* const row = registry.find(info->group_version, info->resource);
  if (row) static_cast<void>(read_list_options(*info, *row));
  static_cast<void>(read_write_options(*info, Verb::kPatch, "fuzzer/1.0"));
  static_cast<void>(read_apply_options(*info));
  static_cast<void>(read_delete_options(*info, gauntlet::kube::Json()));
  return 0;
}
