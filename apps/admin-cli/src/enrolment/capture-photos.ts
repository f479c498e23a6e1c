import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context/cli-context.ts';
import { type Photo, sha256 } from '../photos/photo.ts';

/** A camera shows nearly the same picture for a while; pictures this far apart differ in pose. */
const INTERVAL_MS = 500;
/** A camera that is not there should be noticed while somebody waits in front of it. */
const MAX_FAILURES = 2;

/** @throws {CliError} UNAVAILABLE when the camera ends before it has shown so many pictures; {EdgeError} */
export async function capturePhotos(
  { uri, frames }: { uri: string; frames: number },
  { logger, signal, startProgress }: CliContext,
): Promise<Photo[]> {
  const { openFrameSource } = await import('@portero/edge-agent');
  const source = await openFrameSource(
    {
      uri,
      maxFailures: MAX_FAILURES,
      maxFps: 1000 / INTERVAL_MS,
      intervalMs: uri.startsWith('dir:') ? 0 : INTERVAL_MS,
    },
    { logger },
  );
  const progress = startProgress('pictures', frames);
  const photos: Photo[] = [];
  const stop = () => void source.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const { image, label } of source) {
      const bytes = image instanceof Uint8Array ? image : image.data;
      photos.push({ file: label ?? `picture ${photos.length + 1}`, image, sourceHash: sha256(bytes) });
      progress.update(photos.length);
      if (photos.length >= frames) break;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    progress.stop();
    await source.stop();
  }
  if (photos.length >= frames) return photos;
  throw new CliError('UNAVAILABLE', {
    what: `the camera gave ${photos.length} of ${frames} pictures`,
    cause: source.description,
    fix: 'Ask for fewer with --frames, or check the camera.',
  });
}
