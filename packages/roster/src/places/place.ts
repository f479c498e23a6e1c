/** The public half of a device's Ed25519 signing key (RFC 8037), as JSON. */
export type PublicJwk = Readonly<Record<string, unknown>> & { readonly kty: string };

export interface Building {
  readonly id: string;
  /** `site/building` */
  readonly address: string;
  readonly siteId: string;
  readonly site: string;
  readonly building: string;
  /** IANA name, in which schedules are read. */
  readonly timeZone: string;
  /** Share of strangers who may be taken for somebody, in (0, 1); absent for the default of the coordinator. */
  readonly targetFpir?: number;
  /** Which coordinators decide at its doors. */
  readonly pool: string;
  readonly createdAt: Date;
}

/** Of buildings and coordinators that nobody has put into another. */
export const DEFAULT_POOL = 'default';

export interface Edge {
  readonly id: string;
  /** `site/building/edge` */
  readonly address: string;
  readonly buildingId: string;
  readonly site: string;
  readonly building: string;
  readonly edge: string;
  /** Absent until the edge is enrolled; its messages are refused until then. */
  readonly publicJwk?: PublicJwk;
  /** Since when nothing that `publicJwk` signs is believed. Absent while it is. */
  readonly revokedAt?: Date;
  readonly createdAt: Date;
}

/** What a person shows at the door: a face, a card and a face, or whichever they like. */
export type DoorMode = 'identify' | 'verify' | 'either';

/** What the lock does without power or coordinator: stay shut, or let people out and in. */
export type FailMode = 'secure' | 'safe';

export const PAD_DEMANDS = Object.freeze(['off', 'passive', 'active', 'required'] as const);

/** What a door demands against presentation attacks; what each means is the policy's to say (`@portero/access`). */
export type PadDemand = (typeof PAD_DEMANDS)[number];

export interface Door {
  readonly id: string;
  /** `site/building/edge/door` */
  readonly address: string;
  readonly edgeId: string;
  readonly buildingId: string;
  readonly siteId: string;
  readonly site: string;
  readonly building: string;
  readonly edge: string;
  readonly door: string;
  /** Of the building. */
  readonly timeZone: string;
  readonly mode: DoorMode;
  /** How long the lock is held open, 100 to 30,000 ms. */
  readonly pulseMs: number;
  readonly failMode: FailMode;
  /** Overrides the model's L2 threshold at this door. */
  readonly thresholdL2?: number;
  /** Overrides the model's margin to the second person at this door. */
  readonly marginL2?: number;
  /** Share of strangers who may be taken for somebody at this door; takes effect where it is below the building's. */
  readonly targetFpir?: number;
  /** Faces of a lower quality, 0 to 1, are refused. */
  readonly minQuality?: number;
  /** Of `framesDemanded` pictures of a person so many must agree. Absent with the other: the product's own. */
  readonly framesAgreeing?: number;
  /** 1 to 8 */
  readonly framesDemanded?: number;
  /** Absent: nobody has decided yet, and nothing is demanded. */
  readonly pad?: PadDemand;
  /** Least PAD score, 0 to 1; absent for the product's own. */
  readonly minPadScore?: number;
  /** How long an escort's unlock lets visitors in here, 1 to 600 s. Absent: the product's own. */
  readonly escortSeconds?: number;
  /** How many visitors it lets in, 1 to 100. Absent: the product's own. */
  readonly escortVisitors?: number;
  /** Whether the door opens at all. */
  readonly active: boolean;
  readonly createdAt: Date;
}

export interface DoorSettings {
  /** @defaultValue 'identify' */
  mode?: DoorMode | undefined;
  /** @defaultValue 5000 */
  pulseMs?: number | undefined;
  /** @defaultValue 'secure' */
  failMode?: FailMode | undefined;
  /** `null` goes back to the model's own. */
  thresholdL2?: number | null | undefined;
  marginL2?: number | null | undefined;
  /** In (0, 1); `null` goes back to the building's. */
  targetFpir?: number | null | undefined;
  minQuality?: number | null | undefined;
  /** Given together with `framesDemanded`, which it does not exceed. */
  framesAgreeing?: number | null | undefined;
  framesDemanded?: number | null | undefined;
  pad?: PadDemand | null | undefined;
  /** 0 to 1; `null` goes back to the product's own. */
  minPadScore?: number | null | undefined;
  /** 1 to 600; `null` goes back to the product's own. */
  escortSeconds?: number | null | undefined;
  /** 1 to 100 */
  escortVisitors?: number | null | undefined;
  /** @defaultValue true */
  active?: boolean | undefined;
}

/** Sites, buildings, edges and doors, by the address that people write: `hq/main/lobby/front`. */
export interface PlaceRepository {
  /** Creates the site and the building where missing. A time zone given for an existing building replaces its own. */
  ensureBuilding(address: string, settings?: { timeZone?: string | undefined }): Promise<Building>;
  /** `null` goes back to the default. @throws {RosterError} NOT_FOUND, INVALID_INPUT unless it lies in (0, 1) */
  setTargetFpir(address: string, targetFpir: number | null): Promise<Building>;
  /** From now on the coordinators of that pool decide there. @throws {RosterError} NOT_FOUND, INVALID_INPUT unless it is a slug */
  setPool(address: string, pool: string): Promise<Building>;
  findBuilding(address: string): Promise<Building | undefined>;
  listBuildings(): Promise<Building[]>;
  /** @throws {RosterError} NOT_FOUND (no such building), ALREADY_EXISTS */
  addEdge(address: string, settings?: { publicJwk?: PublicJwk | undefined }): Promise<Edge>;
  findEdge(address: string): Promise<Edge | undefined>;
  /** The new key is believed, also if the last one was revoked. @throws {RosterError} NOT_FOUND */
  setEdgeKey(address: string, publicJwk: PublicJwk): Promise<Edge>;
  /** Nothing that the edge's key signs is believed any more; a second time keeps the first date. @throws {RosterError} NOT_FOUND */
  revokeEdgeKey(address: string): Promise<Edge>;
  listEdges(buildingAddress?: string): Promise<Edge[]>;
  /** @throws {RosterError} NOT_FOUND (no such edge), ALREADY_EXISTS */
  addDoor(address: string, settings?: DoorSettings): Promise<Door>;
  /** Changes only what is given. @throws {RosterError} NOT_FOUND */
  updateDoor(address: string, settings: DoorSettings): Promise<Door>;
  findDoor(address: string): Promise<Door | undefined>;
  /** @param under a building or an edge @defaultValue all doors */
  listDoors(under?: string): Promise<Door[]>;
}
