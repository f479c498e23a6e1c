/** Goes into every decision and command. Changes whenever the same input could be decided differently. */
export const POLICY_VERSION = '5';
