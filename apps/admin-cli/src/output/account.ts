import type { Account, AccountToken } from '@portero/roster';
import type { NewToken } from '../commands/account-token-add.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

export function accountLine({ name, role, id }: Account): string {
  return `${name} (${role}, id ${id})`;
}

export function accountsTable(accounts: readonly Account[], style: Style): string {
  if (accounts.length === 0) {
    return 'no accounts yet; add one with: portero account add NAME --role administrator';
  }
  const rows = accounts.map((account) => [
    account.name,
    account.role,
    account.disabled ? style.yellow('disabled') : 'enabled',
    account.lastUsedAt?.toISOString(),
    account.lockedUntil?.toISOString(),
    account.id,
  ]);
  return table(['ACCOUNT', 'ROLE', 'STATE', 'SIGNED IN', 'LOCKED UNTIL', 'ID'], rows, style);
}

export function tokensTable(tokens: readonly AccountToken[], style: Style): string {
  if (tokens.length === 0)
    return 'no tokens; make one with: portero account token add ACCOUNT NAME --role ROLE';
  const rows = tokens.map((token) => [
    token.name,
    token.role,
    token.revokedAt ? style.yellow('revoked') : 'in use',
    token.expiresAt.toISOString(),
    token.lastUsedAt?.toISOString(),
  ]);
  return table(['TOKEN', 'ROLE', 'STATE', 'UNTIL', 'USED'], rows, style);
}

export function newTokenLines({ token, secret }: NewToken, style: Style): string {
  return [
    style.bold(secret),
    `${token.name}, ${token.role}, until ${token.expiresAt.toISOString()}. It is not shown again.`,
  ].join('\n');
}
