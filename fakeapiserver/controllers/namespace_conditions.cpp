#include "fakeapiserver/controllers/namespace_conditions.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <set>

namespace gauntlet::fakeapiserver {
namespace {

using kube::Json;
using kube::member;
using kube::string_member;

std::string list_of(const std::map<std::string, int>& counted, std::string_view verb) {
  std::string text;
  for (const auto& [name, count] : counted) {
    text += fmt::format("{}{} {} {} resource instances", text.empty() ? "" : ", ", name, verb, count);
  }
  return text;
}

// Since when a condition has had this status.
std::string since_when(const Json& before, std::string_view type, std::string_view status, const std::string& now) {
  for (const Json& condition : before) {
    if (string_member(condition, "type") != type || string_member(condition, "status") != status) continue;
    return std::string(string_member(condition, "lastTransitionTime"));
  }
  return now;
}

}  // namespace

void NamespaceContent::add(const kube::ResourceType& type, const Json& object) {
  ++resources_[fmt::format("{}.{}", type.plural, type.group_version.group)];
  std::set<std::string> own;
  for (const Json& finalizer : member(member(object, "metadata"), "finalizers")) own.insert(finalizer);
  for (const std::string& finalizer : own) ++finalizers_[finalizer];
}

void set_namespace_conditions(Json& status, const NamespaceContent& left, const std::string& now) {
  const Json before = member(status, "conditions");
  Json conditions = Json::array();
  const auto add = [&](std::string_view type, std::string_view value, std::string_view reason, std::string message) {
    conditions.push_back({{"type", type},
                          {"status", value},
                          {"lastTransitionTime", since_when(before, type, value, now)},
                          {"reason", reason},
                          {"message", std::move(message)}});
  };
  add("NamespaceDeletionDiscoveryFailure", "False", "ResourcesDiscovered", "All resources successfully discovered");
  add("NamespaceDeletionGroupVersionParsingFailure", "False", "ParsedGroupVersions",
      "All legacy kube types successfully parsed");
  add("NamespaceDeletionContentFailure", "False", "ContentDeleted",
      "All content successfully deleted, may be waiting on finalization");
  add("NamespaceContentRemaining", "True", "SomeResourcesRemain",
      "Some resources are remaining: " + list_of(left.resources(), "has"));
  if (left.finalizers().empty()) {
    add("NamespaceFinalizersRemaining", "False", "ContentHasNoFinalizers",
        "All content-preserving finalizers finished");
  } else {
    add("NamespaceFinalizersRemaining", "True", "SomeFinalizersRemain",
        "Some content in the namespace has finalizers remaining: " + list_of(left.finalizers(), "in"));
  }
  status["conditions"] = std::move(conditions);
}

}  // namespace gauntlet::fakeapiserver
