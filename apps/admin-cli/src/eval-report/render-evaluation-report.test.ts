import {
  estimateRate,
  fitCalibration,
  histogram,
  type IdentificationTrials,
  identificationByGroup,
  identificationPolicyFor,
  identificationReport,
  type ScoredPair,
  verificationReport,
} from '@portero/biometrics';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { picturesNeeded } from './error-cases.ts';
import type { EvaluationReportData } from './evaluation-report-data.ts';
import { estimateInWords, percent } from './format.ts';
import { renderEvaluationReport } from './render-evaluation-report.ts';

const DOT =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Numbers that look drawn by lot, the same each time, in [0, 1). */
const mixed = (index: number) => (index * 0.618034 + (index % 7) * 0.137) % 1;

const PEOPLE = Array.from({ length: 30 }, (_, index) => `person-${index}`);

function candidates(seed: number, own?: { personId: string; distanceL2: number }) {
  const others = PEOPLE.filter((personId) => personId !== own?.personId).map((personId, index) => ({
    personId,
    distanceL2: 0.75 + 0.7 * Math.sqrt(mixed(seed * 31 + index)),
  }));
  return [...others, ...(own ? [own] : [])].sort((a, b) => a.distanceL2 - b.distanceL2);
}

const trials: IdentificationTrials = {
  enrolled: PEOPLE.length,
  templates: 60,
  mated: Array.from({ length: 90 }, (_, index) => {
    const personId = PEOPLE[index % PEOPLE.length]!;
    const own = { personId, distanceL2: 0.3 + 0.7 * mixed(index) ** 2 };
    return {
      probeId: `${personId}/${index}.jpg`,
      personId,
      candidates: index === 8 ? [] : candidates(index, own),
    };
  }),
  strangers: Array.from({ length: 400 }, (_, index) => ({
    probeId: `stranger/${index}.jpg`,
    candidates: candidates(index + 1000),
  })),
};
const pairs: ScoredPair[] = Array.from({ length: 400 }, (_, index) => ({
  distance: index % 2 === 0 ? 0.4 + 0.7 * mixed(index) : 0.9 + 0.6 * mixed(index),
  mated: index % 2 === 0,
}));
const matedDistances = pairs.filter(({ mated }) => mated).map(({ distance }) => distance);
const nonMatedDistances = trials.strangers.flatMap((probe) =>
  probe.candidates.map(({ distanceL2 }) => distanceL2),
);
const distances = { mated: histogram(matedDistances), nonMated: histogram(nonMatedDistances) };

function wholeReport(): EvaluationReportData {
  const report = identificationReport(trials, { marginL2: 0.02 });
  const { probeIds, personIds } = picturesNeeded(report);
  const { thresholdL2 } = report.errors;
  const groupOf = (probeId: string) => (probeId.length % 2 === 0 ? 'even' : 'odd');
  const calibration = fitCalibration({
    modelId: 'test',
    modelVersion: '1',
    source: 'made-up distances',
    nonMatedDistances,
    matedDistances,
  });
  const request = { galleryPersons: 50, targetFpir: 0.01 };
  return {
    title: 'Evaluation of test',
    createdAt: new Date('2026-03-01T10:30:00Z'),
    facts: [{ name: 'model', value: 'test on cpu' }],
    identification: {
      report,
      distances,
      groups: [
        {
          title: 'By length of the name',
          caption: 'At one threshold.',
          rates: identificationByGroup(trials, { thresholdL2, marginL2: 0.02, groupOf }),
        },
      ],
      pictures: {
        probes: new Map(probeIds.map((id) => [id, DOT])),
        people: new Map(personIds.slice(1).map((id) => [id, DOT])),
      },
    },
    verification: { report: verificationReport(pairs), distances },
    calibration: {
      calibration,
      policies: [
        { ...request, policy: identificationPolicyFor({ calibration, ...request }) },
        { ...request, targetFpir: 1e-6 },
      ],
    },
  };
}

/** Throws unless every element is closed in order, every attribute is quoted, and no id is used twice. */
function checkWellFormed(page: string): void {
  const open: string[] = [];
  const ids = new Set<string>();
  const body = page.replace(/^<!DOCTYPE html>\n/, '').replace(/<style>[^<]*<\/style>/, '');
  const tags = /<(\/?)([a-z][a-z0-9]*)((?: [A-Za-z][A-Za-z0-9-]*="[^"<>]*")*)\s*(\/?)>/gi;
  const rest = body.replace(tags, (_, closes: string, name: string, attributes: string, empty: string) => {
    const id = / id="([^"]*)"/.exec(attributes)?.[1];
    if (id !== undefined && ids.size === ids.add(id).size) throw new Error(`id ${id} twice`);
    if (closes && open.pop() !== name) throw new Error(`</${name}> closes another element`);
    if (!closes && !empty) open.push(name);
    return '';
  });
  if (open.length > 0) throw new Error(`not closed: ${open}`);
  if (/[<>]|&(?!amp;|lt;|gt;|quot;|#39;)/.test(rest)) throw new Error('a stray < > or &');
  for (const [, names] of body.matchAll(/ aria-(?:labelled|described)by="([^"]*)"/g)) {
    if (!ids.has(names!)) throw new Error(`no element has the id ${names}`);
  }
}

describe('renderEvaluationReport', () => {
  const page = renderEvaluationReport(wholeReport());

  it('is well-formed, and labels refer to what is there', () => {
    checkWellFormed(page);
  });

  it('fetches nothing: no address, no script, only data as pictures', () => {
    expect(page).not.toMatch(/[a-z]+:\/\/|url\(|@import|<script|<link|<iframe/i);
    const sources = [...page.matchAll(/ (?:src|href|xlink:href)="([^"]*)"/g)].map(([, address]) => address!);
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.every((address) => address.startsWith('data:image/'))).toBe(true);
    expect(page).toContain(
      'http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; img-src data:;',
    );
  });

  it('draws every chart, with a title and a description', async () => {
    const drawings = [...page.matchAll(/<svg viewBox="0 0 640 400"[\s\S]*?<\/svg>/g)].map(([svg]) => svg);
    expect(drawings).toHaveLength(7);
    for (const drawing of drawings) {
      expect(drawing).toMatch(/role="img" aria-labelledby="[^"]+" aria-describedby="[^"]+"/);
      expect(drawing).not.toMatch(/NaN|Infinity|undefined/);
      const image = sharp(Buffer.from(drawing.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')));
      expect(await image.metadata()).toMatchObject({ format: 'svg', width: 640, height: 400 });
    }
  });

  it('has tables with a caption and headers', () => {
    const tables = [...page.matchAll(/<table>[\s\S]*?<\/table>/g)].map(([each]) => each);
    expect(tables).toHaveLength(6);
    for (const each of tables) {
      expect(each).toMatch(/<caption>[^<]+<\/caption>/);
      const columns = each.match(/<th scope="col">/g)!.length;
      for (const [row] of each.matchAll(/<tr><th scope="row">[\s\S]*?<\/tr>/g)) {
        expect(row.match(/<t[hd][ >]/g)).toHaveLength(columns);
      }
    }
  });

  it('shows the errors that remain, by picture, with the reason', () => {
    expect(page).toContain('person-8/8.jpg: no face could be used.');
    expect(page).toContain('no picture');
    expect(page).toMatch(/taken for person-\d+/);
    expect(page).toContain('not to be reached: let these doors ask for a card');
  });

  it('takes what it is given as text', () => {
    const title = `<img src=x onerror="alert('1')"> & \u0007`;
    const hostile = renderEvaluationReport({
      title,
      createdAt: new Date(0),
      facts: [{ name: title, value: title }],
    });
    checkWellFormed(hostile);
    expect(hostile).not.toContain('<img');
    expect(hostile).not.toContain('\u0007');
  });

  it('refuses a picture from elsewhere', () => {
    const data = wholeReport();
    const picture = (address: string) => () =>
      renderEvaluationReport({
        ...data,
        identification: {
          report: data.identification!.report,
          pictures: { probes: new Map([['x', address]]), people: new Map() },
        },
      });
    const refused = expect.objectContaining({ code: 'USAGE' });
    expect(picture('https://example.org/face.jpg')).toThrow(refused);
    expect(picture('data:image/svg+xml;base64,AAAA')).toThrow(refused);
    expect(picture(`${DOT}" onload="`)).toThrow(refused);
    expect(picture(DOT)).not.toThrow();
  });

  it('says so when nothing went wrong', () => {
    const perfect = {
      ...trials,
      mated: trials.mated.map((probe) => ({
        ...probe,
        candidates: candidates(1, { personId: probe.personId, distanceL2: 0.1 }),
      })),
    };
    const report = identificationReport(perfect);
    const text = renderEvaluationReport({
      title: 't',
      createdAt: new Date(0),
      facts: [],
      identification: { report },
    });
    checkWellFormed(text);
    expect(text).toContain('Nobody enrolled was missed.');
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('numbers in words', () => {
  it.each([
    [0, '0 %'],
    [1, '100 %'],
    [0.1, '10 %'],
    [0.00432, '0.432 %'],
    [0.9885, '98.85 %'],
    [0.99999, '99.999 %'],
    [1e-6, '0.0001 %'],
    [0.5, '50 %'],
  ])('%d is %s', (rate, text) => {
    expect(percent(rate)).toBe(text.replace(' ', '\u00A0'));
  });

  it('do not let a count of nothing pass for never', () => {
    const words = (count: number, trials: number) =>
      estimateInWords(estimateRate(count, trials)).replaceAll('\u00A0', ' ');
    expect(words(0, 3000)).toBe('0 % (0 of 3,000; below 0.1 %)');
    expect(words(34, 1490)).toBe('2.28 % (34 of 1,490; 1.59 % to 3.17 %)');
  });
});
