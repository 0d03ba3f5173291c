// What the tests share: the API of the cluster that KUBECONFIG names, and waiting with a deadline.
import * as k8s from '@kubernetes/client-node';
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

const WITHIN = 60_000; // milliseconds; what is waited for comes within a second or two
const ASK_AGAIN = 20;

export const config = new k8s.KubeConfig();
config.loadFromDefault();
export const core = config.makeApiClient(k8s.CoreV1Api);

// Another such configuration, whose watches have a User-Agent by which the faults of the server find them.
export function configOf(name) {
  const named = new k8s.KubeConfig();
  named.loadFromDefault();
  const apply = named.applyToFetchOptions.bind(named);
  named.applyToFetchOptions = async (options) => {
    const applied = await apply(options);
    applied.headers.set('User-Agent', `${name}/`);
    return applied;
  };
  return named;
}

export async function newNamespace() {
  const body = { metadata: { generateName: 'javascript-' } };
  return (await core.createNamespace({ body })).metadata.name;
}

export async function eventually(what, isSo) {
  const deadline = Date.now() + WITHIN;
  while (!(await isSo())) {
    assert.ok(Date.now() < deadline, `not within ${WITHIN / 1000} seconds: ${what}`);
    await pause(ASK_AGAIN);
  }
}

// What all that the tests make has and the ConfigMap that the cluster puts into each namespace has not.
export const OURS = 'made-by=test';

// The ConfigMaps that the tests make in one namespace.
export class ConfigMaps {
  constructor(namespace) {
    this.namespace = namespace;
  }

  create(name, value, labels) {
    const body = { metadata: { name, labels: { 'made-by': 'test', ...labels } }, data: { value } };
    return core.createNamespacedConfigMap({ namespace: this.namespace, body });
  }

  async setValue(name, value) {
    const body = await core.readNamespacedConfigMap({ namespace: this.namespace, name });
    body.data.value = value;
    return core.replaceNamespacedConfigMap({ namespace: this.namespace, name, body });
  }

  remove(name) {
    return core.deleteNamespacedConfigMap({ namespace: this.namespace, name });
  }

  list(labelSelector = OURS) {
    return core.listNamespacedConfigMap({ namespace: this.namespace, labelSelector });
  }

  async revisions() {
    return revisionsOf((await this.list()).items);
  }
}

export function revisionsOf(objects) {
  return Object.fromEntries(objects.map((one) => [one.metadata.name, one.metadata.resourceVersion]).sort());
}
