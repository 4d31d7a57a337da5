import { readFileSync } from 'node:fs';
import {
  buildSchema,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { makeSchema } from '../../api/schema/schema.ts';
import { fakeRuntime } from './fake.ts';
import { makeWorld } from './world.ts';

const contract = buildSchema(readFileSync(new URL('contract.graphql', import.meta.url), 'utf8'));
const schema = makeSchema(fakeRuntime(makeWorld()).slices.values());

const promised = Object.values(contract.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

/** Every word of a type that a client may use, with its type. */
function wordsOf(type: GraphQLNamedType | undefined): string[] {
  if (isObjectType(type))
    return Object.values(type.getFields()).flatMap((field) => [
      `${field.name}: ${String(field.type)}`,
      ...field.args.map((arg) => `${field.name}(${arg.name}: ${String(arg.type)})`),
    ]);
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map((field) => `${field.name}: ${String(field.type)}`);
  if (isEnumType(type)) return type.getValues().map(({ name }) => name);
  if (isUnionType(type)) return type.getTypes().map(({ name }) => name);
  return [];
}

describe('the contract', () => {
  it('has no breaking change', () => expect(findBreakingChanges(contract, schema)).toEqual([]));
  it('has no dangerous change but additions', () =>
    expect(findDangerousChanges(contract, schema).filter(({ type }) => !type.includes('ADDED'))).toEqual([]));
  it('promises something', () => expect(promised.length).toBeGreaterThan(60));
  it.each(promised.map((type) => [type.name, type] as const))('serves %s word for word', (name, type) => {
    const served = schema.getType(name);
    expect(served?.constructor.name).toBe(type.constructor.name);
    expect(wordsOf(served)).toEqual(expect.arrayContaining(wordsOf(type)));
  });
  it('would see a field renamed', () => {
    const broken = buildSchema(
      readFileSync(new URL('contract.graphql', import.meta.url), 'utf8').replace('ownerName', 'nameOfOwner'),
    );
    expect(findBreakingChanges(contract, broken)).not.toEqual([]);
  });
});
