// The text tables of the schema (schema.hpp says how they are written), one per part of the API.
#pragma once

#include <string_view>
#include <vector>

namespace gauntlet::fakeapiserver {

std::string_view meta_types();
std::string_view core_types();
std::string_view node_types();
std::string_view pod_types();
std::string_view container_types();
std::string_view volume_types();
std::string_view networking_types();
std::string_view workload_types();
std::string_view job_types();
std::string_view autoscaling_types();
std::string_view definition_types();
std::string_view review_types();
std::string_view inert_types();

inline std::vector<std::string_view> type_tables() {
  return {meta_types(),       core_types(),       node_types(),     pod_types(), container_types(),
          volume_types(),     networking_types(), workload_types(), job_types(), autoscaling_types(),
          definition_types(), review_types(),     inert_types()};
}

}  // namespace gauntlet::fakeapiserver
