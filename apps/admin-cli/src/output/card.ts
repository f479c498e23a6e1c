import type { Card } from '@portero/roster';
import type { Style } from './style.ts';
import { table } from './table.ts';

export function cardsTable(cards: readonly Card[], style: Style): string {
  if (cards.length === 0) return 'no cards; assign one with: portero card assign PERSON TOKEN';
  const rows = cards.map((card) => [
    card.id,
    card.status === 'revoked' ? style.yellow(card.status) : card.status,
    card.validFrom?.toISOString(),
    card.validUntil?.toISOString(),
    card.createdAt.toISOString(),
  ]);
  return table(['CARD', 'STATUS', 'FROM', 'UNTIL', 'ASSIGNED'], rows, style);
}
