#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

// Questions to the server, which are answered and never stored.
std::string_view review_types() {  // NOLINT(readability-function-size): a table
  return R"(
package io.k8s.api.authorization.v1
SelfSubjectAccessReview
  metadata ObjectMeta =1
  spec SelfSubjectAccessReviewSpec =2
  status SubjectAccessReviewStatus =3
SubjectAccessReview
  metadata ObjectMeta =1
  spec SubjectAccessReviewSpec =2
  status SubjectAccessReviewStatus =3
LocalSubjectAccessReview
  metadata ObjectMeta =1
  spec SubjectAccessReviewSpec =2
  status SubjectAccessReviewStatus =3
SelfSubjectRulesReview
  metadata ObjectMeta =1
  spec SelfSubjectRulesReviewSpec =2
  status SubjectRulesReviewStatus =3
SelfSubjectAccessReviewSpec
  resourceAttributes ResourceAttributes* =1
  nonResourceAttributes NonResourceAttributes* =2
SubjectAccessReviewSpec
  resourceAttributes ResourceAttributes* =1
  nonResourceAttributes NonResourceAttributes* =2
  user string =3
  groups []string =4
  extra {}strings =5
  uid string =6
SelfSubjectRulesReviewSpec
  namespace string =1
ResourceAttributes
  namespace string =1
  verb string =2
  group string =3
  version string =4
  resource string =5
  subresource string =6
  name string =7
  fieldSelector FieldSelectorAttributes* =8
  labelSelector LabelSelectorAttributes* =9
NonResourceAttributes
  path string =1
  verb string =2
SubjectAccessReviewStatus
  allowed bool! =1
  denied bool =4
  reason string =2
  evaluationError string =3
SubjectRulesReviewStatus
  resourceRules []ResourceRule! =1
  nonResourceRules []NonResourceRule! =2
  incomplete bool! =3
  evaluationError string =4
ResourceRule
  verbs []string! =1
  apiGroups []string =2
  resources []string =3
  resourceNames []string =4
NonResourceRule
  verbs []string! =1
  nonResourceURLs []string =2
FieldSelectorAttributes
  rawSelector string =1
  requirements []FieldSelectorRequirement =2
LabelSelectorAttributes
  rawSelector string =1
  requirements []LabelSelectorRequirement =2

package io.k8s.api.authentication.v1
TokenReview
  metadata ObjectMeta =1
  spec TokenReviewSpec =2
  status TokenReviewStatus =3
TokenReviewSpec
  token string =1
  audiences []string =2
TokenReviewStatus
  authenticated bool =1
  user UserInfo =2
  audiences []string =4
  error string =3
SelfSubjectReview
  metadata ObjectMeta =1
  status SelfSubjectReviewStatus =2
SelfSubjectReviewStatus
  userInfo UserInfo =1
UserInfo
  username string =1
  uid string =2
  groups []string =3
  extra {}strings =4
TokenRequest
  metadata ObjectMeta =1
  spec TokenRequestSpec =2
  status TokenRequestStatus =3
TokenRequestSpec
  audiences []string! =1
  expirationSeconds long* =4
  boundObjectRef BoundObjectReference* =3
  attestations {}strings =5
BoundObjectReference
  kind string =1
  apiVersion string =2
  name string =3
  uid string =4
TokenRequestStatus
  token string! =1
  expirationTimestamp time! =2
)";
}

}  // namespace gauntlet::fakeapiserver
