import type { Routes } from '../api-app.ts';
import { accountRoutes } from './accounts.ts';
import { auditRoutes } from './audit.ts';
import { cardRoutes } from './cards.ts';
import { decisionRoutes } from './decisions.ts';
import { grantRoutes } from './grants.ts';
import { healthRoutes } from './health.ts';
import { personRoutes } from './persons.ts';
import { placeRoutes } from './places.ts';
import { proposalRoutes } from './proposals.ts';
import { sessionRoutes } from './session.ts';
import { templateRoutes } from './templates.ts';

/** Everything under `/api/v1`. Lockdown and the state of doors belong here too, behind `doors:lockdown` and `doors:state`. */
export const ROUTES: readonly Routes[] = [
  healthRoutes,
  sessionRoutes,
  personRoutes,
  templateRoutes,
  cardRoutes,
  placeRoutes,
  grantRoutes,
  decisionRoutes,
  auditRoutes,
  accountRoutes,
  proposalRoutes,
];
