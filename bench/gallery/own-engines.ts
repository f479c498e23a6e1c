import { ExactScan } from '@portero/benchmark';
import { createGallery } from '@portero/gallery';
import { silentLogger } from '@portero/runtime';
import { type Material, type Open, vectorOf } from './engine.ts';

export const BASELINE = 'exact scan in JavaScript';

export const openExactScan: Open = async ({ dimension, vectors }) => {
  const scan = new ExactScan(dimension, vectors);
  return { engines: [{ name: BASELINE, nearest: (probe) => scan.nearest(probe) }], buildSeconds: 0 };
};

/** As the coordinator asks it: for the nearest person and the runner-up. */
export const openGallery: Open = (material) => fill(material, 'sketch', 'gallery, by sketches');

export const openExactGallery: Open = (material) => fill(material, 'exact', 'gallery, comparing all');

async function fill(material: Material, backend: 'exact' | 'sketch', name: string) {
  const gallery = createGallery({ dimension: material.dimension, backend }, { logger: silentLogger() });
  const startedMs = performance.now();
  for (let person = 0; person < material.size; person++) {
    const personId = String(person);
    gallery.replacePerson(personId, [
      { personId, templateId: personId, embedding: vectorOf(material, person) },
    ]);
  }
  const buildSeconds = (performance.now() - startedMs) / 1_000;
  const nearest = (probe: Float32Array) => Number(gallery.search(probe)[0]?.personId ?? -1);
  return { engines: [{ name, nearest, stop: () => gallery.stop() }], buildSeconds };
}
