import { describe, expect, it } from 'vitest';
import { nodeDigest } from '../../app/digest.ts';
import { eventIdOf, sha256Hex, uuidv5 } from '../../app/ids.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const abc = Buffer.from('abc');

describe('ids and digests', () => {
  it('make the UUIDv5 of RFC 9562, appendix A.4', () =>
    expect(uuidv5('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    ));
  it('keep the ids of facts for ever', () =>
    expect(eventIdOf('x', 0)).toBe('591ae9d0-bc15-5d53-9c7c-8d830dbcf4da'));
  it('differ by scope and by index', () =>
    expect(new Set([eventIdOf('x', 0), eventIdOf('x', 1), eventIdOf('y', 0)]).size).toBe(3));
  it('make the SHA-256 of FIPS 180-2', () =>
    expect([sha256Hex('abc'), hex(nodeDigest.hash('sha256', abc))]).toEqual(
      Array(2).fill('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'),
    ));
  it('make the SM3 of GB/T 32905, appendix A.1', () =>
    expect(hex(nodeDigest.hash('sm3', abc))).toBe(
      '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    ));
  it('make the HMAC-SHA-256 of RFC 4231, case 2', () =>
    expect(
      hex(nodeDigest.hmac('sha256', Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'))),
    ).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'));
});
