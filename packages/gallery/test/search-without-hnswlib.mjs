// What a gallery that was asked for a graph answers, and logs, in a process of its own.
import { createGallery } from '@portero/gallery';

const logged = [];
const log = (fields, message) => logged.push(message, fields.reason);
const logger = { debug() {}, info() {}, warn: log, error: log };
const gallery = createGallery({ dimension: 2, backend: 'hnsw' }, { logger });
for (const [personId, ...embedding] of [
  ['a', 1, 0],
  ['b', 0, 1],
]) {
  gallery.replacePerson(personId, [
    { personId, templateId: personId, embedding: Float32Array.from(embedding) },
  ]);
}
await gallery.settled();
const found = gallery.search(Float32Array.of(0.9, 0.1)).map(({ personId }) => personId);
process.stdout.write(JSON.stringify({ backend: gallery.backend, found, logged }));
await gallery.stop();
