import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Unauthenticated } from '../../api/claims.ts';
import { openDevIssuer } from '../../api/devIssuer.ts';
import { devIdentity, externalIdentity, type Identity } from '../../api/identity.ts';
import { identityPolicy } from '../../api/identityPolicy.ts';
import { RememberedTokens } from '../../api/rememberedTokens.ts';
import type { Viewer } from '../../api/viewer.ts';
import { temporary } from './http.ts';
import { startIssuer } from './issuer.ts';

const { rememberedMs } = identityPolicy.tokens;
const viewer: Viewer = { subject: 's', organization: null, roles: ['audit'] };
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.UTC(2026, 2, 2) });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a token whose signature was found good', () => {
  it('is believed for a while, and then looked at again', () => {
    const tokens = new RememberedTokens(identityPolicy.tokens);
    tokens.keep('Bearer a.b.c', viewer, inSeconds(3600));
    vi.advanceTimersByTime(rememberedMs - 1);
    expect(tokens.viewerOf('Bearer a.b.c')).toBe(viewer);
    vi.advanceTimersByTime(1);
    expect(tokens.viewerOf('Bearer a.b.c')).toBeUndefined();
  });
  it('is never believed beyond its own end', () => {
    const tokens = new RememberedTokens(identityPolicy.tokens);
    tokens.keep('Bearer a.b.c', viewer, inSeconds(2));
    vi.advanceTimersByTime(1999);
    expect(tokens.viewerOf('Bearer a.b.c')).toBe(viewer);
    vi.advanceTimersByTime(1);
    expect(tokens.viewerOf('Bearer a.b.c')).toBeUndefined();
  });
  it('is not believed for longer because the clock was set back', () => {
    const tokens = new RememberedTokens(identityPolicy.tokens);
    tokens.keep('Bearer a.b.c', viewer, inSeconds(3600));
    vi.advanceTimersByTime(rememberedMs);
    vi.setSystemTime(Date.UTC(2026, 2, 1));
    expect(tokens.viewerOf('Bearer a.b.c')).toBeUndefined();
  });
  it('is not remembered where it has no end', () => {
    const tokens = new RememberedTokens(identityPolicy.tokens);
    tokens.keep('Bearer a.b.c', viewer, undefined);
    expect(tokens.viewerOf('Bearer a.b.c')).toBeUndefined();
  });
  it('is looked at again once the issuer has other keys', () => {
    const tokens = new RememberedTokens(identityPolicy.tokens);
    tokens.keep('Bearer old', viewer, inSeconds(60), '{"keys":[1]}');
    tokens.keep('Bearer other', viewer, inSeconds(60), '{"keys":[1]}');
    expect(tokens.viewerOf('Bearer old')).toBe(viewer);
    tokens.keep('Bearer new', viewer, inSeconds(60), '{"keys":[2]}');
    expect([tokens.viewerOf('Bearer old'), tokens.viewerOf('Bearer new')]).toEqual([undefined, viewer]);
  });
  it('gives way to newer ones, so that nobody fills the memory', () => {
    const tokens = new RememberedTokens({ rememberedMs, bytes: 5000 });
    for (let index = 0; index < 100; index += 1) tokens.keep(`Bearer ${index}`, viewer, inSeconds(60));
    const known = Array.from({ length: 100 }, (_, index) => tokens.viewerOf(`Bearer ${index}`));
    expect(known.filter((one) => one !== undefined)).toHaveLength(10);
    expect(known.at(-1)).toBe(viewer);
  });
});

describe('an identity that remembers', () => {
  let identity: Identity;
  let token: string;
  beforeEach(async () => {
    const issuer = await openDevIssuer(temporary(), 'test');
    identity = await devIdentity(issuer);
    token = await issuer.issue({ subject: 's', organization: null, roles: ['audit'] }, '10s');
    expect(await identity.viewerOf(`Bearer ${token}`)).toEqual(viewer);
  });

  it('verifies a good token once', async () => {
    const verify = vi.spyOn(globalThis.crypto.subtle, 'verify');
    for (let time = 0; time < 5; time += 1)
      expect(await identity.viewerOf(`Bearer ${token}`)).toEqual(viewer);
    expect(verify).not.toHaveBeenCalled();
    verify.mockRestore();
  });
  it('refuses a token that has expired since', async () => {
    vi.advanceTimersByTime(10_000);
    await expect(identity.viewerOf(`Bearer ${token}`)).rejects.toThrow(Unauthenticated);
  });
  it('refuses the same claims with another signature', async () => {
    const [head, claims, signature = ''] = token.split('.');
    const other = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    for (let time = 0; time < 3; time += 1)
      await expect(identity.viewerOf(`Bearer ${head}.${claims}.${other}`)).rejects.toThrow(Unauthenticated);
  });
});

describe('an identity of an external issuer', () => {
  it('remembers its users beside each other', async () => {
    vi.useRealTimers();
    const issuer = await startIssuer();
    const { viewerOf } = externalIdentity(issuer.url);
    const tokens = await Promise.all(['a', 'b'].map((sub) => issuer.sign({ sub, roles: ['audit'] })));
    const bearers = tokens.map((token) => `Bearer ${token}`);
    for (const bearer of bearers) await viewerOf(bearer);
    const verify = vi.spyOn(globalThis.crypto.subtle, 'verify');
    for (const bearer of [...bearers, ...bearers]) await viewerOf(bearer);
    expect(verify).not.toHaveBeenCalled();
    verify.mockRestore();
    await issuer.down();
  });
});
