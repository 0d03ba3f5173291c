"""The patches of the Python client, and what it makes of errors."""
from kubernetes import client

from cluster import ClusterTest

INGRESS = {
    "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "web"},
    "spec": {"rules": [{"host": "a.test", "http": {"paths": [
        {"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "web", "port": {"number": 80}}}}]}}]},
}
SERVICE = {"metadata": {"name": "web"}, "spec": {"ports": [{"name": "plain", "port": 80}]}}


class Patch(ClusterTest):
    """P0-23."""

    def patch_service(self, body, content_type):
        patched = self.core.patch_namespaced_service("web", self.namespace, body, _content_type=content_type)
        return {port.name: port.port for port in patched.spec.ports}

    def test_strategic_merge_patches_join_by_key(self):
        self.core.create_namespaced_service(self.namespace, SERVICE)
        ports = self.patch_service({"spec": {"ports": [{"name": "tls", "port": 443}]}}, "application/strategic-merge-patch+json")
        self.assertEqual({"plain": 80, "tls": 443}, ports)
        ports = self.patch_service({"spec": {"ports": [{"$patch": "delete", "port": 80}]}}, "application/strategic-merge-patch+json")
        self.assertEqual({"tls": 443}, ports)

    def test_merge_patches_replace_lists(self):
        self.core.create_namespaced_service(self.namespace, SERVICE)
        ports = self.patch_service({"spec": {"ports": [{"name": "tls", "port": 443}]}}, "application/merge-patch+json")
        self.assertEqual({"tls": 443}, ports)

    def test_json_patches(self):
        self.core.create_namespaced_service(self.namespace, SERVICE)
        add = [{"op": "add", "path": "/spec/ports/-", "value": {"name": "tls", "port": 443}}]
        self.assertEqual({"plain": 80, "tls": 443}, self.patch_service(add, "application/json-patch+json"))
        with self.assertRaises(client.ApiException) as refused:
            self.patch_service([{"op": "test", "path": "/spec/type", "value": "NodePort"}], "application/json-patch+json")
        self.assertEqual(422, refused.exception.status)

    def test_apply_patches(self):
        body = {**INGRESS, "metadata": {"name": "web", "namespace": self.namespace}}
        applied = self.networking.patch_namespaced_ingress("web", self.namespace, body, field_manager="python",
                                                           _content_type="application/apply-patch+yaml")
        self.assertEqual("a.test", applied.spec.rules[0].host)
        self.assertEqual([("python", "Apply")], [(one.manager, one.operation) for one in applied.metadata.managed_fields])

    def test_a_patch_of_the_status(self):
        created = self.networking.create_namespaced_ingress(self.namespace, INGRESS)
        patch = {"spec": {"rules": None}, "status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}}}
        patched = self.networking.patch_namespaced_ingress_status("web", self.namespace, patch)
        self.assertEqual("192.0.2.1", patched.status.load_balancer.ingress[0].ip)
        self.assertEqual(created.spec, patched.spec)
        self.assertEqual(1, patched.metadata.generation)

    def test_a_patch_without_a_change(self):
        before = self.create("same").metadata.resource_version
        self.assertEqual(before, self.set_value("same", "0").metadata.resource_version)
        self.assertNotEqual(before, self.set_value("same", "1").metadata.resource_version)

    def test_a_patch_of_nothing(self):
        with self.assertRaises(client.ApiException) as refused:
            self.set_value("none", "1")
        self.assertEqual(404, refused.exception.status)

    def test_a_patch_that_makes_it_invalid(self):
        self.networking.create_namespaced_ingress(self.namespace, INGRESS)
        with self.assertRaises(client.ApiException) as refused:
            self.networking.patch_namespaced_ingress("web", self.namespace, {"spec": {"rules": None}})
        self.assertEqual(422, refused.exception.status)
        self.assertIn("spec", refused.exception.body)

    def test_a_revision_of_the_past_is_a_conflict(self):
        stale = self.create("old")
        self.set_value("old", "1")
        with self.assertRaises(client.ApiException) as refused:
            self.core.replace_namespaced_config_map("old", self.namespace, stale)
        self.assertEqual(409, refused.exception.status)
