#include "fakeapiserver/schema/type_tables.hpp"

namespace gauntlet::fakeapiserver {

// Definitions of custom kinds, and the schemas in them.
std::string_view definition_types() {  // NOLINT(readability-function-size): a table
  return R"(
package io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1
CustomResourceDefinition
  metadata ObjectMeta =1
  spec CustomResourceDefinitionSpec =2
  status CustomResourceDefinitionStatus =3
CustomResourceDefinitionSpec
  group string! =1
  names CustomResourceDefinitionNames =3
  scope string! =4
  versions []CustomResourceDefinitionVersion! =7
  conversion CustomResourceConversion* =9
  preserveUnknownFields bool =10
CustomResourceDefinitionNames
  plural string! =1
  singular string =2
  shortNames []string =3
  kind string! =4
  listKind string =5
  categories []string =6
CustomResourceDefinitionVersion
  name string! =1
  served bool! =2
  storage bool! =3
  deprecated bool =7
  deprecationWarning string* =8
  schema CustomResourceValidation* =4
  subresources CustomResourceSubresources* =5
  additionalPrinterColumns []CustomResourceColumnDefinition =6
  selectableFields []SelectableField =9
CustomResourceValidation
  openAPIV3Schema JSONSchemaProps* =1
CustomResourceSubresources
  status CustomResourceSubresourceStatus* =1
  scale CustomResourceSubresourceScale* =2
CustomResourceSubresourceStatus
CustomResourceSubresourceScale
  specReplicasPath string! =1
  statusReplicasPath string! =2
  labelSelectorPath string* =3
CustomResourceColumnDefinition
  name string! =1
  type string! =2
  format string =3
  description string =4
  priority int =5
  jsonPath string! =6
SelectableField
  jsonPath string! =1
CustomResourceConversion
  strategy string! =1
  webhook WebhookConversion* =2
WebhookConversion
  clientConfig WebhookClientConfig* =2
  conversionReviewVersions []string! =3
WebhookClientConfig
  url string* =3
  service ServiceReference* =1
  caBundle bytes =2
ServiceReference
  namespace string! =1
  name string! =2
  path string* =3
  port int* =4
CustomResourceDefinitionStatus
  conditions []CustomResourceDefinitionCondition! =1
  acceptedNames CustomResourceDefinitionNames =2
  storedVersions []string! =3
  observedGeneration long =4
CustomResourceDefinitionCondition
  type string! =1
  status string! =2
  lastTransitionTime time =3
  reason string =4
  message string =5
  observedGeneration long =6
JSONSchemaProps
  id string =1
  $schema string =2
  $ref string* =3
  description string =4
  type string =5
  format string =6
  title string =7
  default any* =8
  maximum double* =9
  exclusiveMaximum bool =10
  minimum double* =11
  exclusiveMinimum bool =12
  maxLength long* =13
  minLength long* =14
  pattern string =15
  maxItems long* =16
  minItems long* =17
  uniqueItems bool =18
  multipleOf double* =19
  enum []any =20
  maxProperties long* =21
  minProperties long* =22
  required []string =23
  items JSONSchemaPropsOrArray* =24
  allOf []JSONSchemaProps =25
  oneOf []JSONSchemaProps =26
  anyOf []JSONSchemaProps =27
  not JSONSchemaProps* =28
  properties {}JSONSchemaProps =29
  additionalProperties JSONSchemaPropsOrBool* =30
  patternProperties {}JSONSchemaProps =31
  dependencies {}JSONSchemaPropsOrStringArray =32
  additionalItems JSONSchemaPropsOrBool* =33
  definitions {}JSONSchemaProps =34
  externalDocs ExternalDocumentation* =35
  example any* =36
  nullable bool =37
  x-kubernetes-preserve-unknown-fields bool* =38
  x-kubernetes-embedded-resource bool =39
  x-kubernetes-int-or-string bool =40
  x-kubernetes-list-map-keys []string =41
  x-kubernetes-list-type string* =42
  x-kubernetes-map-type string* =43
  x-kubernetes-validations []ValidationRule =44 @rule
ExternalDocumentation
  description string =1
  url string =2
ValidationRule
  rule string! =1
  message string =2
  messageExpression string =3
  reason string* =4
  fieldPath string =5
  optionalOldSelf bool* =6
JSONSchemaPropsOrArray |
  jsonSchemas []JSONSchemaProps =2
  schema JSONSchemaProps* =1
JSONSchemaPropsOrBool |
  allows bool =1
  schema JSONSchemaProps* =2
JSONSchemaPropsOrStringArray |
  property []string =2
  schema JSONSchemaProps* =1
)";
}

}  // namespace gauntlet::fakeapiserver
