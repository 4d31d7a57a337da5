import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { FOLDER, hasPostgres } from './cluster.ts';

/** A place for a server of this run. It is started by the first test that asks for it, and ends with the run. */
export default function setup(): (() => Promise<void>) | undefined {
  if (!hasPostgres()) {
    process.stderr.write(
      'PostgreSQL is not installed: what runs on it is skipped. «apt-get install postgresql», or name a server by READ_MODEL_TEST_URL.\n',
    );
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'lianshen-postgres-'));
  writeFileSync(join(folder, 'for'), String(process.pid));
  process.env[FOLDER] = folder;
  return async () => {
    rmSync(join(folder, 'stay'), { force: true });
    // Whoever watches over the server clears its data away when it has ended.
    while (existsSync(join(folder, 'url')) && existsSync(join(folder, 'data'))) await after(20);
    rmSync(folder, { recursive: true, force: true });
  };
}
