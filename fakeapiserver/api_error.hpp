// The API's refusals as metav1.Status: code, reason, message and details as a kube-apiserver words them
// (apimachinery, pkg/api/errors).
#pragma once

#include "fakeapiserver/rules/field_errors.hpp"
#include "foundation/kube/resource.hpp"
#include "foundation/kube/status.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace gauntlet::fakeapiserver {

// The Go type that holds a built-in kind in a kube-apiserver, as messages name it: "networking.Ingress".
std::string internal_type(const kube::ResourceType& type);

kube::Status bad_request(std::string message);
kube::Status unauthorized();
kube::Status not_found(const kube::ResourceType& type, std::string_view name);
// A path below a served group that names no resource.
kube::Status unknown_resource();
kube::Status already_exists(const kube::ResourceType& type, std::string_view name);
// `why` follows "Operation cannot be fulfilled on ...: ".
kube::Status conflict(const kube::ResourceType& type, std::string_view name, std::string_view why);
inline constexpr std::string_view kObjectModified =
    "the object has been modified; please apply your changes to the latest version and try again";
kube::Status invalid(std::string_view kind, std::string_view group, std::string_view name, const FieldErrors& errors);
kube::Status forbidden(const kube::ResourceType& type, std::string_view name, std::string_view why);
// 403 by the authorizer; `why` follows "... is forbidden: ". Without a name for lists and creations.
kube::Status denied(const kube::GroupVersion& group_version, std::string_view resource, std::string_view name,
                    std::string_view why);
kube::Status denied_path(std::string_view user, std::string_view verb, std::string_view path);
// The route exists, this method does not.
kube::Status method_not_allowed();
// A media type that can be served in a form (as=...) that cannot.
kube::Status not_acceptable(std::string_view accepted_types);
// No media type that can be served.
kube::Status no_such_representation(std::string_view available_types);
// PartialObjectMetadata of a list, or PartialObjectMetadataList of what is none.
kube::Status wrong_shape(std::string_view asked_form, std::string_view what_it_is);
kube::Status unsupported_media_type(std::string message);
kube::Status request_entity_too_large(std::size_t limit);
// 410: a continue token or an exact revision that the history no longer reaches.
kube::Status expired(std::string message);
// 410 as a watch says it.
kube::Status too_old_resource_version(std::uint64_t asked, std::uint64_t oldest);
// 504: the revision asked for has not happened yet.
kube::Status too_large_resource_version(std::uint64_t asked, std::uint64_t current);
kube::Status internal_error(std::string_view why);
// An answer that a fault injection asked for.
kube::Status injected(int code, int retry_after_seconds);

}  // namespace gauntlet::fakeapiserver
