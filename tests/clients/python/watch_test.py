"""watch.Watch and SharedInformer of the Python client."""
import logging
import threading

from kubernetes import client, informer, watch

from cluster import NOT_OF_THE_CLUSTER, ClusterTest, short_form

OBJECTS = 200
ROUNDS = 3


class Watch(ClusterTest):
    def test_a_watch_begins_with_what_is_there_and_ends_in_time(self):
        self.create("one")
        self.create("two")
        stream = watch.Watch().stream(self.core.list_namespaced_config_map, self.namespace, timeout_seconds=1,
                                      field_selector=NOT_OF_THE_CLUSTER)
        events = [short_form(event) for event in stream]
        self.assertEqual(["ADDED one=0", "ADDED two=0"], sorted(events))

    def test_a_watch_goes_on_from_a_list(self):
        self.create("before")
        revision = self.core.list_namespaced_config_map(self.namespace).metadata.resource_version
        self.create("live")
        self.set_value("live", "1")
        self.delete("live")
        watcher = watch.Watch()
        events = []
        for event in watcher.stream(self.core.list_namespaced_config_map, self.namespace, resource_version=revision):
            events.append(short_form(event))
            self.assertGreater(int(event["object"].metadata.resource_version), int(revision))
            if len(events) == 3:
                watcher.stop()
        self.assertEqual(["ADDED live=0", "MODIFIED live=1", "DELETED live=1"], events)

    def test_a_watch_with_a_selector(self):
        revision = self.create("moving").metadata.resource_version
        patch = self.core.patch_namespaced_config_map
        patch("moving", self.namespace, {"metadata": {"labels": {"tier": "front"}}})
        patch("moving", self.namespace, {"metadata": {"labels": {"tier": None}}})
        watcher = watch.Watch()
        events = []
        for event in watcher.stream(self.core.list_namespaced_config_map, self.namespace, resource_version=revision,
                                    label_selector="tier=front"):
            events.append(short_form(event))
            if len(events) == 2:
                watcher.stop()
        self.assertEqual(["ADDED moving=0", "DELETED moving=0"], events)

    def test_a_revision_that_never_was_is_an_error(self):
        with self.assertRaises(client.ApiException) as refused:
            list(watch.Watch().stream(self.core.list_namespaced_config_map, self.namespace, resource_version="nonsense",
                                      timeout_seconds=5))
        self.assertEqual(500, refused.exception.status)  # as at a kube-apiserver 1.35


class SharedInformer(ClusterTest):
    """P1-08, with the faults of ../faults.py."""

    def setUp(self):
        super().setUp()
        watching = client.CoreV1Api(client.ApiClient())
        watching.api_client.user_agent = f"{self._testMethodName}/"  # by which the faults of the server find it
        logging.getLogger("kubernetes.informer").setLevel(logging.CRITICAL)  # it tells of each watch that was cut
        self.told = []
        self.informer = informer.SharedInformer(watching.list_namespaced_config_map, namespace=self.namespace,
                                                field_selector=NOT_OF_THE_CLUSTER)
        for event_type in ("ADDED", "MODIFIED", "DELETED"):
            self.informer.add_event_handler(
                event_type, lambda obj, event_type=event_type: self.told.append(short_form({"type": event_type, "object": obj})))
        self.addCleanup(self.stop_informer)

    def stop_informer(self):
        """stop() does not reach a watch that is just being begun, and then waits for ever; an event does reach it."""
        stopping = threading.Thread(target=self.informer.stop, daemon=True)
        stopping.start()

        def has_stopped():
            if stopping.is_alive():
                self.core.create_namespaced_config_map(self.namespace, {"metadata": {"generateName": "end-"}, "data": {"value": "0"}})
            return not stopping.is_alive()

        self.eventually("the informer has stopped", has_stopped)

    def cached(self):
        return {one.metadata.name: one.metadata.resource_version for one in self.informer.cache.list()}

    def expect(self, line):
        self.eventually(line, lambda: line in self.told)

    def test_adds_updates_and_deletes(self):
        self.create("before")
        self.informer.start()
        self.expect("ADDED before=0")
        self.create("live")
        self.expect("ADDED live=0")
        self.set_value("live", "1")
        self.expect("MODIFIED live=1")
        self.delete("live")
        self.expect("DELETED live=1")
        self.assertEqual(self.at_the_server(), self.cached())

    def test_ends_equal_to_the_server(self):
        self.informer.start()
        self.create("first")
        self.expect("ADDED first=0")  # from here on it follows what happens

        def churn(part):
            for number in range(OBJECTS):
                if number % 4 != part:
                    continue
                name = f"object-{number:03}"
                self.create(name)
                for value in range(ROUNDS):
                    self.set_value(name, str(value))
                if number % 3 == 0:
                    self.delete(name)

        writers = [threading.Thread(target=churn, args=(part,)) for part in range(4)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        expected = self.at_the_server()
        self.assertEqual(1 + OBJECTS - len(range(0, OBJECTS, 3)), len(expected))
        self.eventually("the cache is equal to the server", lambda: self.cached() == expected)
