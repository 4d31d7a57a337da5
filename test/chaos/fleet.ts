import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';

const root = new URL('../..', import.meta.url).pathname;

export interface Member {
  readonly name: string;
  readonly roles: string;
  readonly port: number;
  child: ChildProcess | undefined;
  isPaused: boolean;
  readonly starts: number;
}

interface FleetOptions {
  /** Of every process; its roles and its port are added. */
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
}

/** The processes of one installation: started, killed, paused and started again. */
export class Fleet {
  readonly members: readonly (Member & { starts: number })[];
  readonly #options: FleetOptions;

  private constructor(members: readonly Member[], options: FleetOptions) {
    this.members = members.map((member) => ({ ...member }));
    this.#options = options;
  }

  static async of(roles: readonly string[], options: FleetOptions): Promise<Fleet> {
    const members: Member[] = [];
    for (const [index, role] of roles.entries())
      members.push({
        name: `${role}-${index}`,
        roles: role,
        port: await freePort(),
        child: undefined,
        isPaused: false,
        starts: 0,
      });
    return new Fleet(members, options);
  }

  start(member: Member & { starts: number }): void {
    if (member.child !== undefined) return;
    const { folder, environment } = this.#options;
    const log = openSync(`${folder}/${member.name}.log`, 'a');
    const child = spawn(process.execPath, [`${root}cli/serve.ts`], {
      cwd: root,
      env: { ...environment, ROLES: member.roles, PORT: String(member.port) },
      stdio: ['ignore', log, log],
    });
    child.once('exit', () => {
      if (member.child === child) member.child = undefined;
    });
    member.child = child;
    member.isPaused = false;
    member.starts += 1;
  }

  kill(member: Member): void {
    member.child?.kill('SIGKILL');
    member.child = undefined;
    member.isPaused = false;
  }

  pause(member: Member): void {
    member.child?.kill('SIGSTOP');
    member.isPaused = member.child !== undefined;
  }

  resume(member: Member): void {
    member.child?.kill('SIGCONT');
    member.isPaused = false;
  }

  /** Everybody runs again. */
  mend(): void {
    for (const member of this.members) {
      if (member.isPaused) this.resume(member);
      this.start(member);
    }
  }

  /** What keeps each process from being ready; nothing where all are. */
  async unready(): Promise<readonly string[]> {
    const states = await Promise.all(
      this.members.map(async ({ name, port }) => {
        try {
          const response = await fetch(`http://127.0.0.1:${port}/readyz`, {
            signal: AbortSignal.timeout(5000),
          });
          return response.ok ? [] : [`${name}: ${await response.text()}`];
        } catch (error) {
          return [`${name}: ${String(error)}`];
        }
      }),
    );
    return states.flat();
  }

  async allReady(milliseconds: number): Promise<readonly string[]> {
    const until = performance.now() + milliseconds;
    for (;;) {
      const unready = await this.unready();
      if (unready.length === 0 || performance.now() > until) return unready;
      await after(250);
    }
  }

  stop(): void {
    for (const member of this.members) this.kill(member);
  }
}

export const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });
