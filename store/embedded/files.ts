/** What lies beside the file of facts: SQLite's own files, the witness of its end and the claim of its one writer. */
export const BESIDE = ['-wal', '-shm', '-journal', '.head', '.lock'] as const;

export const walOf = (file: string) => `${file}-wal`;
export const witnessOf = (file: string) => `${file}.head`;
export const claimOf = (file: string) => `${file}.lock`;
