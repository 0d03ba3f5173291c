package clients

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/features"
	featurestesting "k8s.io/client-go/features/testing"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/tools/cache"
)

// Both ways in which an informer fills itself: a streaming list, the standard since client-go 0.35, and list and watch.
func forBothKindsOfInformers(t *testing.T, test func(t *testing.T, streaming bool)) {
	for _, streaming := range []bool{true, false} {
		t.Run(fmt.Sprintf("WatchListClient=%v", streaming), func(t *testing.T) {
			featurestesting.SetFeatureDuringTest(t, features.WatchListClient, streaming)
			test(t, streaming)
		})
	}
}

// notifications are what the handlers of an informer were told, one line each.
type notifications struct {
	mutex sync.Mutex
	lines []string
}

func (n *notifications) add(format string, arguments ...any) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	n.lines = append(n.lines, fmt.Sprintf(format, arguments...))
}

func (n *notifications) all() []string {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	return slices.Clone(n.lines)
}

func (n *notifications) handlers() cache.ResourceEventHandler {
	return cache.ResourceEventHandlerFuncs{
		AddFunc: func(object any) { n.add("add %s", shortForm(object)) },
		UpdateFunc: func(before, after any) {
			if before.(*corev1.ConfigMap).ResourceVersion != after.(*corev1.ConfigMap).ResourceVersion {
				n.add("update %s", shortForm(after))
			}
		},
		DeleteFunc: func(object any) {
			if last, missed := object.(cache.DeletedFinalStateUnknown); missed {
				object = last.Obj
			}
			n.add("delete %s", shortForm(object))
		},
	}
}

func shortForm(object any) string {
	configMap := object.(*corev1.ConfigMap)
	return configMap.Name + "=" + configMap.Data["value"]
}

func startConfigMapInformer(t *testing.T, c *cluster) (*notifications, cache.SharedIndexInformer) {
	t.Helper()
	factory := c.configMapInformers()
	informer := factory.Core().V1().ConfigMaps().Informer()
	told := &notifications{}
	_, err := informer.AddEventHandler(told.handlers())
	must(t, err)
	factory.Start(t.Context().Done())
	eventually(t, "the informer has synced", informer.HasSynced)
	return told, informer
}

// P0-12, P0-13: filled at first, told of every change after that, in order.
func TestInformer(t *testing.T) {
	forBothKindsOfInformers(t, func(t *testing.T, streaming bool) {
		c := newCluster(t)
		expected := []string{}
		for i := range 20 {
			name := fmt.Sprintf("before-%02d", i)
			c.createConfigMap(t, name, map[string]string{"value": "0"})
			expected = append(expected, "add "+name+"=0")
		}
		told, informer := startConfigMapInformer(t, c)
		toldSoFar := func() bool { return slices.Equal(expected, told.all()) }
		eventually(t, "all that was there is told", func() bool {
			lines := told.all()
			slices.Sort(lines)
			return slices.Equal(expected, lines)
		})
		expected = told.all() // the first list has no order
		expect := func(line string) {
			t.Helper()
			expected = append(expected, line)
			eventually(t, line, toldSoFar)
		}

		object := c.createConfigMap(t, "live", map[string]string{"value": "1"})
		expect("add live=1")
		for value := 2; value < 10; value++ {
			object.Data["value"] = fmt.Sprint(value)
			updated, err := c.CoreV1().ConfigMaps(c.namespace).Update(t.Context(), object, metav1.UpdateOptions{})
			must(t, err)
			object = updated
			expect(fmt.Sprintf("update live=%d", value))
		}
		must(t, c.CoreV1().ConfigMaps(c.namespace).Delete(t.Context(), "live", metav1.DeleteOptions{}))
		expect("delete live=9")
		equal(t, "objects in the store", 20, len(informer.GetStore().ListKeys()))
		streamed := c.requests.count("GET", "/configmaps?", "sendInitialEvents=true")
		listed := c.requests.count("GET", "/configmaps?") - c.requests.count("GET", "/configmaps?", "watch=true")
		equal(t, "streaming lists are used", streaming, streamed > 0)
		equal(t, "lists are used", !streaming, listed > 0)
	})
}

// P0-12: the end of nothing has to be marked as well.
func TestInformerOfAnEmptyCollection(t *testing.T) {
	forBothKindsOfInformers(t, func(t *testing.T, _ bool) {
		c := newCluster(t)
		told, _ := startConfigMapInformer(t, c)
		equal(t, "notifications", 0, len(told.all()))
		c.createConfigMap(t, "first", map[string]string{"value": "1"})
		eventually(t, "the first object is told", func() bool { return slices.Equal([]string{"add first=1"}, told.all()) })
	})
}

// P0-16: who stops to match a selector is deleted for those that select.
func TestInformerWithASelector(t *testing.T) {
	forBothKindsOfInformers(t, func(t *testing.T, _ bool) {
		c := newCluster(t)
		factory := informers.NewSharedInformerFactoryWithOptions(c.Clientset, 0, informers.WithNamespace(c.namespace),
			informers.WithTweakListOptions(func(options *metav1.ListOptions) { options.LabelSelector = "tier in (front)" }))
		informer := factory.Core().V1().ConfigMaps().Informer()
		told := &notifications{}
		_, err := informer.AddEventHandler(told.handlers())
		must(t, err)
		factory.Start(t.Context().Done())
		eventually(t, "the informer has synced", informer.HasSynced)

		object := c.createConfigMap(t, "moving", map[string]string{"value": "1"})
		expected := []string{}
		for _, step := range []struct{ tier, line string }{
			{"front", "add moving=1"}, {"back", "delete moving=1"}, {"front", "add moving=1"},
		} {
			object.Labels = map[string]string{"tier": step.tier}
			updated, err := c.CoreV1().ConfigMaps(c.namespace).Update(t.Context(), object, metav1.UpdateOptions{})
			must(t, err)
			object = updated
			expected = append(expected, step.line)
			eventually(t, step.line, func() bool { return slices.Equal(expected, told.all()) })
		}
	})
}
