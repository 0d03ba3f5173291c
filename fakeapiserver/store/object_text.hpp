// ObjectText: the one serialised form of an object version, made once and shared by GET, LIST and every watch event.
// Laid out as {"kind":…,"apiVersion":…,"metadata":{"resourceVersion":"N",…},…} so that the revision can be replaced,
// and kind and apiVersion left out (items of a List), without parsing.
#pragma once

#include "foundation/kube/object.hpp"
#include "foundation/kube/resource.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace gauntlet::fakeapiserver {

// What stands before the revision; the same for all objects of a kind.
class TextHead {
 public:
  explicit TextHead(const kube::ResourceType& type);
  const std::string& text() const { return text_; }
  std::size_t item_offset() const { return item_offset_; }  // of "metadata"

 private:
  std::string text_;
  std::size_t item_offset_;
};

// What stands behind the revision: equal for equal objects. `object` has a metadata with at least a name; its
// kind, apiVersion and resourceVersion are left out.
std::string make_content(const kube::Json& object);

class ObjectText {
 public:
  // `revision` 0: an object that is not stored (a dry run); it has none.
  ObjectText(const TextHead& head, std::uint64_t revision, std::string_view content);

  // The whole document.
  std::string_view document() const { return std::string_view(text_).substr(0, text_.size() - 2); }
  // The document and what closes a watch event: "}\n".
  std::string_view event_tail() const { return text_; }
  // "metadata":{…},…}: put a brace before it.
  std::string_view item_without_brace() const { return document().substr(item_offset_); }
  std::string_view content() const { return document().substr(content_offset_); }
  std::size_t size() const { return text_.size(); }

 private:
  std::string text_;
  std::uint32_t item_offset_;
  std::uint32_t content_offset_;
};

}  // namespace gauntlet::fakeapiserver
