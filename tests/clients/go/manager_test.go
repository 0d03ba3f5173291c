package clients

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

const (
	finalizer = "gauntlet.test/clean-up"
	address   = "192.0.2.1"
)

// reconciler does what an Ingress controller does with the API: a finalizer, an object that it owns, a status.
type reconciler struct {
	client.Client
	calls atomic.Int64
}

func (r *reconciler) Reconcile(ctx context.Context, request reconcile.Request) (reconcile.Result, error) {
	r.calls.Add(1)
	ingress := &networkingv1.Ingress{}
	if err := r.Get(ctx, request.NamespacedName, ingress); err != nil {
		return reconcile.Result{}, client.IgnoreNotFound(err)
	}
	if !ingress.DeletionTimestamp.IsZero() {
		controllerutil.RemoveFinalizer(ingress, finalizer)
		return reconcile.Result{}, client.IgnoreNotFound(r.Update(ctx, ingress))
	}
	if controllerutil.AddFinalizer(ingress, finalizer) {
		if err := r.Update(ctx, ingress); err != nil {
			return reconcile.Result{}, err
		}
	}
	owned := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: ingress.Name, Namespace: ingress.Namespace}}
	if _, err := controllerutil.CreateOrUpdate(ctx, r, owned, func() error {
		owned.Data = map[string]string{"host": ingress.Spec.Rules[0].Host}
		return controllerutil.SetControllerReference(ingress, owned, r.Scheme())
	}); err != nil {
		return reconcile.Result{}, err
	}
	ingress.Status = statusWithAddress(address)
	return reconcile.Result{}, r.Status().Update(ctx, ingress) // also where it is as it was: that must not set us off again
}

func startManager(t *testing.T, c *cluster) *reconciler {
	t.Helper()
	log.SetLogger(logr.Discard())
	skip := true
	options := manager.Options{
		Scheme:                        scheme.Scheme,
		Cache:                         cache.Options{DefaultNamespaces: map[string]cache.Config{c.namespace: {}}},
		Metrics:                       metricsserver.Options{BindAddress: "0"},
		HealthProbeBindAddress:        "0",
		LeaderElection:                true,
		LeaderElectionNamespace:       c.namespace,
		LeaderElectionID:              "manager",
		LeaderElectionReleaseOnCancel: true,
	}
	options.Controller.SkipNameValidation = &skip
	started, err := manager.New(c.as(t, "manager").config, options)
	must(t, err)
	ours := &reconciler{Client: started.GetClient()}
	must(t, builder.ControllerManagedBy(started).For(&networkingv1.Ingress{}).Owns(&corev1.ConfigMap{}).Complete(ours))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- started.Start(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the manager ended: %v", err)
		}
	})
	return ours
}

// P0-08, P0-11, P0-27, P1-05: a manager of controller-runtime through the life of an Ingress.
func TestManager(t *testing.T) {
	c := newCluster(t)
	ours := startManager(t, c)
	ingresses := c.NetworkingV1().Ingresses(c.namespace)
	configMaps := c.CoreV1().ConfigMaps(c.namespace)
	hasStatus := func(name string) func() bool {
		return func() bool {
			ingress, err := ingresses.Get(t.Context(), name, metav1.GetOptions{})
			must(t, err)
			return slices.Equal([]string{address}, addressesOf(ingress))
		}
	}
	host := func() string {
		owned, err := configMaps.Get(t.Context(), "web", metav1.GetOptions{})
		if err != nil {
			return ""
		}
		return owned.Data["host"]
	}
	_, err := ingresses.Create(t.Context(), newIngress("web", "a.test"), metav1.CreateOptions{})
	must(t, err)
	eventually(t, "the status is written", hasStatus("web"))
	eventually(t, "the object beside it is there", func() bool { return host() == "a.test" })

	ingress, err := ingresses.Get(t.Context(), "web", metav1.GetOptions{})
	must(t, err)
	ingress.Spec.Rules[0].Host = "b.test"
	_, err = ingresses.Update(t.Context(), ingress, metav1.UpdateOptions{})
	must(t, err)
	eventually(t, "the object beside it follows", func() bool { return host() == "b.test" })
	must(t, configMaps.Delete(t.Context(), "web", metav1.DeleteOptions{}))
	eventually(t, "the object beside it is made again", func() bool { return host() == "b.test" })

	must(t, ingresses.Delete(t.Context(), "web", metav1.DeleteOptions{}))
	eventually(t, "the Ingress is gone after its finalizer", func() bool {
		_, err := ingresses.Get(t.Context(), "web", metav1.GetOptions{})
		return apierrors.IsNotFound(err)
	})
	eventually(t, "what it owned is gone", func() bool { return host() == "" })
	// A handful of calls for each of the changes above; a write that changes nothing and still makes an event is a loop.
	_, err = ingresses.Create(t.Context(), newIngress("last", "c.test"), metav1.CreateOptions{})
	must(t, err)
	eventually(t, "the last status is written", hasStatus("last"))
	if calls := ours.calls.Load(); calls > 40 {
		t.Errorf("the reconciler was called %d times", calls)
	}
}
