/** Why a photograph is not enrolled. The quality of the picture comes first, then whose face it is. */
export type RefusalReason =
  | 'unreadable'
  | 'no_face'
  | 'several_faces'
  | 'upside_down'
  | 'on_its_side'
  | 'poor_quality'
  | 'face_too_small'
  /** Of somebody else than the person's other photographs. */
  | 'stranger'
  /** The photographs are of several people, and nothing tells which of them is meant. */
  | 'not_one_person'
  /** The person is enrolled under another name. */
  | 'duplicate_person'
  /** Nearer to somebody else than to the person's own templates. */
  | 'looks_like_another';

/** What is wrong, in words, and what to do about it. */
export interface Refusal {
  reason: RefusalReason;
  what: string;
  fix: string;
}

export interface RefusedPhoto extends Refusal {
  file: string;
}

const ABOUT_IDENTITY: ReadonlySet<RefusalReason> = new Set<RefusalReason>([
  'stranger',
  'not_one_person',
  'duplicate_person',
  'looks_like_another',
]);

/** Whose face it is, and not the picture, is in doubt: only a person can tell. */
export function isAboutIdentity({ reason }: Refusal): boolean {
  return ABOUT_IDENTITY.has(reason);
}
