// JSON strings (RFC 8259 section 7) straight into a buffer, for answers that are written too often to build documents.
#pragma once

#include <string>
#include <string_view>

namespace gauntlet::cluster {

// In quotes, escaped. Bytes above 127 become the characters of ISO 8859-1, whatever the text was meant to be.
void append_json_string(std::string& out, std::string_view text);

}  // namespace gauntlet::cluster
