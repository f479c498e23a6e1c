/**
 * Seals what a coordinator keeps on its disk of a gallery, in 256 parts by the last byte of people's ids. The keys are in the
 * database, wrapped by the master key, and never leave the roster.
 */
export interface GallerySnapshotSealer {
  /** Whether the part has a key. */
  has(bucket: number): boolean;
  /** @returns undefined when the part has no key */
  seal(bucket: number, plaintext: Uint8Array): Buffer | undefined;
  /** @returns undefined when the key is gone, the part is another's, or a single bit was changed */
  unseal(bucket: number, sealed: Uint8Array): Buffer | undefined;
}

export interface GallerySnapshots {
  /** With the keys that there are now: whoever destroys a template destroys those of its person's part. */
  sealer(buildingId: string, modelId: string): Promise<GallerySnapshotSealer>;
  /**
   * Makes the keys that are missing.
   *
   * @param buckets 0 to 255
   * @returns the number of the newest change: what is sealed with a new key must hold it, or somebody who has just been erased
   *   would be in a part that opens
   */
  makeKeys(buildingId: string, modelId: string, buckets: readonly number[]): Promise<number>;
}
