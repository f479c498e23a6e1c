import { setImmediate as nextTurn } from 'node:timers/promises';
import { errorMessage } from '@portero/runtime';
import type { GalleryTemplate, RestoredSegment } from './gallery.ts';
import { GalleryError } from './gallery-error.ts';
import type { TemplateStore } from './template-store.ts';
import { assertTemplate } from './validation.ts';

/** Templates taken in before others get a turn: some 5 ms. */
const TURN = 256;
/** The same of a snapshot, whose templates are sketched already. */
const RESTORE_TURN = 2_048;

/**
 * Takes everything that `templates` gives into the store, which nobody searches yet.
 *
 * @throws {GalleryError} TEMPLATE_INVALID, REBUILD_FAILED with what the source threw, or STOPPED at once when `signal` says so
 */
export async function fillStore(
  store: TemplateStore,
  templates: AsyncIterable<GalleryTemplate | RestoredSegment>,
  signal: AbortSignal,
): Promise<void> {
  const iterator = templates[Symbol.asyncIterator]();
  let onStop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    onStop = () => reject(stoppedError());
    signal.addEventListener('abort', onStop);
  });
  try {
    assertNotStopped(signal);
    // One race for the whole stream: one for each template would keep a reaction of each until the end.
    await Promise.race([takeIn(store, iterator, signal), stopped]);
  } catch (error) {
    // Not awaited: a source that hangs would hold up the stop.
    void iterator.return?.().catch(() => undefined);
    if (error instanceof GalleryError) throw error;
    throw new GalleryError(
      'REBUILD_FAILED',
      `The gallery could not be read: ${errorMessage(error)}. It is as it was.`,
      { cause: error },
    );
  } finally {
    signal.removeEventListener('abort', onStop);
  }
}

async function takeIn(
  store: TemplateStore,
  iterator: AsyncIterator<GalleryTemplate | RestoredSegment>,
  signal: AbortSignal,
): Promise<void> {
  for (let count = 1; ; count++) {
    const { done, value } = await iterator.next();
    assertNotStopped(signal);
    if (done) return;
    if ('segment' in value) {
      await restore(store, value, signal);
      continue;
    }
    assertTemplate(value, store.vectors.dimension);
    store.add(value);
    if (count % TURN === 0) await nextTurn();
  }
}

async function restore(
  store: TemplateStore,
  { segment: { personIds, templateIds, rows }, except }: RestoredSegment,
  signal: AbortSignal,
): Promise<void> {
  for (const [index, personId] of personIds.entries()) {
    if (!except.has(personId)) {
      store.addRow({ personId, templateId: templateIds[index]! }, rows, index * store.vectors.rowBytes);
    }
    if (index % RESTORE_TURN === 0) {
      await nextTurn();
      assertNotStopped(signal);
    }
  }
}

/** @throws {GalleryError} STOPPED */
export function assertNotStopped(signal: AbortSignal): void {
  if (signal.aborted) throw stoppedError();
}

function stoppedError(): GalleryError {
  return new GalleryError('STOPPED', 'The gallery is stopped.');
}
