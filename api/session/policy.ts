/** How long a browser stays logged in: the one table, explained in docs/how-to/identity.md. */
export const sessionPolicy = {
  /** So long after it was last used a session is over. */
  idleMs: 30 * 60_000,
  /** So long after it began it is over, however much it is used. */
  longestMs: 10 * 3_600_000,
  /** How old the cookie may grow before it is given anew, while it is used. */
  renewMs: 60_000,
  /** How many sessions one user may have open; the oldest gives way. */
  perSubject: 5,
  /** How long a user may take at the identity provider. */
  loginMs: 10 * 60_000,
  /** How long one waits for the identity provider. */
  providerTimeoutSeconds: 5,
};
export type SessionPolicy = typeof sessionPolicy;
