import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as after } from 'node:timers/promises';
import pg from 'pg';

const root = new URL('..', import.meta.url).pathname;
const endsWithParent = new URL('endsWithParent.ts', import.meta.url).href;

/** One process of an installation as `npm start` starts it, once it is ready. */
interface Member {
  readonly child: ChildProcess;
  readonly port: number;
}

/** Several processes that share a log and a database. */
export class Fleet {
  readonly #members: readonly Member[];

  private constructor(members: readonly Member[]) {
    this.#members = members;
  }

  /** The first of the roles is that of whoever is asked. */
  static async of(roles: readonly string[], environment: NodeJS.ProcessEnv): Promise<Fleet> {
    const children = roles.map((each) =>
      spawn(process.execPath, ['--import', endsWithParent, `${root}cli/serve.ts`], {
        cwd: root,
        env: { ...process.env, ...environment, ROLES: each, PORT: '0' },
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      }),
    );
    try {
      const ports = await Promise.all(children.map(portOf));
      return new Fleet(children.map((child, at) => ({ child, port: ports[at] as number })));
    } catch (error) {
      for (const child of children) child.kill('SIGKILL');
      throw error;
    }
  }

  get port(): number {
    return (this.#members[0] as Member).port;
  }

  /** Microseconds of processor time of all of them together. */
  async used(): Promise<number> {
    const each = await Promise.all(
      this.#members.map(async ({ port }) => {
        const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
        return Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1]);
      }),
    );
    return each.reduce((sum, seconds) => sum + seconds, 0) * 1e6;
  }

  async end(): Promise<void> {
    await Promise.all(
      this.#members.map(
        ({ child }) =>
          new Promise((resolve) => {
            if (child.exitCode !== null || child.signalCode !== null) return resolve(undefined);
            child.once('exit', resolve);
            child.kill();
          }),
      ),
    );
  }
}

/** Where a process listens: it says so when it is ready. */
const portOf = (child: ChildProcess) =>
  new Promise<number>((resolve, reject) => {
    let text = '';
    child.once('exit', (code) => reject(new Error(`A process of the benchmark ended with ${code}.`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const port = /^ +Health +http:\/\/localhost:(\d+)\//m.exec(text)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });

/** Resolves when so many processes run the projections of a database, each its share. */
export async function sharedOut(url: string, among: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ holders: string }>(
        "select count(distinct holder) as holders from leases where name like 'projection %'",
      );
      if (Number(rows[0]?.holders) === among) return;
      await after(100);
    }
  } finally {
    await client.end();
  }
}
