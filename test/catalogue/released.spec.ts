import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../app/ids.ts';
import { releasedProcesses } from '../../domain/catalogue/catalogue.ts';
import { toMermaid } from '../../domain/catalogue/diagram.ts';
import { mattersV1 } from '../../domain/catalogue/matters.v1.ts';
import { policiesV1 } from '../../domain/catalogue/policies.v1.ts';
import { policiesV2 } from '../../domain/catalogue/policies.v2.ts';
import { policiesV3 } from '../../domain/catalogue/policies.v3.ts';
import { servicesV1 } from '../../domain/catalogue/services.v1.ts';
import { canonicalJson } from '../../domain/kernel/canonical.ts';

const digests = [
  ['matters v1', mattersV1],
  ['services v1', servicesV1],
  ['policies v1', policiesV1],
  ['policies v2', policiesV2],
  ['policies v3', policiesV3],
  ...releasedProcesses.map(
    (definition) => [`${definition.code} v${definition.version}`, definition] as const,
  ),
] as const;

describe('released versions', () => {
  it('are what they were when they were released: a change is a new version', async () =>
    expect(
      `${digests.map(([name, value]) => `${name} ${sha256Hex(canonicalJson(value))}`).join('\n')}\n`,
    ).toMatchFileSnapshot('./released.txt'));
  it.each(releasedProcesses)('$code is drawn in the documentation as it is', async (definition) =>
    expect(toMermaid(definition)).toMatchFileSnapshot(
      `../../docs/processes/${definition.code}.v${definition.version}.mmd`,
    ),
  );
});
