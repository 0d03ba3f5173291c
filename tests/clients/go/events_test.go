package clients

import (
	"context"
	"testing"

	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/events"
	"k8s.io/client-go/tools/record"
)

// P1-10: the recorder that most controllers have: the second event alike is a patch that counts.
func TestEventsOfTheCoreGroup(t *testing.T) {
	c := newCluster(t)
	object := c.createConfigMap(t, "subject", nil)
	broadcaster := record.NewBroadcaster()
	defer broadcaster.Shutdown()
	broadcaster.StartRecordingToSink(&corev1client.EventSinkImpl{Interface: c.CoreV1().Events("")})
	recorder := broadcaster.NewRecorder(scheme.Scheme, corev1.EventSource{Component: "clients"})
	for range 3 {
		recorder.Event(object, corev1.EventTypeNormal, "Synced", "the same words")
	}
	var found *corev1.EventList
	eventually(t, "one event that counts to three", func() bool {
		var err error
		found, err = c.CoreV1().Events(c.namespace).Search(scheme.Scheme, object)
		must(t, err)
		return len(found.Items) == 1 && found.Items[0].Count == 3
	})
	equal(t, "reason", "Synced", found.Items[0].Reason)
	equal(t, "message", "the same words", found.Items[0].Message)
	equal(t, "component", "clients", found.Items[0].Source.Component)

	same, err := c.EventsV1().Events(c.namespace).Get(t.Context(), found.Items[0].Name, metav1.GetOptions{})
	must(t, err)
	equal(t, "note in the other group", "the same words", same.Note)
	equal(t, "count in the other group", 3, same.DeprecatedCount)
}

// P1-10: the recorder of events.k8s.io, which makes series.
func TestEventsOfTheirOwnGroup(t *testing.T) {
	c := newCluster(t)
	object := c.createConfigMap(t, "subject", nil)
	broadcaster := events.NewBroadcaster(&events.EventSinkImpl{Interface: c.EventsV1()})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	defer broadcaster.Shutdown()
	must(t, broadcaster.StartRecordingToSinkWithContext(ctx))
	recorder := broadcaster.NewRecorder(scheme.Scheme, "clients")
	var found *eventsv1.EventList
	has := func(isSo func(event *eventsv1.Event) bool) func() bool {
		return func() bool {
			var err error
			found, err = c.EventsV1().Events(c.namespace).List(t.Context(), metav1.ListOptions{})
			must(t, err)
			return len(found.Items) == 1 && isSo(&found.Items[0])
		}
	}
	recorder.Eventf(object, nil, corev1.EventTypeWarning, "Refused", "Syncing", "the %s words", "same")
	eventually(t, "one event", has(func(event *eventsv1.Event) bool { return event.Note == "the same words" }))
	recorder.Eventf(object, nil, corev1.EventTypeWarning, "Refused", "Syncing", "the %s words", "same")
	eventually(t, "a series of two", has(func(event *eventsv1.Event) bool { return event.Series != nil && event.Series.Count == 2 }))
	equal(t, "regarding", object.UID, found.Items[0].Regarding.UID)

	core, err := c.CoreV1().Events(c.namespace).Get(t.Context(), found.Items[0].Name, metav1.GetOptions{})
	must(t, err)
	equal(t, "message in the core group", "the same words", core.Message)
}
