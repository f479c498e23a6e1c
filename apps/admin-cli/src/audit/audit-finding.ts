import type { Person } from '@portero/roster';

export type FindingKind =
  | 'unreadable_template'
  | 'no_template'
  | 'old_model_only'
  | 'not_one_person'
  | 'stranger_template'
  | 'duplicate'
  | 'lookalikes_not_registered'
  | 'low_quality'
  | 'single_template'
  | 'lookalikes';

export interface AuditFinding {
  kind: FindingKind;
  /** One, or two for a pair. */
  people: Person[];
  /** Between the nearest templates of a pair. */
  distanceL2?: number;
  /** Ids of the templates that are meant. */
  templates?: string[];
  /** The models of which there are templates. */
  models?: string[];
}

interface Explained {
  /** Something is wrong; else it could only be better. */
  act: boolean;
  title: string;
  todo: string;
}

/** Every kind, the most serious first, with what it means and what to do about it. */
export const FINDING_KINDS: Readonly<Record<FindingKind, Explained>> = Object.freeze({
  duplicate: {
    act: true,
    title: 'probably one person under two names',
    todo: 'Remove one with person remove; if they are two people, enrol one of them again with --force, which registers them as lookalikes.',
  },
  unreadable_template: {
    act: true,
    title: 'templates that are damaged in the database, or whose key is: no door compares with them',
    todo: 'Restore them from a backup, or: person forget NAME --template ID, and enrol again; if that says that the key is damaged: person remove NAME.',
  },
  stranger_template: {
    act: true,
    title: "templates that are not like the person's others",
    todo: 'Look at the photographs (person show has their hashes), then: person forget NAME --template ID.',
  },
  not_one_person: {
    act: true,
    title: 'templates that are of several people, nobody knows whose',
    todo: 'Forget them all and enrol the person again.',
  },
  lookalikes_not_registered: {
    act: true,
    title: 'people who look alike, of whom the doors ask no more than of others',
    todo: 'Run roster audit --register-lookalikes.',
  },
  no_template: {
    act: true,
    title: 'people without a template: no door knows them',
    todo: 'person enrol NAME --photo FILE…, or person remove NAME.',
  },
  old_model_only: {
    act: true,
    title: 'people with templates of another model only: no door knows them',
    todo: 'Enrol their photographs again with the model in use.',
  },
  low_quality: {
    act: false,
    title: 'templates of poor photographs',
    todo: 'Enrol a better photograph, then: person forget NAME --template ID.',
  },
  single_template: {
    act: false,
    title: 'people with one template: missed about twice as often as with two',
    todo: 'Enrol a second photograph, in other light or of another day.',
  },
  lookalikes: {
    act: false,
    title: 'registered lookalikes: the doors ask more of both',
    todo: 'Nothing, or give them cards.',
  },
});
