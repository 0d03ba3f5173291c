// Package clients tests the fake API server by what controllers are made of: client-go and controller-runtime.
//
// KUBECONFIG names the cluster. GAUNTLET_CONTENT_TYPE is the media type of requests; unset: what client-go takes by itself.
package clients

import (
	"context"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// The ConfigMap that the cluster puts into each namespace is none of ours.
const notOfTheCluster = "metadata.name!=kube-root-ca.crt"

const (
	within   = 60 * time.Second // what is waited for comes within a second or two
	askAgain = 20 * time.Millisecond
)

// cluster is what one test has of the API server: a client, a namespace of its own, and what the client has asked.
type cluster struct {
	*kubernetes.Clientset
	config    *rest.Config
	namespace string
	requests  *requestLog
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	must(t, err)
	config.QPS = -1
	config.ContentType = os.Getenv("GAUNTLET_CONTENT_TYPE")
	config.UserAgent = t.Name() + "/" // by which the faults of the server find us
	requests := &requestLog{}
	config.Wrap(requests.wrap)
	clientset, err := kubernetes.NewForConfig(config)
	must(t, err)
	wanted := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "clients-"}}
	namespace, err := clientset.CoreV1().Namespaces().Create(t.Context(), wanted, metav1.CreateOptions{})
	must(t, err)
	return &cluster{Clientset: clientset, config: config, namespace: namespace.Name, requests: requests}
}

// as is the same for a part of the program: its User-Agent has the part's name behind ours.
func (c *cluster) as(t *testing.T, part string) *cluster {
	t.Helper()
	config := rest.CopyConfig(c.config)
	config.UserAgent += part + "/"
	clientset, err := kubernetes.NewForConfig(config)
	must(t, err)
	return &cluster{Clientset: clientset, config: config, namespace: c.namespace, requests: c.requests}
}

// configMapInformers are about the ConfigMaps that the test makes.
func (c *cluster) configMapInformers() informers.SharedInformerFactory {
	return informers.NewSharedInformerFactoryWithOptions(c.Clientset, 0, informers.WithNamespace(c.namespace),
		informers.WithTweakListOptions(func(options *metav1.ListOptions) { options.FieldSelector = notOfTheCluster }))
}

func (c *cluster) createConfigMap(t *testing.T, name string, data map[string]string) *corev1.ConfigMap {
	t.Helper()
	wanted := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}, Data: data}
	created, err := c.CoreV1().ConfigMaps(c.namespace).Create(t.Context(), wanted, metav1.CreateOptions{})
	must(t, err)
	return created
}

// requestLog keeps what is asked about, and how.
type requestLog struct {
	mutex    sync.Mutex
	requests []string
}

func (l *requestLog) wrap(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(request *http.Request) (*http.Response, error) {
		l.mutex.Lock()
		l.requests = append(l.requests, request.Method+" "+request.URL.RequestURI()+" "+request.Header.Get("Content-Type"))
		l.mutex.Unlock()
		return next.RoundTrip(request)
	})
}

// all gives the requests so far.
func (l *requestLog) all() []string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return slices.Clone(l.requests)
}

// count says how many requests had all of the parts in them.
func (l *requestLog) count(parts ...string) int {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	found := 0
	for _, request := range l.requests {
		hasAll := true
		for _, part := range parts {
			hasAll = hasAll && strings.Contains(request, part)
		}
		if hasAll {
			found++
		}
	}
	return found
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually asks until it is so, and fails when it is not so in time.
func eventually(t *testing.T, what string, isSo func() bool) {
	t.Helper()
	eventuallyWithin(t, within, what, isSo)
}

func eventuallyWithin(t *testing.T, limit time.Duration, what string, isSo func() bool) {
	t.Helper()
	err := wait.PollUntilContextTimeout(t.Context(), askAgain, limit, true,
		func(context.Context) (bool, error) { return isSo(), nil })
	if err != nil {
		t.Fatalf("not within %v: %s", limit, what)
	}
}

func equal[T comparable](t *testing.T, what string, expected, actual T) {
	t.Helper()
	if expected != actual {
		t.Errorf("%s: expected %v, got %v", what, expected, actual)
	}
}
