import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { parseCardFile, parseCardOption } from './card-list.ts';
import { ownScene } from './own-scene.ts';
import { expectedAt, type SceneFrame } from './scene.ts';

const box = { x: 100, y: 100, width: 50, height: 50 };
const frame: SceneFrame = { label: 'a.jpg', image: new Uint8Array(), enrolled: [{ person: 'Marie', box }] };
const elsewhere = { x: 300, y: 100, width: 50, height: 50 };

describe('what must happen to a face', () => {
  it.each([
    ['lets in who is enrolled', frame, box, 'unlock'],
    ['denies a stranger beside them', frame, elsewhere, 'deny'],
    ['lets in who shows their own card', { ...frame, cardOf: 'Marie' }, box, 'unlock'],
    ["denies a stranger with somebody's card", { ...frame, cardOf: 'Marie' }, elsewhere, 'deny'],
    ["denies an employee with another's card", { ...frame, cardOf: 'Ada' }, box, 'deny'],
    ['says nothing where the truth is not known', { ...frame, enrolled: undefined }, box, undefined],
  ])('%s', (_case, { enrolled, ...rest }, at, expected) => {
    expect(expectedAt({ ...rest, ...(enrolled && { enrolled }) }, at)).toBe(expected);
  });
});

describe('cards', () => {
  it('are read from the command line and from a file, with or without endings', () => {
    expect(parseCardOption('camera_2.jpg=Kian')).toEqual(['camera_2', 'kian']);
    expect(parseCardFile('frame,person\ncamera_2,kian\n\ncamera_3.jpg, Ada Lovelace\n', 'cards.csv')).toEqual(
      [
        ['camera_2', 'kian'],
        ['camera_3', 'ada lovelace'],
      ],
    );
  });

  it('are refused with the place of the mistake', () => {
    expect(() => parseCardOption('camera_2')).toThrow(/--card camera_2 names no frame and person/);
    expect(() => parseCardFile('camera_2,kian\nfoo', 'cards.csv')).toThrow(/line 2 of cards.csv/);
  });
});

describe("a scene of one's own", () => {
  function office(): string {
    const folder = temporaryFolder();
    for (const name of ['kian.jpg', 'younes.jpg', 'camera_0.jpg', 'camera_2.jpg']) {
      writeFileSync(join(folder, name), name);
    }
    return folder;
  }

  it('tells people from frames in one folder and gives cards to frames', async () => {
    const folder = office();
    const scene = await ownScene({ people: folder, frames: [folder], cards: ['camera_2=KIAN'] });
    expect(scene.people.map(({ name }) => name)).toEqual(['kian', 'younes']);
    expect(scene.frames.map(({ label, cardOf }) => [label, cardOf])).toEqual([
      ['camera_0.jpg', undefined],
      ['camera_2.jpg', 'kian'],
    ]);
  });

  it('reads cards.csv beside the frames, and lets the command line go before it', async () => {
    const folder = office();
    writeFileSync(join(folder, 'cards.csv'), 'camera_0,kian\ncamera_2,kian\n');
    const scene = await ownScene({ people: folder, frames: [], cards: ['camera_0=younes'] });
    expect(scene.frames.map(({ cardOf }) => cardOf)).toEqual(['younes', 'kian']);
  });

  it('keeps frames of one name from two folders apart', async () => {
    const folder = office();
    mkdirSync(join(folder, 'b'));
    writeFileSync(join(folder, 'b', 'camera_0.jpg'), '');
    const frames = [join(folder, 'camera_0.jpg'), join(folder, 'b')];
    const scene = await ownScene({ people: folder, frames, cards: [] });
    expect(scene.frames.map(({ label }) => label)).toEqual(['1-camera_0.jpg', '2-camera_0.jpg']);
  });

  it('refuses a card of nobody and a card at no frame', async () => {
    const folder = office();
    const scene = (card: string) => ownScene({ people: folder, frames: [folder], cards: [card] });
    await expect(scene('camera_2=nobody')).rejects.toThrow(/a card names "nobody"/);
    await expect(scene('camera_9=kian')).rejects.toThrow(/the frame "camera_9"/);
  });
});
