import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema, type DocumentNode, type ExecutionResult, execute, parse } from 'graphql';
import { tellUse } from './use.ts';

/** GraphQL over HTTP with everything left out: no checks, no limits, no read model, each document parsed once. */
const schema = buildSchema('type Query { hello: String! }');
const parsed = new Map<string, DocumentNode>();

function documentOf(text: string): DocumentNode {
  const document = parsed.get(text) ?? parse(text);
  parsed.set(text, document);
  return document;
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { query } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { readonly query: string };
    const rootValue = { hello: () => 'hello' };
    const result = execute({ schema, document: documentOf(query), rootValue }) as ExecutionResult;
    const body = JSON.stringify(result);
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
tellUse();
