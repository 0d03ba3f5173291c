package clients

import (
	"maps"
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	coreapply "k8s.io/client-go/applyconfigurations/core/v1"
	networkingapply "k8s.io/client-go/applyconfigurations/networking/v1"
	"k8s.io/client-go/util/retry"
)

func newIngress(name, host string) *networkingv1.Ingress {
	prefix := networkingv1.PathTypePrefix
	return &networkingv1.Ingress{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: networkingv1.IngressSpec{Rules: []networkingv1.IngressRule{{
			Host: host,
			IngressRuleValue: networkingv1.IngressRuleValue{HTTP: &networkingv1.HTTPIngressRuleValue{
				Paths: []networkingv1.HTTPIngressPath{{
					Path: "/", PathType: &prefix,
					Backend: networkingv1.IngressBackend{Service: &networkingv1.IngressServiceBackend{
						Name: "web", Port: networkingv1.ServiceBackendPort{Number: 80},
					}},
				}},
			}},
		}}},
	}
}

func statusWithAddress(address string) networkingv1.IngressStatus {
	return networkingv1.IngressStatus{LoadBalancer: networkingv1.IngressLoadBalancerStatus{
		Ingress: []networkingv1.IngressLoadBalancerIngress{{IP: address}},
	}}
}

func addressesOf(ingress *networkingv1.Ingress) []string {
	addresses := []string{}
	for _, one := range ingress.Status.LoadBalancer.Ingress {
		addresses = append(addresses, one.IP)
	}
	return addresses
}

// P0-05, P0-09: the writes of a typed client and the errors that programs decide on.
func TestWritesAndTheirErrors(t *testing.T) {
	c := newCluster(t)
	secrets := c.CoreV1().Secrets(c.namespace)
	wanted := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "key"}, Data: map[string][]byte{"a": {0, 255}}}
	created, err := secrets.Create(t.Context(), wanted, metav1.CreateOptions{})
	must(t, err)
	equal(t, "value", string([]byte{0, 255}), string(created.Data["a"]))
	equal(t, "type", corev1.SecretTypeOpaque, created.Type)
	_, err = secrets.Create(t.Context(), wanted, metav1.CreateOptions{})
	equal(t, "a second one already exists", true, apierrors.IsAlreadyExists(err))
	_, err = secrets.Get(t.Context(), "none", metav1.GetOptions{})
	equal(t, "none is not found", true, apierrors.IsNotFound(err))
	_, err = c.NetworkingV1().Ingresses(c.namespace).Create(t.Context(), newIngress("Not-A-Name", "a.test"), metav1.CreateOptions{})
	equal(t, "a bad name is invalid", true, apierrors.IsInvalid(err))

	created.Data["b"] = []byte("2")
	updated, err := secrets.Update(t.Context(), created, metav1.UpdateOptions{})
	must(t, err)
	_, err = secrets.Update(t.Context(), created, metav1.UpdateOptions{})
	equal(t, "an old revision is a conflict", true, apierrors.IsConflict(err))
	unchanged, err := secrets.Update(t.Context(), updated, metav1.UpdateOptions{})
	must(t, err)
	equal(t, "the revision after a write without a change", updated.ResourceVersion, unchanged.ResourceVersion)

	other := types.UID("0")
	err = secrets.Delete(t.Context(), "key", metav1.DeleteOptions{Preconditions: &metav1.Preconditions{UID: &other}})
	equal(t, "another uid is a conflict", true, apierrors.IsConflict(err))
	must(t, secrets.Delete(t.Context(), "key", *metav1.NewPreconditionDeleteOptions(string(updated.UID))))
	must(t, secrets.DeleteCollection(t.Context(), metav1.DeleteOptions{}, metav1.ListOptions{}))
}

// P0-11: a status is written without the spec, and a spec without the status.
func TestStatusUpdate(t *testing.T) {
	c := newCluster(t)
	ingresses := c.NetworkingV1().Ingresses(c.namespace)
	created := newIngress("web", "a.test")
	created.Status = statusWithAddress("192.0.2.9")
	created, err := ingresses.Create(t.Context(), created, metav1.CreateOptions{})
	must(t, err)
	equal(t, "addresses of a new object", 0, len(addressesOf(created)))

	stale := created.DeepCopy()
	created.Status = statusWithAddress("192.0.2.1")
	created.Spec.Rules[0].Host = "ignored.test"
	withStatus, err := ingresses.UpdateStatus(t.Context(), created, metav1.UpdateOptions{})
	must(t, err)
	equal(t, "host", "a.test", withStatus.Spec.Rules[0].Host)
	equal(t, "generation", 1, withStatus.Generation)
	if !slices.Equal([]string{"192.0.2.1"}, addressesOf(withStatus)) {
		t.Errorf("addresses: %v", addressesOf(withStatus))
	}
	again, err := ingresses.UpdateStatus(t.Context(), withStatus, metav1.UpdateOptions{})
	must(t, err)
	equal(t, "the revision after the same status", withStatus.ResourceVersion, again.ResourceVersion)

	_, err = ingresses.UpdateStatus(t.Context(), stale, metav1.UpdateOptions{})
	equal(t, "an old revision is a conflict", true, apierrors.IsConflict(err))
	tries := 0
	must(t, retry.RetryOnConflict(retry.DefaultRetry, func() error {
		tries++
		if tries > 1 {
			if stale, err = ingresses.Get(t.Context(), "web", metav1.GetOptions{}); err != nil {
				return err
			}
		}
		stale.Spec.Rules[0].Host = "b.test"
		stale.Status = networkingv1.IngressStatus{}
		stale, err = ingresses.Update(t.Context(), stale, metav1.UpdateOptions{})
		return err
	}))
	equal(t, "tries", 2, tries)
	equal(t, "generation", 2, stale.Generation)
	equal(t, "addresses after an update of the spec", 1, len(addressesOf(stale)))
}

// P1-03: fields belong to those who applied them, and go when their owner no longer wants them.
func TestServerSideApply(t *testing.T) {
	c := newCluster(t)
	configMaps := c.CoreV1().ConfigMaps(c.namespace)
	apply := func(manager string, force bool, data map[string]string) (*corev1.ConfigMap, error) {
		wanted := coreapply.ConfigMap("shared", c.namespace).WithData(data)
		return configMaps.Apply(t.Context(), wanted, metav1.ApplyOptions{FieldManager: manager, Force: force})
	}
	expect := func(data map[string]string, actual *corev1.ConfigMap, err error) {
		t.Helper()
		must(t, err)
		if !maps.Equal(data, actual.Data) {
			t.Errorf("expected %v, got %v", data, actual.Data)
		}
	}
	object, err := apply("one", false, map[string]string{"a": "1", "b": "1"})
	expect(map[string]string{"a": "1", "b": "1"}, object, err)
	object, err = apply("two", false, map[string]string{"c": "2"})
	expect(map[string]string{"a": "1", "b": "1", "c": "2"}, object, err)
	_, err = apply("two", false, map[string]string{"a": "2", "c": "2"})
	equal(t, "what another one has applied is a conflict", true, apierrors.IsConflict(err))
	causes := err.(apierrors.APIStatus).Status().Details.Causes
	if len(causes) != 1 || causes[0].Type != metav1.CauseTypeFieldManagerConflict || causes[0].Field != ".data.a" {
		t.Errorf("causes: %v", causes)
	}
	object, err = apply("two", true, map[string]string{"a": "2", "c": "2"})
	expect(map[string]string{"a": "2", "b": "1", "c": "2"}, object, err)
	object, err = apply("one", false, map[string]string{})
	expect(map[string]string{"a": "2", "c": "2"}, object, err)

	extracted, err := coreapply.ExtractConfigMap(object, "two")
	must(t, err)
	if !maps.Equal(map[string]string{"a": "2", "c": "2"}, extracted.Data) {
		t.Errorf("what two owns: %v", extracted.Data)
	}
	again, err := apply("two", false, map[string]string{"a": "2", "c": "2"})
	must(t, err)
	equal(t, "the revision after applying the same", object.ResourceVersion, again.ResourceVersion)
}

// P1-03: status is applied apart.
func TestServerSideApplyOfAStatus(t *testing.T) {
	c := newCluster(t)
	ingresses := c.NetworkingV1().Ingresses(c.namespace)
	_, err := ingresses.Create(t.Context(), newIngress("web", "a.test"), metav1.CreateOptions{})
	must(t, err)
	address := networkingapply.IngressLoadBalancerIngress().WithIP("192.0.2.1")
	status := networkingapply.IngressStatus().WithLoadBalancer(networkingapply.IngressLoadBalancerStatus().WithIngress(address))
	wanted := networkingapply.Ingress("web", c.namespace).WithStatus(status)
	object, err := ingresses.ApplyStatus(t.Context(), wanted, metav1.ApplyOptions{FieldManager: "controller"})
	must(t, err)
	equal(t, "addresses", 1, len(addressesOf(object)))
	equal(t, "host", "a.test", object.Spec.Rules[0].Host)
	equal(t, "generation", 1, object.Generation)
}
