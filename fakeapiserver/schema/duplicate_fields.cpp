#include "fakeapiserver/schema/duplicate_fields.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace gauntlet::fakeapiserver {
namespace {

// A name that is no UTF-8 is shown with U+FFFD.
std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Follows the parser and keeps the names of the objects that are open.
class DuplicateFinder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit DuplicateFinder(std::set<std::string> unknown = {}) : unknown_(std::move(unknown)) {}

  std::vector<std::string> found;
  std::vector<std::string> complaints;

  bool null() override { return scalar(); }
  bool boolean(bool /*value*/) override { return scalar(); }
  bool number_integer(number_integer_t /*value*/) override { return scalar(); }
  bool number_unsigned(number_unsigned_t /*value*/) override { return scalar(); }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return scalar(); }
  bool string(string_t& /*value*/) override { return scalar(); }
  bool binary(binary_t& /*value*/) override { return scalar(); }
  bool start_object(std::size_t /*elements*/) override {
    begin_value();
    levels_.emplace_back();
    return true;
  }
  bool end_object() override { return end_level(); }
  bool start_array(std::size_t /*elements*/) override {
    begin_value();
    levels_.emplace_back();
    levels_.back().is_array = true;
    return true;
  }
  bool end_array() override { return end_level(); }
  bool key(string_t& name) override {
    Level& level = levels_.back();
    level.name = name;
    if (level.names.insert(name).second) {
      // Each is complained about once, wherever else it stands.
      if (!unknown_.empty() && unknown_.erase(path_text()) > 0) complain("unknown", path_text());
      return true;
    }
    if (found.size() == kMostFieldComplaints) return true;
    std::string path = path_text();
    if (std::find(found.begin(), found.end(), path) != found.end()) return true;
    complain("duplicate", path);
    found.push_back(std::move(path));
    return true;
  }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    return false;
  }

 private:
  struct Level {
    bool is_array = false;
    std::size_t next_index = 0;
    std::string name;  // of the member that is being read
    std::set<std::string> names;
  };

  void complain(const char* what, const std::string& path) {
    complaints.push_back(std::string(what) + " field " + quoted(path));
  }
  void begin_value() {
    if (!levels_.empty() && levels_.back().is_array) ++levels_.back().next_index;
  }
  bool scalar() {
    begin_value();
    return true;
  }
  bool end_level() {
    levels_.pop_back();
    return true;
  }
  std::string path_text() const {
    std::string path;
    for (const Level& level : levels_) {
      if (level.is_array) {
        path += "[" + std::to_string(level.next_index - 1) + "]";
      } else {
        path += (path.empty() ? "" : ".") + level.name;
      }
    }
    return path;
  }

  std::vector<Level> levels_;
  std::set<std::string> unknown_;
};

}  // namespace

std::vector<std::string> find_duplicate_fields(std::string_view json) {
  DuplicateFinder finder;
  nlohmann::json::sax_parse(json.begin(), json.end(), &finder);
  return std::move(finder.found);
}

std::vector<std::string> field_complaints(std::string_view json, const std::vector<std::string>& unknown,
                                          const std::vector<std::string>& twice) {
  if (unknown.empty() && twice.empty()) return {};
  DuplicateFinder finder(std::set<std::string>(unknown.begin(), unknown.end()));
  std::vector<std::string> complaints;
  if (nlohmann::json::sax_parse(json.begin(), json.end(), &finder)) {
    complaints = std::move(finder.complaints);
  } else {
    for (const std::string& field : twice) complaints.push_back("duplicate field " + quoted(field));
  }
  // A patch may make fields that do not stand in it by their path.
  for (const std::string& field : unknown) {
    std::string complaint = "unknown field " + quoted(field);
    if (std::find(complaints.begin(), complaints.end(), complaint) == complaints.end()) {
      complaints.push_back(std::move(complaint));
    }
  }
  return complaints;
}

}  // namespace gauntlet::fakeapiserver
