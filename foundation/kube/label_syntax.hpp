// What label keys and values may look like, and the words of apimachinery (api/validate/content) about those that do
// not.
#pragma once

#include <string>
#include <string_view>

namespace gauntlet::kube {

// Complaints joined by "; "; empty: valid.
std::string complain_about_label_key(std::string_view key);
std::string complain_about_label_value(std::string_view value);

}  // namespace gauntlet::kube
