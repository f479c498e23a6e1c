/**
 * What each ciphertext is bound to, so that a row moved elsewhere by SQL does not open. The parts cannot run into each
 * other: none of them holds a NUL, and the first says which kind it is, in which version.
 */
function bound(kind: string, ...parts: readonly (string | number)[]): Buffer {
  return Buffer.from([`portero ${kind} v1`, ...parts].join('\0'), 'utf8');
}

export interface TemplateIdentity {
  readonly id: string;
  readonly personId: string;
  readonly modelId: string;
  readonly dimension: number;
}

export function templateBinding({ id, personId, modelId, dimension }: TemplateIdentity): Buffer {
  return bound('template', personId.toLowerCase(), id.toLowerCase(), modelId, dimension);
}

export function personKeyBinding(personId: string, masterKeyId: string): Buffer {
  return bound('person key', personId.toLowerCase(), masterKeyId);
}

export function installationKeyBinding(purpose: string, masterKeyId: string): Buffer {
  return bound('installation key', purpose, masterKeyId);
}

export interface SnapshotPart {
  readonly buildingId: string;
  readonly modelId: string;
  readonly bucket: number;
}

export function snapshotKeyBinding(part: SnapshotPart, masterKeyId: string): Buffer {
  return bound('gallery snapshot key', part.buildingId.toLowerCase(), part.modelId, part.bucket, masterKeyId);
}

export function snapshotBinding({ buildingId, modelId, bucket }: SnapshotPart): Buffer {
  return bound('gallery snapshot', buildingId.toLowerCase(), modelId, bucket);
}

export function probeBinding(masterKeyId: string): Buffer {
  return bound('probe', masterKeyId);
}

export function sealedMasterKeyContext(masterKeyId: string): string {
  return `portero master key ${masterKeyId}`;
}
