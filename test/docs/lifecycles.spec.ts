import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { slices } from '../../app/slices.ts';
import { toMermaid } from '../../domain/kernel/diagram.ts';

const folder = new URL('../../docs/lifecycles/', import.meta.url);

it.each(slices.map(({ name, machine }) => [name, machine] as const))(
  '%s is drawn as its machine is',
  (name, machine) => expect(readFileSync(new URL(`${name}.mmd`, folder), 'utf8')).toBe(toMermaid(machine)),
);

it('no diagram is left of a machine that there is no more', () =>
  expect(readdirSync(folder).toSorted()).toEqual(slices.map(({ name }) => `${name}.mmd`).toSorted()));
