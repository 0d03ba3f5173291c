package clients

import (
	"context"
	"testing"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
)

const (
	leaseDuration = 3 * time.Second
	renewDeadline = 2 * time.Second
	retryPeriod   = 100 * time.Millisecond
)

// candidate takes part in an election until it is told to go.
type candidate struct {
	elector *leaderelection.LeaderElector
	goAway  context.CancelFunc
	done    chan struct{}
}

type atTheEnd bool

const (
	releasesTheLease atTheEnd = true
	keepsTheLease    atTheEnd = false // as a program that crashed
)

func startCandidate(t *testing.T, c *cluster, name string, end atTheEnd) *candidate {
	t.Helper()
	its := c.as(t, name)
	lock, err := resourcelock.New(resourcelock.LeasesResourceLock, c.namespace, "election", its.CoreV1(), its.CoordinationV1(),
		resourcelock.ResourceLockConfig{Identity: name})
	must(t, err)
	elector, err := leaderelection.NewLeaderElector(leaderelection.LeaderElectionConfig{
		Lock: lock, LeaseDuration: leaseDuration, RenewDeadline: renewDeadline, RetryPeriod: retryPeriod,
		ReleaseOnCancel: bool(end),
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(context.Context) {},
			OnStoppedLeading: func() {},
		},
	})
	must(t, err)
	ctx, goAway := context.WithCancel(t.Context())
	one := &candidate{elector: elector, goAway: goAway, done: make(chan struct{})}
	go func() {
		defer close(one.done)
		elector.Run(ctx)
	}()
	t.Cleanup(one.stop)
	return one
}

func (o *candidate) stop() {
	o.goAway()
	<-o.done
}

func (c *cluster) lease(t *testing.T) *coordinationv1.Lease {
	t.Helper()
	lease, err := c.CoordinationV1().Leases(c.namespace).Get(t.Context(), "election", metav1.GetOptions{})
	must(t, err)
	return lease
}

// P0-10: one leads; one that goes hands over at once; one that crashes is followed when its lease has run out.
func TestLeaderElection(t *testing.T) {
	c := newCluster(t)
	first := startCandidate(t, c, "first", releasesTheLease)
	eventually(t, "the first candidate leads", first.elector.IsLeader)
	second := startCandidate(t, c, "second", keepsTheLease)
	eventually(t, "the second candidate knows who leads", func() bool { return second.elector.GetLeader() == "first" })
	before := c.lease(t)
	eventually(t, "the lease is renewed", func() bool { return c.lease(t).Spec.RenewTime.After(before.Spec.RenewTime.Time) })
	equal(t, "the second leads beside the first", false, second.elector.IsLeader())
	equal(t, "holder", "first", *c.lease(t).Spec.HolderIdentity)
	equal(t, "transitions", 0, *c.lease(t).Spec.LeaseTransitions)

	first.stop()
	eventuallyWithin(t, leaseDuration, "the second candidate leads", second.elector.IsLeader)
	equal(t, "holder", "second", *c.lease(t).Spec.HolderIdentity)
	equal(t, "transitions", 1, *c.lease(t).Spec.LeaseTransitions)

	third := startCandidate(t, c, "third", releasesTheLease)
	second.stop()
	eventually(t, "the third candidate leads", third.elector.IsLeader)
	equal(t, "holder", "third", *c.lease(t).Spec.HolderIdentity)
	equal(t, "transitions", 2, *c.lease(t).Spec.LeaseTransitions)
	third.stop()
	equal(t, "holder", "", *c.lease(t).Spec.HolderIdentity)
}
