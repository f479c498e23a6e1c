import { recordingLogger, waitUntil } from '@portero/testkit';
import { expect, test } from 'vitest';
import type { HnswModule } from './hnsw-module.ts';
import { LiveGallery } from './live-gallery.ts';

/** An hnswlib whose files cannot be read. */
const broken: HnswModule = {
  HierarchicalNSW: class {
    initIndex() {}
    async readIndex(): Promise<boolean> {
      throw new Error('the disk is full');
    }
    writeIndexSync() {}
    resizeIndex() {}
    addPoint() {}
    markDelete() {}
    searchKnn() {
      return { distances: [], neighbors: [] };
    }
    getMaxElements() {
      return 0;
    }
    getCurrentCount() {
      return 0;
    }
    setEf() {}
  },
};

test('falls back to exact search, and says so, when an index cannot be had', async () => {
  const { logger, records } = recordingLogger();
  const options = { dimension: 2, exactBelow: 0, M: 16, efConstruction: 200, efSearch: 64 };
  const gallery = new LiveGallery(options, { logger, hnsw: broken });
  gallery.replacePerson('p', [{ personId: 'p', templateId: 't', embedding: Float32Array.of(3, 4) }]);
  await waitUntil(() => records.some(({ level }) => level === 50), { what: 'the error' });
  expect(gallery.backend).toBe('exact');
  expect(gallery.search(Float32Array.of(0, 0))).toEqual([{ personId: 'p', templateId: 't', distanceL2: 5 }]);
  await gallery.stop();
});
