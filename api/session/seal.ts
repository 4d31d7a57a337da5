import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EncryptJWT, jwtDecrypt } from 'jose';
import type * as z from 'zod';
import { writeOnce } from '../secretFile.ts';

/** What only this server can write and read: for cookies, which their bearer is to understand nothing of. */
export interface Seal {
  /** `purpose` is part of what is sealed, so that what was made for one end cannot be used for another. */
  seal(purpose: string, content: Readonly<Record<string, unknown>>): Promise<string>;
  /** Undefined where it was not sealed here for this purpose, or says something else than it should. */
  open<Content>(purpose: string, text: string, schema: z.ZodType<Content>): Promise<Content | undefined>;
}

/** A seal by a secret of any length: A256GCM with its digest as the key. */
export function sealBy(secret: string): Seal {
  const key = createHash('sha256').update(`lianshen cookies\n${secret}`).digest();
  const algorithms = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
  return {
    seal: (purpose, content) =>
      new EncryptJWT({ content })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setAudience(purpose)
        .encrypt(key),
    open: async (purpose, text, schema) => {
      try {
        const { payload } = await jwtDecrypt(text, key, { ...algorithms, audience: purpose });
        return schema.safeParse(payload['content']).data;
      } catch {
        return undefined;
      }
    },
  };
}

const SECRET_FILE = 'session-secret';

/** The secret of this installation, made at the first start: sessions outlive a restart. */
export function keptSecret(dataDir: string): string {
  const file = join(dataDir, SECRET_FILE);
  writeOnce(file, randomBytes(32).toString('base64url'));
  return readFileSync(file, 'utf8');
}
