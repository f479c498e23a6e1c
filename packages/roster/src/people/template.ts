import type { UnreadableReason } from '../encryption/template-cipher.ts';

/** A face of a person as one model sees it. The embedding itself is only in `StoredTemplate`. */
export interface Template {
  readonly id: string;
  readonly personId: string;
  readonly modelId: string;
  readonly dimension: number;
  /** 0 to 1 */
  readonly quality: number;
  /** Tells the same photograph enrolled twice; any stable text, such as a sha256. */
  readonly sourceHash: string;
  readonly createdAt: Date;
  readonly revokedAt?: Date;
}

export interface StoredTemplate extends Template {
  readonly embedding: Float32Array;
}

export interface NewTemplate {
  personId: string;
  modelId: string;
  /** 1 to 1024 finite numbers, as many as the model's other templates have. */
  embedding: Float32Array;
  /** 0 to 1 */
  quality: number;
  /** 1 to 128 characters. */
  sourceHash: string;
}

/** A row for the gallery: a template, or one that is there but cannot be read. */
export type GalleryRow = { readonly templateId: string; readonly personId: string } & (
  | { readonly embedding: Float32Array; readonly unreadable?: undefined }
  | { readonly unreadable: UnreadableReason; readonly embedding?: undefined }
);

export interface TemplateRepository {
  /**
   * Idempotent on person, model and source: adding a source again gives the template that is there, and revives it
   * if it was revoked.
   * @throws {RosterError} NOT_FOUND (person), INVALID_INPUT, DIMENSION_MISMATCH, DATA_KEY_UNREADABLE
   */
  add(template: NewTemplate): Promise<{ template: Template; added: boolean }>;
  /** Unrevoked ones that can be read, oldest first; others are logged. @throws {RosterError} MASTER_KEY_MISSING */
  listForPerson(personId: string, modelId?: string): Promise<StoredTemplate[]>;
  /** What is known of the unrevoked ones without reading them, oldest first. */
  describeForPerson(personId: string, modelId?: string): Promise<Template[]>;
  /** Destroys the embedding; what is left tells that the source was here. @throws {RosterError} NOT_FOUND */
  revoke(templateId: string): Promise<Template>;
  /**
   * Erases every template of a model, revoked ones too, in one statement: for a model that is given up.
   * @returns how many templates of how many people there were
   */
  eraseModel(modelId: string): Promise<{ templates: number; people: number }>;
  /**
   * Unrevoked templates of active people who have an unrevoked grant to the building or to a door in it; those of one
   * person one after the other. Read page by page, so not one snapshot: apply the changes since `changes.latestSeq()`
   * taken before.
   * @param options `buckets`: only people with one of these last bytes of their id
   */
  streamForBuilding(
    buildingId: string,
    modelId: string,
    options?: { batchSize?: number | undefined; buckets?: readonly number[] | undefined },
  ): AsyncIterable<GalleryRow>;
  /** What the same rule gives for one person: empty when they may not be in that building's gallery. */
  listForBuildingPerson(buildingId: string, modelId: string, personId: string): Promise<GalleryRow[]>;
  countForBuilding(buildingId: string, modelId: string): Promise<number>;
  /** The size of that gallery: on it the threshold of identification depends. */
  sizeForBuilding(buildingId: string, modelId: string): Promise<{ persons: number; templates: number }>;
  /** All unrevoked templates of a model and the people whose they are, wherever these may go. */
  sizeForModel(modelId: string): Promise<{ persons: number; templates: number }>;
}
