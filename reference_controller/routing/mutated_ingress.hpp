// MutatedIngresses: the Ingresses as a builder is to see them: as they are, unless the selected mutant misreads them.
#pragma once

#include "foundation/kube/ingress.hpp"
#include "reference_controller/mutants.hpp"

#include <deque>

namespace gauntlet::reference {

class MutatedIngresses {
 public:
  // As long as this object lives.
  const kube::Ingress& of(const kube::Ingress& ingress) {
    return has_mutant() ? copies_.emplace_back(mutated(ingress)) : ingress;
  }

 private:
  static kube::Ingress mutated(const kube::Ingress& ingress);

  std::deque<kube::Ingress> copies_;
};

bool has_resource_backend(const kube::Ingress& ingress);

}  // namespace gauntlet::reference
