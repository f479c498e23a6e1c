import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DEFAULT_TARGET_FPIR,
  l2Distance,
  thresholdsForGallery,
  thresholdsOfModel,
} from '@portero/biometrics';
import { silentLogger } from '@portero/runtime';
import { describeWithData } from '@portero/testkit';
import { expect, test } from 'vitest';
import { createEncoderPool } from '../src/index.ts';

describeWithData('the small office', (folder) => {
  const SHOWN = {
    camera_0: 'younes',
    camera_1: 'bertrand',
    camera_2: 'benoit',
    camera_3: 'bertrand',
    camera_4: 'dan',
    camera_5: 'arnaud',
  };
  const ENROLLED = [
    'andrew',
    'arnaud',
    'benoit',
    'bertrand',
    'dan',
    'danielle',
    'felix',
    'kevin',
    'kian',
    'sebastiano',
    'tian',
    'younes',
  ];

  const fileOf = (name: string) => (name === 'danielle' ? 'danielle.png' : `${name}.jpg`);

  test.each(['mobilefacenet-192', 'resnet-128'])(
    '%s knows every person before the camera, below the threshold of identification',
    async (model) => {
      const pool = await createEncoderPool({ workers: 1, engine: 'wasm', model }, { logger: silentLogger() });
      try {
        const encode = async (name: string) => {
          const { faces } = await pool.analyse(await readFile(join(folder, 'office', fileOf(name))));
          return faces[0]!.embedding;
        };
        const size = { persons: ENROLLED.length, templates: ENROLLED.length };
        const { thresholdL2, marginL2 } = thresholdsForGallery(thresholdsOfModel(model)!, {
          ...size,
          targetFpir: DEFAULT_TARGET_FPIR,
        });
        const enrolled = new Map<string, Float32Array>();
        for (const name of ENROLLED) enrolled.set(name, await encode(name));
        for (const [camera, person] of Object.entries(SHOWN)) {
          const probe = await encode(camera);
          const ranked = [...enrolled]
            .map(([name, template]) => ({ name, distanceL2: l2Distance(probe, template) }))
            .toSorted((a, b) => a.distanceL2 - b.distanceL2);
          expect(ranked[0], camera).toMatchObject({ name: person });
          expect(ranked[0]!.distanceL2, camera).toBeLessThan(thresholdL2);
          expect(ranked[1]!.distanceL2 - ranked[0]!.distanceL2, camera).toBeGreaterThan(marginL2);
        }
      } finally {
        await pool.stop();
      }
    },
    // Eighteen pictures and the start of a pool, on a machine that may have other things to do.
    180_000,
  );
});
