import type { Worker } from 'node:worker_threads';

export interface AskThreadOptions {
  /** @defaultValue nothing is sent: the thread speaks first */
  readonly request?: unknown;
  readonly signal?: AbortSignal;
}

/** The next message of a thread. Rejects when it fails or ends without one, or is given up. */
export function askThread<Answer>(
  thread: Worker,
  { request, signal }: AskThreadOptions = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      signal?.removeEventListener('abort', onAbort);
      thread.off('error', onError).off('exit', onExit).off('message', onMessage);
      then();
    };
    const onAbort = () => settle(() => reject(signal?.reason));
    const onError = (error: unknown) => settle(() => reject(error));
    const onExit = () => settle(() => reject(new Error('the thread has ended')));
    const onMessage = (answer: Answer) => settle(() => resolve(answer));
    signal?.addEventListener('abort', onAbort);
    thread.on('error', onError).on('exit', onExit).on('message', onMessage);
    if (signal?.aborted) onAbort();
    else if (request !== undefined) thread.postMessage(request);
  });
}
