/**
 * Seals what a coordinator keeps on its disk of a gallery, in 256 parts by the last byte of people's ids. The keys are in the
 * database, wrapped by the master key, and never leave the roster.
 */
export interface GallerySnapshotSealer {
  /**
   * The change of the roster that a part must hold before it is sealed: the newest when its key was made. Otherwise somebody
   * who had just been erased could lie in a part that opens.
   *
   * @returns undefined when the part has no key
   */
  mustHold(bucket: number): number | undefined;
  /**
   * Piece by piece, as they are asked for.
   * @returns undefined when the part has no key
   */
  seal(bucket: number, plaintext: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> | undefined;
  /** @returns undefined when the key is gone, the part is another's, or a single bit was changed */
  unseal(bucket: number, sealed: Uint8Array): Buffer | undefined;
}

export interface GallerySnapshots {
  /** With the keys that there are now: whoever destroys a template destroys those of its person's part. */
  sealer(buildingId: string, modelId: string): Promise<GallerySnapshotSealer>;
  /** Makes the keys that are missing. @param buckets 0 to 255 */
  makeKeys(buildingId: string, modelId: string, buckets: readonly number[]): Promise<void>;
}
