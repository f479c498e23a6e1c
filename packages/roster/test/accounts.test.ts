import { lockOutMs, type Roster } from '@portero/roster';
import { describe, expect, it } from 'vitest';
import { auditedRoster } from './support/audited.ts';
import { keepTestServer, testRoster } from './support/fixtures.ts';

keepTestServer();

const PASSWORD = 'correct horse battery';
const NOW = new Date('2026-11-26T09:00:00Z');
const later = (ms: number) => new Date(NOW.getTime() + ms);

const ada = (roster: Roster, changes: Partial<Parameters<Roster['accounts']['add']>[0]> = {}) =>
  roster.accounts.add({ name: 'ada', role: 'administrator', password: PASSWORD, ...changes });

describe('accounts', () => {
  it('are signed in to with the right password only', async () => {
    const roster = await testRoster();
    const account = await ada(roster);
    expect(await roster.accounts.signIn('ada', PASSWORD, NOW)).toMatchObject({
      ok: true,
      account: { id: account.id, lastUsedAt: NOW, failedAttempts: 0 },
    });
    expect(await roster.accounts.signIn('ada', 'wrong', NOW)).toMatchObject({ ok: false, reason: 'wrong' });
    expect(await roster.accounts.signIn('nobody', PASSWORD, NOW)).toEqual({ ok: false, reason: 'unknown' });
    expect(await roster.accounts.signIn("' OR '1'='1", PASSWORD, NOW)).toEqual({
      ok: false,
      reason: 'unknown',
    });
  });

  it('are locked after five wrong passwords, longer each time, and open again when the time is over', async () => {
    const roster = await testRoster();
    await ada(roster);
    for (let attempt = 1; attempt <= 5; attempt++) await roster.accounts.signIn('ada', 'wrong', NOW);
    const right = (at: Date) => roster.accounts.signIn('ada', PASSWORD, at);
    expect(await right(NOW)).toMatchObject({ ok: false, reason: 'locked' });
    expect(await right(later(29_999))).toMatchObject({ reason: 'locked' });
    expect(await roster.accounts.signIn('ada', 'wrong', later(30_000))).toMatchObject({ reason: 'wrong' });
    expect((await roster.accounts.findByName('ada'))?.lockedUntil).toEqual(later(30_000 + lockOutMs(6)));
    expect(await right(later(89_999))).toMatchObject({ reason: 'locked' });
    expect(await right(later(90_000))).toMatchObject({ ok: true });
    expect(await roster.accounts.findByName('ada')).toMatchObject({ failedAttempts: 0 });
  });

  it('are locked for an hour at most', async () => {
    const roster = await testRoster();
    await ada(roster);
    let at = NOW;
    for (let attempt = 1; attempt <= 14; attempt++) {
      await roster.accounts.signIn('ada', 'wrong', at);
      const { lockedUntil } = (await roster.accounts.findByName('ada'))!;
      expect((lockedUntil?.getTime() ?? at.getTime()) - at.getTime()).toBe(lockOutMs(attempt));
      at = lockedUntil ?? at;
    }
  });

  it('count attempts that are made at the same moment', async () => {
    const roster = await testRoster();
    await ada(roster);
    // Connections first: to open one takes a thread of the pool that twelve passwords keep busy.
    await Promise.all(Array.from({ length: 4 }, () => roster.ping()));
    const attempts = await Promise.all(
      Array.from({ length: 12 }, () => roster.accounts.signIn('ada', 'wrong', NOW)),
    );
    const reasons = attempts.map((attempt) => (attempt.ok ? 'in' : attempt.reason));
    expect(reasons.filter((reason) => reason === 'wrong')).toHaveLength(5);
    expect(reasons.filter((reason) => reason === 'locked')).toHaveLength(7);
  });

  it('that are disabled let nobody in, neither by password nor by session nor by token', async () => {
    const roster = await testRoster();
    const account = await ada(roster);
    const { token } = await roster.sessions.open(account, { idleMs: 1000, absoluteMs: 5000 }, NOW);
    const { secret } = await roster.tokens.add({
      ...{ accountId: account.id, name: 'ci', role: 'viewer' as const },
      expiresAt: later(10_000),
    });
    expect(await roster.sessions.use(token, 1000, NOW)).toBeDefined();
    expect(await roster.tokens.use(secret, NOW)).toBeDefined();
    await roster.accounts.setDisabled(account.id, true);
    expect(await roster.accounts.signIn('ada', PASSWORD, NOW)).toMatchObject({ reason: 'disabled' });
    expect(await roster.sessions.use(token, 1000, NOW)).toBeUndefined();
    expect(await roster.tokens.use(secret, NOW)).toBeUndefined();
  });

  it('refuse what cannot be a name, a role or a password, and a name twice', async () => {
    const roster = await testRoster();
    await ada(roster);
    await expect(ada(roster)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    for (const wrong of [
      { name: 'Ada L' },
      { name: '' },
      { password: 'short' },
      { role: 'root' as 'viewer' },
    ]) {
      await expect(ada(roster, wrong)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    await expect(roster.accounts.setRole('x', 'viewer')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('sessions', () => {
  it('end when they are idle, at their latest, when they are closed, and with another password', async () => {
    const roster = await testRoster();
    const account = await ada(roster);
    const life = { idleMs: 1000, absoluteMs: 2500 };
    const { token } = await roster.sessions.open(account, life, NOW);
    const use = (one: string, ms: number) => roster.sessions.use(one, life.idleMs, later(ms));
    expect(await use(token, 999)).toMatchObject({ account: { name: 'ada' }, idleUntil: later(1999) });
    expect(await use(token, 1998)).toMatchObject({ idleUntil: later(2500) });
    expect(await use(token, 2500)).toBeUndefined();
    const idle = await roster.sessions.open(account, life, NOW);
    expect(await use(idle.token, 1000)).toBeUndefined();
    const closed = await roster.sessions.open(account, life, NOW);
    await roster.sessions.close(closed.session.id);
    expect(await use(closed.token, 1)).toBeUndefined();
    const changed = await roster.sessions.open(account, life, NOW);
    await roster.accounts.setPassword(account.id, 'another password');
    expect(await use(changed.token, 1)).toBeUndefined();
  });
});

describe('tokens', () => {
  it('are taken until they run out or are revoked, and kept as a hash only', async () => {
    const { roster, sql } = await auditedRoster();
    const { id: accountId } = await ada(roster);
    const add = (name: string) =>
      roster.tokens.add({ accountId, name, role: 'viewer', expiresAt: later(1000) });
    const { secret } = await add('ci');
    expect(await roster.tokens.use(secret, later(999))).toMatchObject({
      token: { name: 'ci', role: 'viewer' },
    });
    expect(await roster.tokens.use(secret, later(1000))).toBeUndefined();
    await roster.tokens.revoke(accountId, 'ci');
    expect(await roster.tokens.use(secret, NOW)).toBeUndefined();
    await expect(add('ci')).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(roster.tokens.revoke(accountId, 'other')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { rows } = await sql.query('SELECT row_to_json(t)::text AS text FROM account_tokens t');
    expect(JSON.stringify(rows)).not.toContain(secret.slice(4));
    expect(await roster.tokens.use(`${secret.slice(0, -1)}-`, NOW)).toBeUndefined();
  });
});

describe('the two-person rule', () => {
  async function proposed() {
    const audited = await auditedRoster();
    const { roster } = audited;
    const [one, two] = await Promise.all([ada(roster), ada(roster, { name: 'grace' })]);
    const proposal = await roster.proposals.add({
      ...{ act: 'person.erase' as const, subjectId: one.id, proposedBy: one.id },
      ...{ proposedAt: NOW, expiresAt: later(1000) },
    });
    return { ...audited, one, two, proposal };
  }

  it('takes the word of another administrator, once, in time, and not one own', async () => {
    const { roster, one, two, proposal } = await proposed();
    const { confirm } = roster.proposals;
    expect(await confirm(proposal.id, one.id, NOW)).toEqual({ ok: false, reason: 'own' });
    expect(await confirm(proposal.id, two.id, later(1000))).toEqual({ ok: false, reason: 'expired' });
    expect(await roster.proposals.listPending(NOW)).toHaveLength(1);
    expect(await roster.proposals.listPending(later(1000))).toEqual([]);
    const both = await Promise.all([confirm(proposal.id, two.id, NOW), confirm(proposal.id, two.id, NOW)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await confirm(proposal.id, two.id, NOW)).toEqual({ ok: false, reason: 'decided' });
    expect(await confirm(one.id, two.id, NOW)).toEqual({ ok: false, reason: 'unknown' });
  });

  it('does not count the word of somebody who is no administrator any more', async () => {
    const { roster, one, two, proposal } = await proposed();
    await roster.accounts.setRole(one.id, 'viewer');
    expect(await roster.proposals.confirm(proposal.id, two.id, NOW)).toEqual({
      ok: false,
      reason: 'proposer_not_administrator',
    });
  });

  it('holds in the database itself', async () => {
    const { sql, one, proposal } = await proposed();
    const confirming = sql.query(
      `UPDATE proposals SET state = 'confirmed', decided_by = $1, decided_at = now() WHERE id = $2`,
      [one.id, proposal.id],
    );
    await expect(confirming).rejects.toThrow(/two_persons/);
  });
});

describe('the audit log', () => {
  it('names who acted, says nothing of passwords, and is not written to by signing in', async () => {
    const { roster, verify } = await auditedRoster();
    const { id: accountId } = await ada(roster);
    const acting = roster.actingFor({ kind: 'api', account: accountId, user: 'ada' });
    const person = await acting.persons.add({ site: 'hq', displayName: 'An employee' });
    await roster.accounts.signIn('ada', 'wrong', NOW);
    await roster.accounts.signIn('ada', PASSWORD, NOW);
    await acting.accounts.setPassword(accountId, 'another password');
    const entries = await roster.audit.list({ limit: 1000 });
    const about = (action: string) => entries.find((entry) => entry.action === action);
    expect(about('person.added')).toMatchObject({
      actor: { kind: 'api', account: accountId, user: 'ada' },
      person: person.id,
    });
    const accounts = entries.filter(({ action }) => action.startsWith('account.'));
    expect(accounts.map(({ action, details }) => [action, details])).toEqual([
      ['account.changed', { hidden: ['password_hash'] }],
      ['account.added', { disabled: false, name: 'ada', role: 'administrator' }],
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/scrypt|password"/);
    expect(await verify()).toMatchObject({ ok: true, unsealed: 0, findings: [] });
  });

  it('shows an administrator who was added, or made one, behind its back', async () => {
    const { roster, sql, verify } = await auditedRoster();
    const { id } = await ada(roster, { role: 'viewer' });
    await sql.query('ALTER TABLE accounts DISABLE TRIGGER ALL');
    await sql.query(`UPDATE accounts SET role = 'administrator'`);
    expect((await verify()).findings).toMatchObject([
      { kind: 'roster_changed', detail: `the account ${id} has another role than the log says` },
    ]);
  });
});

describe('pages', () => {
  it('hold every row once, whatever the filter looks like', async () => {
    const roster = await testRoster();
    const names = ['Ada', 'Grace', "O'Brien; DROP TABLE persons", '100% sure', 'under_score'];
    for (const displayName of names) await roster.persons.add({ site: 'hq', displayName });
    const first = await roster.pages.persons({ limit: 2 });
    const second = await roster.pages.persons({ limit: 10, after: first[1]!.id });
    expect([...first, ...second].map(({ displayName }) => displayName)).toEqual(names);
    const search = async (name: string) =>
      (await roster.pages.persons({ name, limit: 10 })).map(({ displayName }) => displayName);
    expect(await search('%')).toEqual(['100% sure']);
    expect(await search('_')).toEqual(['under_score']);
    expect(await search("o'brien;")).toEqual(["O'Brien; DROP TABLE persons"]);
    expect(await search("' OR true --")).toEqual([]);
  });

  it('show an entry of the log that somebody has damaged, instead of leaving it out', async () => {
    const { roster, tamper } = await auditedRoster();
    const [newest] = await roster.pages.audit({ limit: 1 });
    await tamper(`UPDATE audit_entries SET entry = '{}' WHERE seq = ${newest!.seq}`);
    const [damaged, before] = await roster.pages.audit({ limit: 2 });
    expect(damaged).toMatchObject({
      seq: newest!.seq,
      action: newest!.action,
      details: { unreadable: true },
    });
    expect(before?.seq).toBe(newest!.seq - 1);
  });
});
