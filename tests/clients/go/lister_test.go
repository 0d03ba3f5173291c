package clients

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/tools/pager"
	"k8s.io/client-go/util/workqueue"
)

const (
	manyObjects = 5000
	writers     = 8
)

// atTheServer gives the revision of every ConfigMap of the namespace, read page by page.
func (c *cluster) atTheServer(t *testing.T) map[string]string {
	t.Helper()
	revisions := map[string]string{}
	pages := pager.New(pager.SimplePageFunc(func(options metav1.ListOptions) (runtime.Object, error) {
		return c.CoreV1().ConfigMaps(c.namespace).List(t.Context(), options)
	}))
	must(t, pages.EachListItem(t.Context(), metav1.ListOptions{FieldSelector: notOfTheCluster}, func(object runtime.Object) error {
		configMap := object.(*corev1.ConfigMap)
		revisions[configMap.Name] = configMap.ResourceVersion
		return nil
	}))
	return revisions
}

// churn changes, removes and makes anew; whoever watches sees about one event each.
func (c *cluster) churn(ctx context.Context, random *rand.Rand, name string) error {
	configMaps := c.CoreV1().ConfigMaps(c.namespace)
	fresh := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}, Data: map[string]string{"value": fmt.Sprint(random.Uint32())}}
	switch random.IntN(4) {
	case 0:
		return nil
	case 1:
		_, err := configMaps.Update(ctx, fresh, metav1.UpdateOptions{})
		return err
	case 2:
		return configMaps.Delete(ctx, name, metav1.DeleteOptions{})
	default:
		if err := configMaps.Delete(ctx, name, metav1.DeleteOptions{}); err != nil {
			return err
		}
		_, err := configMaps.Create(ctx, fresh, metav1.CreateOptions{})
		return err
	}
}

// P0-18, P0-19: a lister that was started in the middle of it all ends equal to the server.
func TestListerOfManyObjectsAfterChurn(t *testing.T) {
	c := newCluster(t)
	each := func(write func(name string, random *rand.Rand) error) {
		t.Helper()
		workqueue.ParallelizeUntil(t.Context(), writers, manyObjects, func(piece int) {
			random := rand.New(rand.NewPCG(1, uint64(piece)))
			if err := write(fmt.Sprintf("object-%04d", piece), random); err != nil {
				t.Errorf("object %d: %v", piece, err)
			}
		})
	}
	each(func(name string, _ *rand.Rand) error {
		wanted := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}}
		_, err := c.CoreV1().ConfigMaps(c.namespace).Create(t.Context(), wanted, metav1.CreateOptions{})
		return err
	})
	equal(t, "objects at the server", manyObjects, len(c.atTheServer(t)))

	factory := c.configMapInformers()
	configMaps := factory.Core().V1().ConfigMaps()
	lister := configMaps.Lister().ConfigMaps(c.namespace)
	factory.Start(t.Context().Done())
	each(func(name string, random *rand.Rand) error { return c.churn(t.Context(), random, name) })
	eventually(t, "the informer has synced", configMaps.Informer().HasSynced)

	left := c.atTheServer(t)
	if len(left) < manyObjects/2 || len(left) == manyObjects {
		t.Errorf("%d objects are left: that was no churn", len(left))
	}
	// And once more while the lister only follows.
	each(func(name string, _ *rand.Rand) error {
		if _, isLeft := left[name]; !isLeft {
			return nil
		}
		fresh := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}, Data: map[string]string{"value": "last"}}
		_, err := c.CoreV1().ConfigMaps(c.namespace).Update(t.Context(), fresh, metav1.UpdateOptions{})
		return err
	})
	expected := c.atTheServer(t)
	equal(t, "objects after the last changes", len(left), len(expected))
	eventually(t, "the lister is equal to the server", func() bool {
		actual := map[string]string{}
		all, err := lister.List(labels.Everything())
		must(t, err)
		for _, configMap := range all {
			actual[configMap.Name] = configMap.ResourceVersion
		}
		return maps.Equal(expected, actual)
	})
	// One after the other, each seen before the next: more changes than any fault waits for, so that none of them is left over,
	// however many changes came at once before.
	last := slices.Min(slices.Collect(maps.Keys(left)))
	for number := range 120 {
		fresh := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: last}, Data: map[string]string{"value": fmt.Sprint(number)}}
		written, err := c.CoreV1().ConfigMaps(c.namespace).Update(t.Context(), fresh, metav1.UpdateOptions{})
		must(t, err)
		eventually(t, "the lister follows a single change", func() bool {
			seen, err := lister.Get(last)
			return err == nil && seen.ResourceVersion == written.ResourceVersion
		})
	}
}
