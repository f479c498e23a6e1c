import { EdgeError } from '../edge-error.ts';
import { fetchReason, splitCredentials } from '../http-credentials.ts';
import { redactUri } from './redact-uri.ts';

/** A time limit that starts over with each `refresh` and aborts what hangs on its signal. */
export interface Deadline {
  readonly signal: AbortSignal;
  refresh(): void;
  clear(): void;
}

/** Aborts after `timeoutMs` without a refresh, or when `stopped` is aborted. */
export function startDeadline(timeoutMs: number, stopped: AbortSignal): Deadline {
  const expired = new AbortController();
  const timer = setTimeout(() => expired.abort(new Error(`no answer for ${timeoutMs} ms`)), timeoutMs);
  return {
    signal: AbortSignal.any([expired.signal, stopped]),
    refresh: () => void timer.refresh(),
    clear: () => clearTimeout(timer),
  };
}

/**
 * Asks a camera for its picture or its stream. User name and password of the URL travel as basic authentication.
 * @throws {EdgeError} CAMERA_HTTP_FAILED
 */
export async function requestCamera(uri: string, signal: AbortSignal): Promise<Response> {
  const { url, headers } = splitCredentials(uri);
  const accept = 'image/*, multipart/x-mixed-replace';
  const response = await fetch(url, { headers: { ...headers, accept }, signal }).catch((cause: unknown) => {
    throw cameraFailure(uri, fetchReason(cause), cause);
  });
  if (response.ok && response.body) return response;
  await response.body?.cancel();
  throw cameraFailure(uri, `the answer is ${response.status} ${response.statusText}`.trimEnd());
}

/** The body of an answer, whole. @throws {EdgeError} SOURCE_TOO_LARGE, CAMERA_HTTP_FAILED */
export async function readSnapshot(uri: string, response: Response, maxImageBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > maxImageBytes) {
        throw new EdgeError(
          'SOURCE_TOO_LARGE',
          `The snapshot of ${redactUri(uri)} has more than ${maxImageBytes} bytes.`,
        );
      }
      chunks.push(chunk);
    }
  } catch (cause) {
    throw cause instanceof EdgeError ? cause : cameraFailure(uri, fetchReason(cause), cause);
  }
  return Buffer.concat(chunks);
}

export function cameraFailure(uri: string, reason: string, cause?: unknown): EdgeError {
  return new EdgeError('CAMERA_HTTP_FAILED', `The camera ${redactUri(uri)} gives no picture: ${reason}.`, {
    cause,
  });
}
