"""What the tests share: the API of the cluster that KUBECONFIG names, and waiting with a deadline."""
import time
import unittest

from kubernetes import client, config

WITHIN = 60  # seconds; what is waited for comes within a second or two
ASK_AGAIN = 0.02
NOT_OF_THE_CLUSTER = "metadata.name!=kube-root-ca.crt"  # which the cluster puts into each namespace


class ClusterTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        config.load_kube_config()
        cls.core = client.CoreV1Api()
        cls.networking = client.NetworkingV1Api()

    def setUp(self):
        wanted = client.V1Namespace(metadata=client.V1ObjectMeta(generate_name="python-"))
        self.namespace = self.core.create_namespace(wanted).metadata.name

    def create(self, name, value="0", labels=None):
        wanted = client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name, labels=labels), data={"value": value})
        return self.core.create_namespaced_config_map(self.namespace, wanted)

    def set_value(self, name, value):
        return self.core.patch_namespaced_config_map(name, self.namespace, {"data": {"value": value}})

    def delete(self, name):
        return self.core.delete_namespaced_config_map(name, self.namespace)

    def at_the_server(self):
        """The revision of each ConfigMap."""
        found = self.core.list_namespaced_config_map(self.namespace, field_selector=NOT_OF_THE_CLUSTER).items
        return {one.metadata.name: one.metadata.resource_version for one in found}

    def eventually(self, what, is_so):
        deadline = time.monotonic() + WITHIN
        while not is_so():
            if time.monotonic() > deadline:
                self.fail(f"not within {WITHIN} seconds: {what}")
            time.sleep(ASK_AGAIN)


def short_form(event):
    return f"{event['type']} {event['object'].metadata.name}={event['object'].data['value']}"
