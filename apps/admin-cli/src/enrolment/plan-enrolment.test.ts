import type { FaceObservation } from '@portero/encoder';
import { describe, expect, it } from 'vitest';
import type { ExaminedPhoto } from './examine-photos.ts';
import { type EnrolmentRequest, planEnrolment } from './plan-enrolment.ts';

/** A face on a circle; 30 degrees apart is 0.52, 50 are 0.85, 60 are 1. */
function at(degrees: number): Float32Array {
  const angle = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(angle), Math.sin(angle));
}

function photo(file: string, degrees: number): ExaminedPhoto {
  const face = { embedding: at(degrees) } as Partial<FaceObservation> as FaceObservation;
  const quality = { score: 0.9, components: [], refusals: [], remarks: [] };
  return { file, sourceHash: file, outcome: { ok: true, face, quality, facesBehind: 0 } };
}

const blurred: ExaminedPhoto = {
  file: 'blurred',
  sourceHash: 'blurred',
  outcome: { ok: false, reason: 'poor_quality', what: 'the face is blurred', fix: 'Use a sharp one.' },
};

const eva = { id: 'eva', displayName: 'Eva', templates: [at(0)] };

function plan(change: Partial<EnrolmentRequest>) {
  const limits = { sameL2: 0.89, duplicateL2: 0.8, lookalikeL2: 0.9 };
  const { accepted, refused, lookalikes } = planEnrolment({
    ...{ examined: [], own: [], others: [eva], limits, force: false },
    ...change,
  });
  return {
    accepted: accepted.map(({ file }) => file),
    refused: refused.map(({ file, reason }) => `${file}: ${reason}`),
    lookalikes: lookalikes.map(({ displayName }) => displayName),
    words: refused.map(({ what }) => what).join('\n'),
  };
}

describe('an enrolment', () => {
  it('takes the good photographs of somebody new, and names the others', () => {
    const made = plan({ examined: [photo('1', 120), blurred, photo('2', 130)] });
    expect(made).toMatchObject({ accepted: ['1', '2'], refused: ['blurred: poor_quality'], lookalikes: [] });
  });

  it('finds a stranger among the photographs, by file, and whom it looks like', () => {
    const made = plan({ examined: [photo('1', 120), photo('x', 5), photo('2', 130)] });
    expect(made).toMatchObject({ accepted: ['1', '2'], refused: ['x: stranger'] });
    expect(made.words).toMatch(
      /somebody else than the other photographs \(distance 1\.\d+\); it looks like Eva/,
    );
  });

  it('cannot say which of two is the stranger', () => {
    const made = plan({ examined: [photo('1', 120), photo('2', 250)] });
    expect(made).toMatchObject({ accepted: [], refused: ['1: not_one_person', '2: not_one_person'] });
  });

  it('refuses all of a person who is there under another name, however alike the photographs are', () => {
    const made = plan({ examined: [photo('1', 40), photo('2', 41)] });
    expect(made).toMatchObject({ accepted: [], refused: ['1: duplicate_person', '2: duplicate_person'] });
    expect(made.words).toMatch(/probably Eva/);
  });

  it('lists whoever is near, but not so near, as a lookalike', () => {
    expect(plan({ examined: [photo('1', 50)] })).toMatchObject({ accepted: ['1'], lookalikes: ['Eva'] });
    expect(plan({ examined: [photo('1', 60)] })).toMatchObject({ accepted: ['1'], lookalikes: [] });
  });

  it('takes a word for it, but not for the quality, and then the two are lookalikes', () => {
    const made = plan({ examined: [photo('1', 10), photo('2', 200), blurred], force: true });
    expect(made).toMatchObject({
      accepted: ['1', '2'],
      refused: ['blurred: poor_quality'],
      lookalikes: ['Eva'],
    });
  });

  describe('of more photographs of a person', () => {
    const own = [{ sourceHash: 'first', embedding: at(50) }];

    it('trusts what is enrolled, even against a majority', () => {
      const made = plan({ examined: [photo('x', 200), photo('y', 205), photo('1', 60)], own });
      expect(made).toMatchObject({ accepted: ['1'], refused: ['x: stranger', 'y: stranger'] });
    });

    it('refuses one that is nearer to somebody else', () => {
      expect(plan({ examined: [photo('1', 20)], own })).toMatchObject({ refused: ['1: looks_like_another'] });
      expect(plan({ examined: [photo('1', 40)], own })).toMatchObject({
        accepted: ['1'],
        lookalikes: ['Eva'],
      });
    });

    it('accepts again what is enrolled already, whatever it looks like', () => {
      const forced = [...own, { sourceHash: 'odd', embedding: at(5) }];
      expect(plan({ examined: [photo('odd', 5)], own: forced })).toMatchObject({
        accepted: ['odd'],
        refused: [],
      });
    });
  });
});
