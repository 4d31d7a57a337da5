import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createSchema, createYoga } from 'graphql-yoga';
import { RawStore } from '../bare/rawStore.ts';
import { alertFact } from '../facts.ts';
import { counter } from '../numbers.ts';
import { tellUse } from './use.ts';

/** The plain stack: yoga with its defaults, on node:http or on express, and one transaction for each command. */
const [mount = 'express', file = ':memory:'] = process.argv.slice(2);
const store = new RawStore(file);
const revisions = new Map<string, number>();
const next = counter();

const yoga = createYoga({
  schema: createSchema({
    typeDefs: 'type Query { hello: String! } type Mutation { mark(alert: ID!, note: String!): Int! }',
    resolvers: {
      Query: { hello: () => 'hello' },
      Mutation: {
        mark: (_: unknown, { alert, note }: { readonly alert: string; readonly note: string }): number => {
          const revision = revisions.get(alert) ?? -1;
          const fact = alertFact(next());
          const data = { ...(fact.event.data as object), alert, note };
          store.transaction(() => store.put(alert, revision, [{ ...fact, event: { ...fact.event, data } }]));
          revisions.set(alert, revision + 1);
          return revision + 1;
        },
      },
    },
  }),
  logging: false,
  graphiql: false,
});

const app = express();
app.use('/graphql', yoga as unknown as RequestListener);
const server = createServer((mount === 'express' ? app : yoga) as RequestListener);
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
tellUse();
