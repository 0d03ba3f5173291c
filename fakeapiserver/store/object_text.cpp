#include "fakeapiserver/store/object_text.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::fakeapiserver {

TextHead::TextHead(const kube::ResourceType& type) {
  text_ = "{\"kind\":\"" + std::string(type.kind) + "\",\"apiVersion\":\"" + type.group_version.to_string() + "\",";
  item_offset_ = text_.size();
  text_ += "\"metadata\":{\"resourceVersion\":\"";
}

std::string make_content(const kube::Json& object) {
  std::string content = "\"";
  for (const auto& [key, value] : kube::member(object, "metadata").items()) {
    if (key == "resourceVersion") continue;
    content += "," + kube::to_text(kube::Json(key)) + ":" + kube::to_text(value);
  }
  content += '}';
  for (const auto& [key, value] : object.items()) {
    if (key == "kind" || key == "apiVersion" || key == "metadata") continue;
    content += "," + kube::to_text(kube::Json(key)) + ":" + kube::to_text(value);
  }
  content += '}';
  return content;
}

ObjectText::ObjectText(const TextHead& head, std::uint64_t revision, std::string_view content)
    : item_offset_(static_cast<std::uint32_t>(head.item_offset())) {
  constexpr std::string_view kBeforeDigits = "\"resourceVersion\":\"";
  const std::string digits = std::to_string(revision);
  text_.reserve(head.text().size() + digits.size() + content.size() + 2);
  text_ += head.text();
  if (revision != 0) {
    text_ += digits;
  } else {
    // Never stored: the whole member goes, with the quote and the comma that follow it.
    text_.resize(text_.size() - kBeforeDigits.size());
    content.remove_prefix(2);
  }
  content_offset_ = static_cast<std::uint32_t>(text_.size());
  text_ += content;
  text_ += "}\n";
}

}  // namespace gauntlet::fakeapiserver
