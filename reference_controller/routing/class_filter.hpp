// ClassFilter: which Ingresses are ours. By spec.ingressClassName, which must name an IngressClass whose
// spec.controller is our controller string; or, where that field is absent, by the older annotation
// kubernetes.io/ingress.class. An Ingress with neither is not served: giving it the default class is the API server's
// business, at its creation.
#pragma once

#include "foundation/kube/ingress.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gauntlet::reference {

struct ClassSelection {
  std::string controller_name;               // what spec.controller of our classes says
  std::optional<std::string> ingress_class;  // only this class; its name in an annotation needs no IngressClass object
};

// How the filter asks for an IngressClass.
class IngressClassSource {
 public:
  virtual ~IngressClassSource() = default;
  virtual const kube::IngressClass* find_class(std::string_view name) const = 0;
};

bool is_served(const kube::Ingress& ingress, const ClassSelection& selection, const IngressClassSource& classes);

}  // namespace gauntlet::reference
