import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { answers } from './answers.ts';

const program = fileURLToPath(new URL('answers.ts', import.meta.url));
const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));

describe('legal days do not depend on the zone of the machine', () => {
  it.each(['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Asia/Shanghai', 'Africa/Casablanca'])(
    '%s',
    (TZ) =>
      expect(
        execFileSync(node, [program], {
          env: { ...process.env, TZ, NODE_NO_WARNINGS: '1' },
          encoding: 'utf8',
        }),
      ).toBe(answers()),
  );
});
