// Call: one request for a resource, authenticated, routed and negotiated: what a verb gets.
#pragma once

#include "fakeapiserver/answer.hpp"
#include "fakeapiserver/control_plane.hpp"
#include "fakeapiserver/media_type.hpp"
#include "fakeapiserver/outcome.hpp"
#include "fakeapiserver/request_info.hpp"

#include <string>
#include <string_view>

namespace gauntlet::fakeapiserver {

struct Call {
  const RequestInfo& info;
  const ResourceRow& row;
  AnswerForm form = AnswerForm::kObject;
  std::string_view content_type;
  std::string_view body;
  std::string_view user_agent;
  std::string_view deprecation;  // of the kind, for a warning; empty: none

  base::NamespacedName name() const { return {info.namespace_, info.name}; }
};

}  // namespace gauntlet::fakeapiserver
