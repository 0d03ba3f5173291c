// Pieces of a small right case for tests, and what the reader says of a text.
#pragma once

#include "harness/scenario/case_reader.hpp"

#include <string>

namespace gauntlet::scenario {

inline const std::string kHeader = R"(gauntlet: v1
id: a.b
title: T
level: core
features: [tls]
spec: [https://example.test/]
backends: {svc-a: 1, svc-b: 2}
)";
inline const std::string kSend = R"(send:
  - GET http://b.a.test/ -> 200 from svc-a
)";
inline const std::string kIngress = R"(---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: ${class}
  rules:
    - host: b.a.test
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: svc-b, port: {number: 80}}}}]}
)";

inline CaseSet read_sample(const std::string& text) {
  return read_case_text("case.yaml", text, {"tls", "path-exact"}, placeholder_bindings());
}

// All diagnostics as they are shown, without the closing line.
inline std::string problems_of(const std::string& text) {
  const CaseSet set = read_sample(text);
  std::string shown;
  for (const Diagnostic& diagnostic : set.diagnostics) shown += format_diagnostic(diagnostic, set);
  return shown;
}

}  // namespace gauntlet::scenario
