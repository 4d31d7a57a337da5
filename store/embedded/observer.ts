/**
 * Told what the embedded store does, so that somebody can count it. It is called between a commit and its answers: it
 * must be quick, and must not throw.
 */
export interface StoreObserver {
  /** One transaction: how many appends it carried, and how long its commit took, the fsync included. */
  committed(appends: number, commitMs: number): void;
  /** One append was answered, so long after it was asked for. */
  answered(kind: 'appended' | 'conflict' | 'failed', ms: number): void;
  /** A write failed; `readOnlyBecause` says why no more facts are taken, if that is the end of it. */
  failed(code: string, readOnlyBecause: string | undefined): void;
}
