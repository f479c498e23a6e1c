/** Two people of a site whom a model can hardly tell apart. A door asks more of either of them. */
export interface LookalikePair {
  /** The smaller id first. */
  readonly personIds: readonly [string, string];
  readonly modelId: string;
  /** Between their nearest templates, when the pair was last registered. */
  readonly distanceL2: number;
  readonly createdAt: Date;
}

export interface NewLookalikePair {
  /** In either order. */
  personIds: readonly [string, string];
  modelId: string;
  /** From 0. */
  distanceL2: number;
}

/** Somebody whom a person is registered to look like. */
export interface Lookalike {
  readonly personId: string;
  /** That of the pair. */
  readonly distanceL2: number;
  /** Unrevoked ones of the model; none when all have been taken away since. */
  readonly templates: readonly Float32Array[];
  /** Templates that are there and cannot be read: how near a face is to this person is not known. */
  readonly unreadable: number;
}

export interface LookalikeRepository {
  /**
   * Idempotent on the people and the model; registering a pair again keeps the smaller distance.
   * @throws {RosterError} NOT_FOUND (a person), INVALID_INPUT
   */
  register(pair: NewLookalikePair): Promise<{ pair: LookalikePair; added: boolean }>;
  /** Whom a person is registered to look like, whatever the status of either, nearest first. */
  listForPerson(personId: string, modelId: string): Promise<Lookalike[]>;
  /** Nearest first. */
  list(filter?: { site?: string | undefined; modelId?: string | undefined }): Promise<LookalikePair[]>;
}
