"""What goes wrong for each program while it runs, as options of `gauntlet serve --fault`.

A fault finds its test by the User-Agent, which each test sets to its own name: so it hits at just that place, whatever the order
and the speed of the tests. run.py checks that every one of them was met.
"""


def of(test, *faults):
    """The faults of one test, or of one program in it."""
    return tuple(f"{fault},user-agent={test}" for fault in faults)


# Of watches of ConfigMaps, whichever comes first: watches that are cut, and that are too old, in turn.
CUT, GONE = "watch-cut,resource=configmaps,after=3", "watch-error,code=410,resource=configmaps,after=3"
FIRST_WATCHES = (CUT, GONE, CUT, GONE)

BUSY_WATCH = "answer,code=429,verb=watch,resource=configmaps"
FAILING_WATCH = "answer,code=500,verb=watch,resource=configmaps"

# What the informers of Go and of Rust meet alike.
OF_INFORMERS = {
    "stream-refused": ("answer,code=422,verb=watch,resource=configmaps",),
    "stream-failing": (FAILING_WATCH,),
    "stream-busy": (BUSY_WATCH,),
    "stream-expired": ("watch-error,code=410,resource=configmaps",),
    "stream-error": ("watch-error,code=500,resource=configmaps",),
    "stream-cut": ("watch-cut,resource=configmaps",),
    "watch-slow-events": ("slow-events,delay=300ms,resource=configmaps",),
    "list-failing": ("answer,code=500,verb=list,resource=configmaps",),
    "list-expired": ("answer,code=410,verb=list,resource=configmaps",),
    "list-half": ("broken-json,verb=list,resource=configmaps",),
    "list-wrong-type": ("wrong-type,verb=list,resource=configmaps",),
    "list-stale": ("stale-list,revisions=2,resource=configmaps",),
    "list-jump": ("revision-jump,revisions=100000,verb=list,resource=configmaps",),
}

# One row for each of reactions_test.go. The informer's watch is cut and so on after the three objects that are there and the
# first change.
REACTIONS = {
    **OF_INFORMERS,
    "stream-slow": ("slow,delay=1500ms,verb=watch,resource=configmaps",),
    "watch-cut": ("watch-cut,resource=configmaps,after=4",),
    "watch-end": ("watch-end,resource=configmaps,after=4",),
    "watch-half-a-line": ("broken-json,verb=watch,resource=configmaps,after=4",),
    "watch-expired": ("watch-error,code=410,resource=configmaps,after=4",),
    "watch-busy": ("watch-cut,resource=configmaps,after=4", BUSY_WATCH),
    "watch-failing": ("watch-cut,resource=configmaps,after=4", FAILING_WATCH),
}
RETRIES = {
    "busy-for-a-second": ("answer,code=429,retry-after=1,verb=get,resource=configmaps,times=2",),
    "failing-for-a-second": ("answer,code=503,retry-after=1,verb=get,resource=configmaps",),
    "cut": ("cut,verb=get,resource=configmaps",),
    "end": ("end,verb=get,resource=configmaps",),
    "busy": ("answer,code=429,verb=get,resource=configmaps",),
    "failing": ("answer,code=500,verb=get,resource=configmaps",),
}

# One row for each of reactions_test.py of kubectl, whose User-Agent is its own.
KUBECTL_REACTIONS = {
    "busy": "answer,code=429,retry-after=1,verb=get,resource=configmaps,skip=1,times=2",  # the first is of apply
    "failing": "answer,code=500,verb=get,resource=configmaps,skip=1",
    "half-a-list": "broken-json,verb=list,resource=configmaps",
    "another-content-type": "wrong-type,verb=list,resource=configmaps",
    "conflicts": "answer,code=409,verb=patch,resource=configmaps,times=2",
    "a-watch-that-is-cut": "watch-cut,resource=configmaps,after=1",
    "a-watch-that-expires": "watch-error,code=410,resource=configmaps,after=1",
    "waiting-over-a-cut": "watch-cut,resource=configmaps,after=1",
    "waiting-over-an-expiry": "watch-error,code=410,resource=configmaps,after=1",
}
KUBECTL = tuple(f"{fault},namespace=reactions-{name}" for name, fault in KUBECTL_REACTIONS.items())

GO = (
    *(fault for name, faults in REACTIONS.items() for fault in of(f"TestReactions/{name}/", *faults)),
    *(fault for name, faults in RETRIES.items() for fault in of(f"TestRetries/{name}/", *faults)),
    # 5,000 objects, of which 3,750 are left: in the middle of the first list, near its end, and while every object changes; the
    # last ones at the latest while single changes follow. Nothing waits for more than are left: a late list has no more.
    *of("TestListerOfManyObjectsAfterChurn/",
        BUSY_WATCH,
        "watch-cut,resource=configmaps,after=100,times=2",
        "watch-error,code=410,resource=configmaps,after=3000",
        "watch-cut,resource=configmaps,after=3600",
        "watch-error,code=410,resource=configmaps,after=50",
        "slow,delay=300ms,verb=watch,resource=configmaps",
        "answer,code=429,retry-after=1,verb=create,resource=configmaps,skip=1000,times=5",
        "answer,code=503,retry-after=1,verb=update,resource=configmaps,skip=500,times=5",
        "answer,code=429,retry-after=1,verb=list,resource=configmaps,skip=3,times=2"),
    # The manager's own requests: its watches, its status updates, the object that it owns.
    *of("TestManager/manager/",
        "watch-cut,resource=ingresses,after=1,times=2",
        "watch-error,code=410,resource=ingresses,after=2",
        "watch-cut,resource=configmaps,after=1,times=2",
        "answer,code=409,verb=update,resource=ingresses,skip=1,times=2",
        "answer,code=500,verb=create,resource=configmaps",
        "answer,code=500,verb=update,resource=configmaps"),
    # Renewals that fail, an election that is lost to a conflict and one whose connection breaks. What the server's clock says
    # decides nothing.
    *of("TestLeaderElection/first/", "answer,code=500,verb=update,resource=leases,times=2"),
    *of("TestLeaderElection/second/",
        "answer,code=409,verb=update,resource=leases",
        "clock-step,forward=1h,verb=get,resource=leases",
        "clock-step,back=2h,verb=get,resource=leases",
        "slow,delay=300ms,verb=update,resource=leases"),
    *of("TestLeaderElection/third/", "cut,verb=get,resource=leases", "answer,code=500,verb=update,resource=leases"),
    *FIRST_WATCHES,
)

# Its informer goes on from where it was, but after two 410 in a row, which it answers with a new list: so they come last. A list
# that fails is tried again after five seconds.
PYTHON = (
    *of("test_adds_updates_and_deletes/", "answer,code=500,verb=list,resource=configmaps", CUT),
    *of("test_ends_equal_to_the_server/",
        FAILING_WATCH,
        BUSY_WATCH,
        "watch-cut,resource=configmaps,after=50,times=3",
        "watch-end,resource=configmaps,after=50",
        "cut,verb=watch,resource=configmaps",
        "watch-error,code=410,resource=configmaps,after=50",
        "watch-error,code=410,resource=configmaps,times=2"),
    *FIRST_WATCHES,
)

# Its informer tells its program that something broke, which begins it again; it goes on from where it was, but after a 410. Errors
# of lists are the program's own.
JAVASCRIPT = (
    *of("ends-equal/",
        FAILING_WATCH,
        BUSY_WATCH,
        "watch-cut,resource=configmaps,after=20,times=3",
        "watch-end,resource=configmaps,after=20",
        "cut,verb=watch,resource=configmaps",
        "watch-error,code=410,resource=configmaps,after=20"),
    *FIRST_WATCHES,
)

# One row for each of reactions.rs. Watches from a revision on have told one change by then, streaming lists what is there or that
# and a change.
RUST_REACTIONS = {
    **OF_INFORMERS,
    "list-cut": ("cut,verb=list,resource=configmaps",),
    "list-busy": ("answer,code=429,verb=list,resource=configmaps,times=2",),
    "page-expired": ("answer,code=410,verb=list,resource=configmaps,skip=1",),
    "watch-failing": (FAILING_WATCH,),
    "watch-gone": ("answer,code=410,verb=watch,resource=configmaps",),
    "watch-busy": (BUSY_WATCH,),
    "watch-slow": ("slow,delay=300ms,verb=watch,resource=configmaps",),
    "watch-cut": ("watch-cut,resource=configmaps,after=1",),
    "watch-end": ("watch-end,resource=configmaps,after=1",),
    "watch-half-a-line": ("broken-json,verb=watch,resource=configmaps,after=1",),
    "watch-expired": ("watch-error,code=410,resource=configmaps,after=1",),
    "watch-error": ("watch-error,code=500,resource=configmaps,after=1",),
    "stream-half-a-line": ("broken-json,verb=watch,resource=configmaps",),
    "stream-cut-later": ("watch-cut,resource=configmaps,after=4",),
    "stream-expired-later": ("watch-error,code=410,resource=configmaps,after=4",),
    "stream-unmarked": ("no-bookmarks,resource=configmaps",),
    # Not of watchers.
    "busy": ("answer,code=429,verb=get,resource=configmaps,times=2",),
    "busy-for-a-second": ("answer,code=429,retry-after=1,verb=get,resource=configmaps",),
    "busy-with-writes": ("answer,code=429,verb=create,resource=configmaps",),
    "unavailable": ("answer,code=503,verb=get,resource=configmaps",),
    "failing": ("answer,code=500,verb=get,resource=configmaps",),
    "cut": ("cut,verb=get,resource=configmaps",),
}
ENDS_OF_WATCHES = (
    "watch-cut,resource=configmaps,after=20,times=3",
    "watch-end,resource=configmaps,after=20",
    "broken-json,verb=watch,resource=configmaps,after=20",
    "watch-error,code=500,resource=configmaps,after=20",
    "watch-error,code=410,resource=configmaps,after=20",
)

# Its watcher tells its program what broke and goes on from where it was, but after a 410 event. The client itself asks again after
# a 429. The new beginning is the last that goes wrong, since there may be no more changes behind it.
RUST = (
    *(fault for name, faults in RUST_REACTIONS.items() for fault in of(f"clients/{name}/", *faults)),
    *of("clients/churn-listed/",
        "answer,code=500,verb=list,resource=configmaps",
        "broken-json,verb=list,resource=configmaps",
        FAILING_WATCH,
        BUSY_WATCH,
        *ENDS_OF_WATCHES,
        "stale-list,revisions=20,resource=configmaps,skip=1"),
    *of("clients/churn-streamed/", FAILING_WATCH, BUSY_WATCH, *ENDS_OF_WATCHES),
)
