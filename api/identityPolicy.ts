/** How far identities of others are believed, and for how long: the one table, explained in docs/how-to/identity.md. */
export const identityPolicy = {
  /** How a token may be signed. A shared secret (HS…) or none would let whoever knows the public key sign. */
  algorithms: ['EdDSA', 'ES256', 'ES384', 'PS256', 'RS256'],
  /** How far the clocks of issuer and server may differ. */
  clockToleranceSeconds: 30,
  /**
   * Keys of the issuer: how old they may be; how long after they were read no unknown key makes them be read again, or
   * any stranger could have the issuer asked at will; and how long one waits for them.
   */
  keys: { maxAgeMs: 600_000, cooldownMs: 30_000, timeoutMs: 5_000 },
  /** The issuer's own description: how long one waits for it, and how long a failure is remembered. */
  discovery: { timeoutMs: 5_000, retryMs: 2_000 },
  /** How long a token whose signature was found good is believed without looking again, and the memory for that. */
  tokens: { rememberedMs: 30_000, bytes: 8 * 1024 * 1024 },
};
export type IdentityPolicy = typeof identityPolicy;
