import { type FaceLikePeople, percentile } from '@portero/benchmark';
import type { Gallery } from '@portero/gallery';
import type { InTurns } from './gallery-benchmark.ts';

/** Each is one call, during which the process does nothing else. */
export interface ChangeTimes {
  /** People added, replaced and removed, a third each, with a search after every tenth. */
  changes: number;
  addP99Ms: number;
  removeP99Ms: number;
  /** The longest of all additions, replacements, removals and searches. */
  maxMs: number;
}

const CHANGES = 30_000;
const SEARCH_EVERY = 10;

/** Changes a gallery while it is searched, and leaves as many people in it as there were. */
export async function measureChanges(
  {
    people,
    templates,
    personId,
  }: { people: FaceLikePeople; templates: number; personId: (person: number) => string },
  { gallery, inTurns }: { gallery: Gallery; inTurns: InTurns },
): Promise<ChangeTimes> {
  const times: Record<'add' | 'remove' | 'search', number[]> = { add: [], remove: [], search: [] };
  const timed = (kind: keyof typeof times, call: () => unknown) => {
    const startedMs = performance.now();
    call();
    times[kind].push(performance.now() - startedMs);
  };
  const put = (person: number, embedding: Float32Array) => {
    const id = personId(person);
    timed('add', () => gallery.replacePerson(id, [{ personId: id, templateId: id, embedding }]));
  };
  await inTurns('changing under load', CHANGES / 3, (index) => {
    const newcomer = 2 * templates + index;
    put(newcomer, people.reference(newcomer));
    put((index * 7_919) % templates, people.probe(index));
    timed('remove', () => gallery.removePerson(personId(newcomer)));
    if ((3 * index) % SEARCH_EVERY < 3) {
      const probe = people.probe(newcomer);
      timed('search', () => gallery.search(probe));
    }
  });
  return {
    changes: CHANGES,
    addP99Ms: percentile(times.add, 0.99),
    removeP99Ms: percentile(times.remove, 0.99),
    maxMs: Math.max(...Object.values(times).map((all) => percentile(all, 1))),
  };
}
