import type { Person, StoredTemplate } from '@portero/roster';
import { describe, expect, it } from 'vitest';
import { type AuditedPerson, auditRoster, pairKey } from './audit-roster.ts';

const MODEL = 'model-2';

function template(degrees: number, change: Partial<StoredTemplate> = {}): StoredTemplate {
  const angle = (degrees * Math.PI) / 180;
  return {
    id: `t${degrees}`,
    personId: '',
    modelId: MODEL,
    dimension: 2,
    quality: 0.9,
    sourceHash: '',
    createdAt: new Date(0),
    embedding: Float32Array.of(Math.cos(angle), Math.sin(angle)),
    ...change,
  };
}

function person(id: string, ...templates: StoredTemplate[]) {
  const found: Person = {
    ...{ id, siteId: 's', site: 'hq', displayName: id, status: 'active', createdAt: new Date(0) },
    ...{ kind: 'employee', escorted: false, mayEscort: false },
  };
  return { person: found, templates };
}

async function audit(people: AuditedPerson[], registered: string[] = []) {
  const progress: number[] = [];
  const findings = await auditRoster(people, {
    modelId: MODEL,
    limits: { sameL2: 0.89, duplicateL2: 0.8, lookalikeL2: 0.9 },
    registered: new Set(registered),
    signal: new AbortController().signal,
    onPerson: (done) => progress.push(done),
  });
  expect(progress).toEqual(people.map((_, index) => index + 1));
  return findings.map(({ kind, people: of, templates }) => [
    kind,
    ...of.map(({ id }) => id),
    ...(templates ?? []),
  ]);
}

describe('an audit', () => {
  it('finds nothing to say of a person with two good templates', async () => {
    expect(
      await audit([person('ada', template(0), template(20)), person('bob', template(180), template(190))]),
    ).toEqual([]);
  });

  it.each([
    ['without a template', person('ada'), [['no_template', 'ada']]],
    [
      'with templates of another model only',
      person('ada', template(0, { modelId: 'old' })),
      [['old_model_only', 'ada']],
    ],
    ['with one template', person('ada', template(0)), [['single_template', 'ada']]],
    [
      'with a poor template',
      person('ada', template(0), template(9, { quality: 0.1 })),
      [['low_quality', 'ada', 't9']],
    ],
    [
      "with somebody else's template",
      person('ada', template(0), template(9), template(150)),
      [['stranger_template', 'ada', 't150']],
    ],
    [
      'with templates of two people',
      person('ada', template(0), template(150)),
      [['not_one_person', 'ada', 't0', 't150']],
    ],
  ])('finds a person %s', async (_what, of, expected) => {
    expect(await audit([of])).toEqual(expected);
  });

  it('finds templates that cannot be read, and still looks at those that can', async () => {
    const { person: ada } = person('ada');
    const unreadable = ['t7'];
    expect(await audit([{ person: ada, templates: [], unreadable }])).toEqual([
      ['unreadable_template', 'ada', 't7'],
    ]);
    expect(await audit([{ person: ada, templates: [template(0)], unreadable }])).toEqual([
      ['unreadable_template', 'ada', 't7'],
      ['single_template', 'ada'],
    ]);
  });

  it('finds duplicates and lookalikes, each pair once, and knows which are registered', async () => {
    const near = [person('ada', template(0), template(5)), person('bob', template(55), template(60))];
    const same = [person('ada', template(0), template(5)), person('bob', template(30), template(35))];
    expect(await audit(near)).toEqual([['lookalikes_not_registered', 'ada', 'bob']]);
    expect(await audit(same)).toEqual([['duplicate', 'ada', 'bob']]);
    const registered = [pairKey('bob', 'ada')];
    expect(await audit(near, registered)).toEqual([['lookalikes', 'ada', 'bob']]);
    expect(await audit(same, registered)).toEqual([['lookalikes', 'ada', 'bob']]);
  });
});
