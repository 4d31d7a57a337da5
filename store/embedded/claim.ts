import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { IN_MEMORY, speakingOf } from '../sqliteFile.ts';
import { claimOf } from './files.ts';

/**
 * One writer at a time: a lock on an empty file beside the facts, held for as long as they are open and let go of by the
 * system when the process dies. The facts themselves stay readable, so that a backup runs beside a server.
 * SQLite locks it for us: Node has no lock on files of its own.
 */
export function claim(file: string): () => void {
  if (file === IN_MEMORY) return () => undefined;
  return speakingOf(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    const lock = new Database(claimOf(file), { timeout: 500 });
    try {
      // Else an empty journal would lie beside the lock for as long as it is held.
      lock.pragma('journal_mode = MEMORY');
      lock.exec('begin exclusive');
    } catch (error) {
      lock.close();
      throw error;
    }
    return () => lock.close();
  });
}
