/** A gallery as health and metrics show it. */
export interface GallerySummary {
  building: string;
  /** Who can be found in it. */
  persons: number;
  backend: string;
  ready: boolean;
  /** Templates that the database has and that cannot be used: damaged, or of another dimension. */
  leftOut: number;
  /** Of identification, as the building has it; a door may ask for more. Absent while the gallery is not ready. */
  thresholdL2?: number;
  marginL2?: number;
}
