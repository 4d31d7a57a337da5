import { GraphQLError } from 'graphql';
import type * as z from 'zod';
import { Instant, LegalDay } from '../../domain/kernel/instant.ts';
import { Fen } from '../../domain/kernel/money.ts';
import type { Builder } from './builder.ts';

/** What a client wrote, by the schema of the domain. A wrong value is the client's error and is named. */
const parsedBy =
  <Value>(name: string, schema: z.ZodType<Value>) =>
  (value: unknown): Value => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const why = parsed.error.issues.map(({ message }) => message).join(' ');
    throw new GraphQLError(`${name} cannot be ${JSON.stringify(value)}. ${why}`, {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  };

export function defineScalars(builder: Builder): void {
  builder.scalarType('Date', {
    description: 'A legal day 日 in Asia/Shanghai, YYYY-MM-DD.',
    parseValue: parsedBy('A Date', LegalDay),
    serialize: (value) => value,
  });
  builder.scalarType('Instant', {
    description: 'An instant in UTC with milliseconds, such as 2026-03-09T16:00:00.000Z.',
    parseValue: parsedBy('An Instant', Instant),
    serialize: (value) => value,
  });
  builder.scalarType('Fen', {
    description: 'Money 金额 in whole fen, as an integer: it may be larger than 32 bits.',
    parseValue: parsedBy('An amount in fen', Fen),
    serialize: (value) => value,
  });
  builder.scalarType('JSON', {
    description: 'Any JSON value, for contents whose shape depends on the kind of fact.',
    parseValue: (value) => value,
    serialize: (value) => value,
  });
}
