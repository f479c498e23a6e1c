import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { EdgeError } from '../edge-error.ts';

async function findOnPath(program: string, path: string): Promise<string | undefined> {
  const names = process.platform === 'win32' ? [`${program}.exe`] : [program];
  for (const folder of path.split(delimiter).filter(Boolean)) {
    for (const name of names) {
      const file = join(folder, name);
      const executable = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (executable) return file;
    }
  }
  return undefined;
}

/** @throws {EdgeError} FFMPEG_MISSING, saying how to install it */
export async function findFfmpeg(path: string): Promise<string> {
  const found = await findOnPath('ffmpeg', path);
  if (found) return found;
  throw new EdgeError(
    'FFMPEG_MISSING',
    'This camera is read through ffmpeg, which is not on the PATH. Install it: "apt-get install ffmpeg" (Debian, ' +
      'Ubuntu), "dnf install ffmpeg" (Fedora), "brew install ffmpeg" (macOS). Folders and http cameras need none.',
  );
}
