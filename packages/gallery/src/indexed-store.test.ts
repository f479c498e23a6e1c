import { describe, expect, test } from 'vitest';
import { HnswIndex } from './hnsw-index.ts';
import type { HnswGraph } from './hnsw-module.ts';
import { IndexedStore } from './indexed-store.ts';

/** A graph that finds what the test tells it to, and keeps a record. */
class FakeGraph implements HnswGraph {
  labels: number[];
  deleted: number[] = [];
  asked: number[] = [];
  finds: number[] = [];
  maxElements = 4;

  constructor(labels: number[] = []) {
    this.labels = labels;
  }

  initIndex(): void {}
  async readIndex(): Promise<boolean> {
    return true;
  }
  writeIndexSync(): void {}
  resizeIndex(maxElements: number): void {
    this.maxElements = maxElements;
  }
  addPoint(_point: number[], label: number): void {
    if (this.labels.length >= this.maxElements) throw new Error('the index is full');
    this.labels.push(label);
  }
  markDelete(label: number): void {
    this.deleted.push(label);
  }
  searchKnn(_point: number[], count: number) {
    this.asked.push(count);
    return { distances: [], neighbors: this.finds.slice(0, count) };
  }
  getMaxElements(): number {
    return this.maxElements;
  }
  getCurrentCount(): number {
    return this.labels.length;
  }
  setEf(): void {}
}

function put(store: IndexedStore, person: number, x: number): void {
  store.add({ personId: `p${person}`, templateId: `t${person}`, embedding: Float32Array.of(x, 0) });
}

function names(store: IndexedStore, k: number): string[] {
  return store.search(Float32Array.of(0, 0), k).map(({ personId }) => personId);
}

describe('IndexedStore', () => {
  test('believes the index which templates are near, and the store how near they are', () => {
    const store = new IndexedStore(2);
    for (const [person, x] of [5, 3, 4, 1].entries()) put(store, person, x);
    const graph = new FakeGraph([...store.beginIndexing().labels]);
    graph.finds = [0, 1, 2];
    store.adopt(new HnswIndex(graph, 10));
    expect(store.search(Float32Array.of(0, 0), 2)).toEqual([
      { personId: 'p1', templateId: 't1', distanceL2: 3 },
      { personId: 'p2', templateId: 't2', distanceL2: 4 },
    ]);
  });

  test('asks for more neighbours, and at last scans, when there are too few persons among them', () => {
    const store = new IndexedStore(2);
    for (let template = 0; template < 300; template++) put(store, 0, 1);
    put(store, 1, 2);
    const graph = new FakeGraph([...store.beginIndexing().labels]);
    graph.maxElements = 1_000;
    graph.finds = graph.labels.slice(0, 300);
    store.adopt(new HnswIndex(graph, 10));
    expect(names(store, 2)).toEqual(['p0', 'p1']);
    expect(graph.asked).toEqual([16, 64, 256]);
  });

  test('brings a new index up to date with what came and went while it was built', () => {
    const store = new IndexedStore(2);
    for (const person of [0, 1, 2]) put(store, person, person);
    const graph = new FakeGraph([...store.beginIndexing().labels]);
    store.removePerson('p1');
    put(store, 3, 3);
    put(store, 4, 4);
    store.removePerson('p4');
    store.adopt(new HnswIndex(graph, 10));
    expect([graph.labels, graph.deleted]).toEqual([[0, 1, 2, 3], [1]]);
  });

  test('makes room in a full index', () => {
    const store = new IndexedStore(2);
    const graph = new FakeGraph([...store.beginIndexing().labels]);
    store.adopt(new HnswIndex(graph, 10));
    for (let person = 0; person < 10; person++) put(store, person, person);
    expect([graph.labels.length, graph.maxElements]).toEqual([10, 4 + 1_024]);
  });

  test('tells how much of the index is deleted', () => {
    const store = new IndexedStore(2);
    store.adopt(new HnswIndex(new FakeGraph(), 10));
    for (const person of [0, 1, 2, 3]) put(store, person, person);
    store.removePerson('p2');
    expect(store.deletedShare).toBe(0.25);
  });
});
