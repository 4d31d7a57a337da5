import { mkdirSync } from 'node:fs';
import type { Case } from '../harness.ts';
import { AGENCY_BY_KEY, HELLO } from '../http/asked.ts';
import { Server, underLoadOf } from '../http/processes.ts';

/** P7: one object by its key through the whole server, beside a stack that answers «hello». */
export const queryCase: Case = {
  goals: ['P7'],
  async open({ milliseconds }, scratch) {
    const folder = scratch('ours');
    mkdirSync(folder);
    const ours = new Server<{ port: number; token: string }>('./ours.ts', folder);
    const express = new Server<{ port: number }>('./plain.ts', 'express');
    const yoga = new Server<{ port: number }>('./plain.ts', 'node');
    const bare = new Server<{ port: number }>('./bare.ts');
    const load = { connections: 32, milliseconds: milliseconds * 2, headers: {} };
    const hello = { ...load, bodies: HELLO, expect: '"hello":"hello"' };
    const agency = { ...load, bodies: AGENCY_BY_KEY, expect: '"creditCode":"9' };
    const [{ port, token }, { port: onExpress }, { port: onNode }, { port: alone }] = await Promise.all([
      ours.where(),
      express.where(),
      yoga.where(),
      bare.where(),
    ]);
    return {
      comparisons: [
        {
          goal: 'P7',
          title: 'GraphQL query by key over HTTP, 32 connections',
          unit: 'queries/s',
          better: 'more',
          ours: underLoadOf('ours: agency by its code, asked by the public', ours, { ...agency, port }),
          limit: underLoadOf('limit: yoga on express, «hello»', express, { ...hello, port: onExpress }),
          others: [
            underLoadOf('ours, asked with a token', ours, {
              ...agency,
              port,
              headers: { authorization: `Bearer ${token}` },
            }),
            underLoadOf('yoga on node:http, «hello»', yoga, { ...hello, port: onNode }),
            underLoadOf('node:http and graphql-js alone, «hello»', bare, { ...hello, port: alone }),
          ],
          target: { kind: 'share', of: 0.9, stretch: 1.8 },
        },
      ],
      async close() {
        await Promise.all([ours.end(), express.end(), yoga.end(), bare.end()]);
      },
    };
  },
};
