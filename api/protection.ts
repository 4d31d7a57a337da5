import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet, { type HelmetOptions } from 'helmet';

/** Puts the headers on an answer that protect whoever gets it. Helmet says the same to everybody, so it is asked once. */
export function protectionBy(options: HelmetOptions): (response: ServerResponse) => void {
  const headers = new Map<string, string>();
  const noted = {
    setHeader: (name: string, value: string) => void headers.set(name, value),
    removeHeader: (name: string) => void headers.delete(name),
  };
  helmet(options)({} as IncomingMessage, noted as unknown as ServerResponse, (error) => {
    if (error !== undefined) throw error as Error;
  });
  return (response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
  };
}
