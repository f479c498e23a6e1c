import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/**
 * A new empty folder. Asked for in a test (or `beforeEach`), it goes when the test is over; asked for at the level of a
 * file or a `describe`, it goes after the last test there. In `beforeAll` use `makeFolder`, and remove it in `afterAll`.
 */
export function temporaryFolder(): string {
  const folder = makeFolder();
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    onTestFinished(remove);
  } catch {
    // Not inside a test: vitest has no way to ask beforehand.
    afterAll(remove);
  }
  return folder;
}

/** A new empty folder that the caller removes. */
export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'portero-test-'));
}
