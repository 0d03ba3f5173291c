#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

// Questions to the server, which are answered and never stored.
std::string_view review_types() {
  return R"(
package io.k8s.api.authorization.v1
SelfSubjectAccessReview
  metadata ObjectMeta
  spec SelfSubjectAccessReviewSpec
  status SubjectAccessReviewStatus
SubjectAccessReview
  metadata ObjectMeta
  spec SubjectAccessReviewSpec
  status SubjectAccessReviewStatus
LocalSubjectAccessReview
  metadata ObjectMeta
  spec SubjectAccessReviewSpec
  status SubjectAccessReviewStatus
SelfSubjectRulesReview
  metadata ObjectMeta
  spec SelfSubjectRulesReviewSpec
  status SubjectRulesReviewStatus
SelfSubjectAccessReviewSpec
  resourceAttributes ResourceAttributes*
  nonResourceAttributes NonResourceAttributes*
SubjectAccessReviewSpec
  resourceAttributes ResourceAttributes*
  nonResourceAttributes NonResourceAttributes*
  user string
  groups []string
  extra any
  uid string
SelfSubjectRulesReviewSpec
  namespace string
ResourceAttributes
  namespace string
  verb string
  group string
  version string
  resource string
  subresource string
  name string
  fieldSelector any
  labelSelector any
NonResourceAttributes
  path string
  verb string
SubjectAccessReviewStatus
  allowed bool!
  denied bool
  reason string
  evaluationError string
SubjectRulesReviewStatus
  resourceRules []ResourceRule!
  nonResourceRules []NonResourceRule!
  incomplete bool!
  evaluationError string
ResourceRule
  verbs []string!
  apiGroups []string
  resources []string
  resourceNames []string
NonResourceRule
  verbs []string!
  nonResourceURLs []string

package io.k8s.api.authentication.v1
TokenReview
  metadata ObjectMeta
  spec TokenReviewSpec
  status TokenReviewStatus
TokenReviewSpec
  token string
  audiences []string
TokenReviewStatus
  authenticated bool
  user UserInfo
  audiences []string
  error string
SelfSubjectReview
  metadata ObjectMeta
  status SelfSubjectReviewStatus
SelfSubjectReviewStatus
  userInfo UserInfo
UserInfo
  username string
  uid string
  groups []string
  extra any
)";
}

}  // namespace gauntlet::fakeapiserver
