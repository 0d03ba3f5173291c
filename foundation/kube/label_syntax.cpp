#include "foundation/kube/label_syntax.hpp"

#include "foundation/base/text.hpp"

#include <algorithm>

namespace gauntlet::kube {
namespace {

constexpr std::size_t kLongestName = 63;
constexpr std::size_t kLongestPrefix = 253;

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Alphanumeric at both ends; the length is another matter.
bool is_label_name(std::string_view text) {
  if (text.empty() || !is_alphanumeric(text.front()) || !is_alphanumeric(text.back())) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

// RFC 1123 subdomain of any length.
bool is_subdomain(std::string_view text) {
  const auto labels = base::split(text, '.');
  return std::all_of(labels.begin(), labels.end(), [](std::string_view label) {
    if (label.empty() || label.front() == '-' || label.back() == '-') return false;
    return std::all_of(label.begin(), label.end(),
                       [](char c) { return (is_alphanumeric(c) && c == base::ascii_lower(c)) || c == '-'; });
  });
}

constexpr std::string_view kKeyForm =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
    "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
constexpr std::string_view kValueForm =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
constexpr std::string_view kSubdomainForm =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

class Complaints {
 public:
  void add(std::string_view part, std::string_view words) {
    if (!text_.empty()) text_ += "; ";
    text_.append(part).append(words);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string too_long(std::size_t most) {
  return "must be no more than " + std::to_string(most) + " bytes";
}

}  // namespace

std::string complain_about_label_key(std::string_view key) {
  Complaints complaints;
  const auto slash = key.find('/');
  std::string_view name = key;
  if (slash != std::string_view::npos) {
    const std::string_view prefix = key.substr(0, slash);
    name = key.substr(slash + 1);
    if (name.find('/') != std::string_view::npos) {
      return "a valid label key " + std::string(kKeyForm) +
             " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    }
    if (prefix.empty()) {
      complaints.add("prefix part ", "must be non-empty");
    } else {
      if (prefix.size() > kLongestPrefix) complaints.add("prefix part ", too_long(kLongestPrefix));
      if (!is_subdomain(prefix)) complaints.add("prefix part ", kSubdomainForm);
    }
  }
  if (name.empty()) {
    complaints.add("name part ", "must be non-empty");
  } else if (name.size() > kLongestName) {
    complaints.add("name part ", too_long(kLongestName));
  }
  if (!is_label_name(name)) complaints.add("name part ", kKeyForm);
  return complaints.take();
}

std::string complain_about_label_value(std::string_view value) {
  Complaints complaints;
  if (value.size() > kLongestName) complaints.add("", too_long(kLongestName));
  if (!value.empty() && !is_label_name(value)) complaints.add("", kValueForm);
  return complaints.take();
}

}  // namespace gauntlet::kube
