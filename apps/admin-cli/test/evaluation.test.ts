import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithData, makeFolder } from '@portero/testkit';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { type PortraitName, writePortrait } from './portraits.ts';
import { json, portero } from './run-portero.ts';

const folder = makeFolder();
const images = join(folder, 'people');
const common = ['--cache', join(folder, 'cache'), '--data', join(folder, 'data'), '--json'];

async function picture(person: string, index: number, name: PortraitName): Promise<string> {
  mkdirSync(join(images, person), { recursive: true });
  return writePortrait(join(images, person), name, `${person}_000${index}.jpg`);
}

beforeAll(async () => {
  await picture('Marie', 1, 'fairHaired');
  await picture('Marie', 2, 'fairHairedElsewhere');
  const doll = await picture('Doll', 1, 'dollMakeUp');
  await sharp(doll)
    .modulate({ brightness: 1.2 })
    .toFile(join(images, 'Doll', 'Doll_0002.jpg'));
  await picture('Stranger', 1, 'stranger');
  await picture('Wall', 1, 'nobody');
  writeFileSync(join(folder, 'groups.csv'), 'person,hair\nMarie,fair\nDoll,dark\nStranger,dark\n');
  const pairs = ['Marie 1 2', 'Doll 1 2', 'Marie 1 Doll 1', 'Marie 2 Stranger 1'];
  writeFileSync(
    join(folder, 'pairs.txt'),
    `2\n${pairs.map((pair) => pair.replaceAll(' ', '\t')).join('\n')}\n`,
  );
});

describe('evaluations', () => {
  it('of identification count searches, list errors by picture and write a page with pictures', async () => {
    const page = join(folder, 'report');
    const run = () =>
      portero([
        ...['eval', 'identification', '--images', images, '--enrol', '1', '--min-images', '2'],
        ...['--groups', join(folder, 'groups.csv'), '--report', page, '--fpir', '0.5,0.01', ...common],
      ]);
    const { msPerImage, ...first } = json<Record<string, unknown>>(await run());
    expect(msPerImage).toBeGreaterThan(0);
    expect(first).toMatchObject({
      ...{ enrolled: 2, templates: 2, mated: 2, strangers: 2, images: 6, cachedImages: 0 },
      failuresToAcquire: { mated: 0, strangers: 1 },
      failuresToEnrol: ['Wall/Wall_0001.jpg'],
      rank1: { count: 2, trials: 2 },
      fnirAtFpir: { '0.5': 0 },
      operatingPoints: [{ targetFpir: 0.5 }, { targetFpir: 0.01, fpir: { count: 0 } }],
      groups: [{ title: 'By hair', rates: [{ group: 'dark' }, { group: 'fair' }] }],
      reportFile: join(page, 'index.html'),
    });
    const html = readFileSync(join(page, 'index.html'), 'utf8');
    expect(html).toContain('Identification with mobilefacenet-192');
    expect(html).not.toMatch(/(?:src|href)="(?!data:|#)/);
    expect(json(await run())).toEqual({ ...first, cachedImages: 6 });
  });

  it('of pairs use the embeddings that are there', async () => {
    const page = join(folder, 'pairs-report');
    const ran = await portero([
      ...['eval', 'verification', '--pairs', join(folder, 'pairs.txt'), '--images', images],
      ...['--report', page, ...common],
    ]);
    expect(json(ran)).toMatchObject({
      ...{ pairs: 4, skippedPairs: 0, images: 5, cachedImages: 5, failuresToEnrol: [], auc: 1 },
      ...{ modelId: 'mobilefacenet-192', reportFile: join(page, 'index.html') },
    });
    expect(readdirSync(page)).toEqual(['index.html']);
  });

  it('refuse to enrol every picture of a person, and a calibration from a handful', async () => {
    const usage = await portero(['eval', 'identification', '--images', images, '--enrol', '3', ...common]);
    expect(usage.code).toBe(2);
    const few = await portero(['calibrate', 'fit', '--images', images, ...common]);
    expect(few.code).toBe(1);
    expect(few.stderr).toMatch(/SCORES_INVALID/);
  });
});

describeWithData('a calibration of ones own', (data) => {
  it('is fitted on people of a folder, leaving out whom it is told to, and is then used', async () => {
    const source = join(data, 'lfw-view1', 'images');
    const own = join(folder, 'own');
    const known = readdirSync(source).filter((name) => readdirSync(join(source, name)).length >= 4);
    mkdirSync(own);
    for (const name of known.slice(0, 9)) {
      mkdirSync(join(own, name));
      for (const file of readdirSync(join(source, name)).slice(0, 4)) {
        symlinkSync(join(source, name, file), join(own, name, file));
      }
    }
    const list = join(folder, 'wrong.txt');
    writeFileSync(list, `${known[8]}  # somebody else\n`);
    const fit = ['calibrate', 'fit', '--images', own, '--leave-out', list, ...common];
    const file = join(folder, 'data', 'calibrations', 'mobilefacenet-192.json');
    expect(json(await portero(fit))).toMatchObject({
      ...{ pictures: 32, people: 8, leftOut: [known[8]], failedPictures: [], file },
      comparisons: { mated: 48, nonMated: 448 },
    });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      format: 'portero-calibration',
      calibration: { modelId: 'mobilefacenet-192' },
    });
  });
});
