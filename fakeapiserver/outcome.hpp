// Outcome<T>: a value, or the metav1.Status that answers the request instead (codes, reasons and causes included, which
// an Error cannot carry).
#pragma once

#include "foundation/kube/status.hpp"

#include <cassert>
#include <utility>
#include <variant>

namespace gauntlet::fakeapiserver {

template <typename T>
class [[nodiscard]] Outcome {
 public:
  Outcome(T value) : state_(std::in_place_index<0>, std::move(value)) {}                 // NOLINT: implicit by design
  Outcome(kube::Status failure) : state_(std::in_place_index<1>, std::move(failure)) {}  // NOLINT: implicit by design

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Only where ok().
  T& value() {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // Only where not ok().
  const kube::Status& failure() const {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, kube::Status> state_;
};

}  // namespace gauntlet::fakeapiserver
