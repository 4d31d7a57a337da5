import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, expect, it } from 'vitest';
import { openDevIssuer } from '../../api/devIssuer.ts';
import { OWNER } from '../api/world.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { launch, type Running, run } from './process.ts';

const folder = temporaryFolder();
let server: Running | undefined;
afterEach(async () => {
  server?.signal('SIGKILL');
  await server?.ended;
});
afterAll(() => folder.remove());

/** An SDK as operators write one: it keeps spans until it is told to send them, and sends them into a file. */
const sdkThatWrites = (file: string) => `
import { appendFileSync } from 'node:fs';
import { trace } from ${JSON.stringify(import.meta.resolve('@opentelemetry/api'))};
import sdk from ${JSON.stringify(import.meta.resolve('@opentelemetry/sdk-trace-base'))};
const exporter = {
  export(spans, done) {
    for (const span of spans) appendFileSync(${JSON.stringify(file)}, span.name + '\\n');
    done({ code: 0 });
  },
  async shutdown() {},
};
trace.setGlobalTracerProvider(
  new sdk.BasicTracerProvider({
    spanProcessors: [new sdk.BatchSpanProcessor(exporter, { scheduledDelayMillis: 3_600_000 })],
  }),
);`;

it('OTEL_SDK names a module that is there before the first span, and is asked for what it holds at the end', async () => {
  const spans = folder.file('spans.txt');
  const module = folder.file('sdk.mjs');
  writeFileSync(module, sdkThatWrites(spans));
  const dataDir = folder.file('data');
  server = await launch(dataDir, { args: ['--empty'], environment: { OTEL_SDK: module } });
  await server.says('is ready');
  const issuer = await openDevIssuer(dataDir, 'development');
  const token = await issuer.issue({ subject: 'owner-1', organization: OWNER, roles: ['owner'] });
  await server.ask(
    `mutation { registerProject(commandId: "c-1", input: { code: "2603-532390-04-01-482134", title: "x", owner: "${OWNER}",
      ownerName: "x", type: "GOVERNMENT_BUILDING", profile: "CX-GOV-60" }) { __typename } }`,
    token,
  );
  expect((await server.stop()).stderr).toBe('');
  expect(readFileSync(spans, 'utf8')).toContain('command project.RegisterProject\n');
});

it('one that cannot be loaded is one line', async () => {
  const { status, stderr } = await run('start.mjs', [], {
    OTEL_SDK: './no-such-sdk.mjs',
    DATA_DIR: folder.file('x'),
  });
  expect(status).toBe(1);
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringMatching(/^OTEL_SDK=\.\/no-such-sdk\.mjs: cannot be loaded: /),
  ]);
});
