// Paths as the Ingress API compares them (networking/v1, PathType): element by element, split at '/', with case, as
// they are written (no percent-decoding, no merging of slashes). A path here is one without its final slash, so that ""
// is the root, "/foo" is the path of both /foo and /foo/, and the elements of `a` begin those of `b` where covers(a,
// b).
#pragma once

#include <compare>
#include <string_view>

namespace gauntlet::reference {

// "/foo/" -> "/foo"; one slash, no more: what is left of "/foo//" is a path with an empty last element.
std::string_view without_final_slash(std::string_view path);

// The order of their elements: a path stands before all that it covers, and those directly behind it, before any other.
std::strong_ordering compare_by_elements(std::string_view a, std::string_view b);

// Whether the elements of `prefix` are the first elements of `path`.
bool covers(std::string_view prefix, std::string_view path);

// The path of a request target in origin form: up to the query.
std::string_view path_of_target(std::string_view target);

}  // namespace gauntlet::reference
