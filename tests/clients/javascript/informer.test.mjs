// Informers of @kubernetes/client-node: list, watch from there, and go on when the watch ends.
import * as k8s from '@kubernetes/client-node';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { ConfigMaps, OURS, config, configOf, eventually, newNamespace, revisionsOf } from './cluster.mjs';

const OBJECTS = 200;
const WRITERS = 4;

let configMaps;
let informer;
let told;
let connects;
let isOver;

function newInformer(itsConfig) {
  const path = `/api/v1/namespaces/${configMaps.namespace}/configmaps`;
  const made = k8s.makeInformer(itsConfig, path, () => configMaps.list(), OURS);
  for (const verb of ['add', 'update', 'delete']) {
    made.on(verb, (object) => told.push(`${verb} ${object.metadata.name}=${object.data.value}`));
  }
  made.on('connect', () => (connects += 1));
  made.on('error', () => isOver || made.start()); // as its documentation has it: what broke is begun again
  return made;
}

beforeEach(async () => {
  configMaps = new ConfigMaps(await newNamespace());
  told = [];
  connects = 0;
  isOver = false;
  informer = newInformer(config);
});

afterEach(() => {
  isOver = true; // stopping is an error, too
  return informer.stop();
});

async function expect(line) {
  await eventually(line, () => told.includes(line));
}

test('what is there is listed, and what happens then is told', async () => {
  await configMaps.create('before', '0');
  await informer.start();
  assert.deepEqual(told, ['add before=0']);
  await configMaps.create('live', '1');
  await expect('add live=1');
  await configMaps.setValue('live', '2');
  await expect('update live=2');
  await configMaps.remove('live');
  await expect('delete live=2');
  assert.deepEqual(revisionsOf(informer.list()), await configMaps.revisions());
});

test('an empty collection', async () => {
  await informer.start();
  assert.deepEqual(told, []);
  await configMaps.create('first', '1');
  await expect('add first=1');
});

test('a watch that is cut is begun again where it was', async () => {
  await informer.start();
  await configMaps.create('one', '1');
  await expect('add one=1');
  const before = connects;
  informer.request.abort();
  await configMaps.create('two', '1');
  await expect('add two=1');
  assert.ok(connects > before);
  assert.equal(told.filter((line) => line === 'add one=1').length, 1);
});

test('a label selector', async () => {
  await configMaps.create('plain', '1');
  const selected = new k8s.ListWatch(
    `/api/v1/namespaces/${configMaps.namespace}/configmaps`,
    new k8s.Watch(config),
    () => configMaps.list('tier=front'),
    false,
    'tier=front',
  );
  await selected.start();
  await configMaps.create('chosen', '1', { tier: 'front' });
  await eventually('the chosen one is there', () => selected.get('chosen', configMaps.namespace));
  assert.equal(selected.get('plain', configMaps.namespace), undefined);
  await selected.stop();
});

// P1-08, with the faults of ../faults.py.
test('ends equal to the server', async () => {
  informer = newInformer(configOf('ends-equal'));
  await informer.start();
  async function churn(writer) {
    for (let number = writer; number < OBJECTS; number += WRITERS) {
      const name = `object-${String(number).padStart(3, '0')}`;
      await configMaps.create(name, '0');
      await configMaps.setValue(name, '1');
      if (number % 3 === 0) await configMaps.remove(name);
    }
  }
  await Promise.all([...Array(WRITERS).keys()].map(churn));
  const expected = await configMaps.revisions();
  assert.equal(Object.keys(expected).length, OBJECTS - Math.ceil(OBJECTS / 3));
  await eventually('the informer is equal to the server', () => {
    return JSON.stringify(revisionsOf(informer.list())) === JSON.stringify(expected);
  });
});
