import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const config = new URL('../../.dependency-cruiser.cjs', import.meta.url).pathname;

export const { forbidden } = createRequire(import.meta.url)(config) as { forbidden: { name: string }[] };

interface Report {
  readonly modules: readonly unknown[];
  readonly summary: {
    readonly violations: readonly { readonly rule: { readonly name: string }; readonly from: string }[];
  };
}

/** Cruise folders below `cwd`; `broken` says which files break which rule. */
export function cruise(cwd: string, ...folders: readonly string[]) {
  const program = new URL('../../node_modules/dependency-cruiser/bin/dependency-cruise.mjs', import.meta.url)
    .pathname;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [program, '--config', config, '--output-type', 'json', ...folders],
    { cwd, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  );
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser says: ${stdout}${stderr}`);
  const { modules, summary } = JSON.parse(stdout) as Report;
  return {
    modules: modules.length,
    broken: summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`),
  };
}
