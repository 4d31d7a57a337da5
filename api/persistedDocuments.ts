import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import * as z from 'zod';
import { ConfigError } from '../app/config.ts';

const Documents = z.record(z.string(), z.string());

/** Documents that may be asked for, by the SHA-256 of their text: `{"<hash>": "<document>"}`, as client tools write it. */
export function readPersistedDocuments(file: string): ReadonlyMap<string, string> {
  const refuse = (why: string) => new ConfigError(`PERSISTED_DOCUMENTS=${file}: ${why}`);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw refuse(`cannot be read: ${(error as Error).message}.`);
  }
  const parsed = Documents.safeParse(content);
  if (!parsed.success) throw refuse('must be a JSON object from hash to document.');
  return new Map(
    Object.entries(parsed.data).map(([key, document]) => {
      const hash = withoutName(key);
      if (createHash('sha256').update(document).digest('hex') !== hash)
        throw refuse(`${key} is not the SHA-256 of its document; write the file anew.`);
      return [hash, document] as const;
    }),
  );
}

const refusal = (code: string, message: string) => ({
  message,
  extensions: { code, http: { status: 400 } },
});

/** The hash that a client sends in place of a document, where it sends one. */
export function documentIdOf(extensions: unknown): string | undefined {
  const { persistedQuery } = (extensions ?? {}) as { readonly persistedQuery?: unknown };
  const { version, sha256Hash } = (persistedQuery ?? {}) as {
    readonly version?: unknown;
    readonly sha256Hash?: unknown;
  };
  return version === 1 && typeof sha256Hash === 'string' ? withoutName(sha256Hash) : undefined;
}

const withoutName = (hash: string) => hash.replace(/^sha256:/, '');

/** Only these documents are answered: a stranger can ask nothing that nobody has thought of. */
export const onlyPersisted = (documents: ReadonlyMap<string, string>) =>
  usePersistedOperations({
    getPersistedOperation: (hash) => documents.get(withoutName(hash)) ?? null,
    customErrors: {
      notFound: refusal('PERSISTED_DOCUMENT_UNKNOWN', 'No document with this hash is answered here.'),
      keyNotFound: refusal(
        'PERSISTED_DOCUMENT_REQUIRED',
        'Send the SHA-256 of a known document in extensions.persistedQuery.sha256Hash, with version 1.',
      ),
      persistedQueryOnly: refusal(
        'PERSISTED_DOCUMENT_REQUIRED',
        'Only known documents are answered here: send the hash in extensions.persistedQuery, and no query.',
      ),
    },
  });
