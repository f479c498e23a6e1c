import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { CliError, cannotRead } from '../cli-error.ts';

const PICTURE = /\.(?:jpe?g|png|webp)$/i;

/** Numbers inside names in their order: `frame_2` comes before `frame_10`. */
const inNameOrder = new Intl.Collator('en', { numeric: true }).compare;

/** `lfw/Ada.jpg` → `Ada` */
export function stemOf(file: string): string {
  return basename(file, extname(file));
}

export function isPicture(file: string): boolean {
  return PICTURE.test(file);
}

/** A picture that a door camera took, by the custom of its name; never a portrait of a person. */
export function isNamedAsFrame(file: string): boolean {
  return /^(?:camera|frame)_/i.test(basename(file)) && isPicture(file);
}

/** @throws {CliError} NOT_FOUND unless it is a folder that can be read */
export async function entriesOf(dir: string): Promise<{ files: string[]; folders: string[] }> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    const pathsOf = (kept: typeof entries) =>
      kept.map((entry) => join(dir, entry.name)).sort((a, b) => inNameOrder(a, b));
    const visible = entries.filter((entry) => !entry.name.startsWith('.'));
    return {
      files: pathsOf(visible.filter((entry) => !entry.isDirectory())),
      folders: pathsOf(visible.filter((entry) => entry.isDirectory())),
    };
  } catch (cause) {
    throw cannotRead(`the folder ${dir}`, cause, { context: { dir } });
  }
}

/** `*` and `?` in the last part of a path, for shells that leave a quoted pattern to us. */
async function filesMatching(pattern: string): Promise<string[]> {
  const source = basename(pattern)
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const name = new RegExp(`^${source}$`);
  const { files } = await entriesOf(dirname(pattern));
  return files.filter((file) => name.test(basename(file)));
}

async function framesOf(source: string): Promise<string[]> {
  if (/[*?]/.test(basename(source))) return (await filesMatching(source)).filter(isPicture);
  const found = await stat(source).catch(() => undefined);
  if (found && !found.isDirectory()) return [source];
  const { files } = await entriesOf(source);
  const named = files.filter(isNamedAsFrame);
  return named.length > 0 ? named : files.filter(isPicture);
}

/**
 * The frames that a person named: files, patterns, or folders. Of a folder that also holds portraits only the
 * files called `camera_*` or `frame_*` are frames.
 *
 * @throws {CliError} NOT_FOUND when a source holds no picture
 */
export async function listFrames(sources: readonly string[]): Promise<string[]> {
  const frames: string[] = [];
  for (const source of sources) {
    const found = await framesOf(source);
    if (found.length === 0) {
      throw new CliError('NOT_FOUND', {
        what: `no picture in ${source}`,
        fix: 'Name JPEG, PNG or WebP files, a folder of them, or a pattern such as "frames/*.jpg".',
      });
    }
    frames.push(...found);
  }
  return [...new Set(frames)];
}
