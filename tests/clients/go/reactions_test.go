package clients

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/features"
	featurestesting "k8s.io/client-go/features/testing"
)

// What goes wrong is asked of the server by name: ../faults.py has a fault for each of these tests, found by its User-Agent.
func skipWithoutFaults(t *testing.T) {
	if os.Getenv("GAUNTLET_FAULTS") == "" {
		t.Skip("the server has no faults")
	}
}

// The kinds of requests by which a reflector fills and follows its store.
const (
	stream = "stream" // a watch that sends what is there first
	list   = "list"
	watch  = "watch" // from a revision on
)

func kindsOfReads(requests []string) []string {
	kinds := []string{}
	for _, request := range requests {
		switch {
		case !strings.HasPrefix(request, http.MethodGet) || !strings.Contains(request, "/configmaps?"):
		case strings.Contains(request, "sendInitialEvents=true"):
			kinds = append(kinds, stream)
		case strings.Contains(request, "watch=true"):
			kinds = append(kinds, watch)
		default:
			kinds = append(kinds, list)
		}
	}
	return kinds
}

// P0-13, P1-08: what the reflector of client-go does about each fault, as client-go's tools/cache/reflector.go has it; and that
// it misses nothing and tells nothing twice.
func TestReactions(t *testing.T) {
	skipWithoutFaults(t)
	for _, row := range []struct {
		name     string
		requests []string
	}{
		// A streaming list that cannot be had is replaced by a list; one that is only not to be had now is asked for again.
		{"stream-refused", []string{stream, list, watch}},
		{"stream-failing", []string{stream, list, watch}},
		{"stream-busy", []string{stream, stream}},
		{"stream-expired", []string{stream, stream}},
		{"stream-error", []string{stream, list, watch}},
		{"stream-cut", []string{stream, list, watch}},
		{"stream-slow", []string{stream}},
		// What happens to a watch that has told something.
		{"watch-cut", []string{stream, watch}},
		{"watch-end", []string{stream, watch}},
		{"watch-half-a-line", []string{stream, watch}},
		{"watch-expired", []string{stream, stream}},
		{"watch-busy", []string{stream, watch, watch}},
		{"watch-failing", []string{stream, watch, stream}},
		{"watch-slow-events", []string{stream}},
		// Without streaming lists.
		{"list-failing", []string{list, list, watch}},
		{"list-expired", []string{list, list, watch}},
		{"list-half", []string{list, list, watch}},
		{"list-wrong-type", []string{list, list, watch}},
		{"list-stale", []string{list, watch}},
		{"list-jump", []string{list, watch}},
	} {
		t.Run(row.name, func(t *testing.T) {
			featurestesting.SetFeatureDuringTest(t, features.WatchListClient, row.requests[0] == stream)
			c := newCluster(t)
			expected := []string{}
			create := func(name string) {
				c.createConfigMap(t, name, map[string]string{"value": "1"})
				expected = append(expected, fmt.Sprintf("add %s=1", name))
			}
			for _, name := range []string{"a", "b", "c"} {
				create(name)
			}
			told, informer := startConfigMapInformer(t, c)
			isTold := func() bool {
				lines := told.all()
				slices.Sort(lines)
				return slices.Equal(expected, lines)
			}
			eventually(t, "what was there is told", isTold)
			create("d")
			eventually(t, "the first change is told", isTold)
			create("e")
			eventually(t, "the second change is told", isTold)
			eventually(t, "the requests are "+strings.Join(row.requests, ", "), func() bool {
				return slices.Equal(row.requests, kindsOfReads(c.requests.all()))
			})
			if !isTold() {
				t.Errorf("told twice or not at all: %v", told.all())
			}
			equal(t, "objects in the store", len(expected), len(informer.GetStore().ListKeys()))
		})
	}
}

// P1-13: client-go asks again by itself where Retry-After says so, and for a GET whose connection broke; everything else is the
// program's business.
func TestRetries(t *testing.T) {
	skipWithoutFaults(t)
	get := func(t *testing.T, c *cluster) error {
		_, err := c.CoreV1().ConfigMaps(c.namespace).Get(t.Context(), "kube-root-ca.crt", metav1.GetOptions{})
		return err
	}
	for _, name := range []string{"busy-for-a-second", "failing-for-a-second", "cut", "end"} {
		t.Run(name, func(t *testing.T) {
			must(t, get(t, newCluster(t)))
		})
	}
	for name, is := range map[string]func(error) bool{"busy": apierrors.IsTooManyRequests, "failing": apierrors.IsInternalError} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t)
			if err := get(t, c); !is(err) {
				t.Errorf("another error than expected: %v", err)
			}
			must(t, get(t, c))
		})
	}
}
