#include "reference_controller/routing/class_filter.hpp"

#include "reference_controller/mutants.hpp"

namespace gauntlet::reference {
namespace {

bool is_our_class(const std::string& name, const ClassSelection& selection, const IngressClassSource& classes) {
  if (selection.ingress_class && *selection.ingress_class != name) return false;
  const kube::IngressClass* const found = classes.find_class(name);
  if (found == nullptr) return mutant_active(Mutant::kUnknownClassServed);
  if (mutant_active(Mutant::kDefaultClassNotServed) && found->is_default) return false;
  return found->controller == selection.controller_name || mutant_active(Mutant::kClassControllerIgnored);
}

}  // namespace

bool is_served(const kube::Ingress& ingress, const ClassSelection& selection, const IngressClassSource& classes) {
  if (mutant_active(Mutant::kClassIgnored)) return true;
  if (ingress.class_name) return is_our_class(*ingress.class_name, selection, classes);
  if (!ingress.class_annotation) return false;
  if (selection.ingress_class) return *ingress.class_annotation == *selection.ingress_class;
  return is_our_class(*ingress.class_annotation, selection, classes);
}

}  // namespace gauntlet::reference
