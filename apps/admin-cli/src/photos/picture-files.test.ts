import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { listPeople } from './people-folder.ts';
import { listFrames, stemOf } from './picture-files.ts';

function folderWith(...files: string[]): string {
  const folder = temporaryFolder();
  for (const file of files) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  return folder;
}

describe('the frames that a person names', () => {
  it('are the files called camera_* of a folder that also holds portraits', async () => {
    const folder = folderWith('ada.jpg', 'camera_10.jpg', 'camera_2.jpg', 'notes.txt');
    expect((await listFrames([folder])).map(stemOf)).toEqual(['camera_2', 'camera_10']);
  });

  it('are all pictures of a folder of nothing else', async () => {
    const folder = folderWith('a.jpg', 'b.PNG', 'c.webp', 'cards.csv', '.hidden.jpg');
    expect((await listFrames([folder])).map(stemOf)).toEqual(['a', 'b', 'c']);
  });

  it('may be a pattern or a file, each counted once', async () => {
    const folder = folderWith('a.jpg', 'b1.jpg', 'b2.jpg');
    const frames = await listFrames([join(folder, 'b?.jpg'), join(folder, 'b1.jpg')]);
    expect(frames.map(stemOf)).toEqual(['b1', 'b2']);
  });

  it('are missed with a word about what to give', async () => {
    await expect(listFrames([folderWith('notes.txt')])).rejects.toThrow(/no picture in .*Name JPEG/);
    await expect(listFrames(['/nowhere/at/all'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the people of a folder', () => {
  it('are its sub-folders and its single pictures, frames left out', async () => {
    const folder = folderWith(
      'ada/1.jpg',
      'ada/2.jpg',
      'empty/notes.txt',
      'grace.png',
      'camera_0.jpg',
      'door.jpg',
    );
    const people = await listPeople(folder, [join(folder, 'door.jpg')]);
    expect(people.map(({ name, photos }) => [name, photos.length])).toEqual([
      ['ada', 2],
      ['grace', 1],
    ]);
  });

  it('are missed where there is nobody', async () => {
    await expect(listPeople(folderWith('camera_0.jpg'))).rejects.toThrow(/no person in/);
  });
});
