import { mkdirSync } from 'node:fs';
import type { Case } from '../harness.ts';
import { seenOurs, seenPlain } from '../http/asked.ts';
import { Server, underLoadOf } from '../http/processes.ts';

const ALERTS = 512;

/** P8: one whole command: HTTP, GraphQL, rights, decision, durable append, read model, answer. */
export const commandCase: Case = {
  goals: ['P8'],
  async open({ milliseconds }, scratch) {
    const folder = scratch('ours');
    mkdirSync(folder);
    const ours = new Server<{ port: number; token: string }>('./ours.ts', folder, String(ALERTS));
    const express = new Server<{ port: number }>('./plain.ts', 'express', scratch('express.db'));
    const bare = new Server<{ port: number }>('./plain.ts', 'node', scratch('node.db'));
    const load = { connections: 64, milliseconds: milliseconds * 2, headers: {} };
    const plain = { ...load, bodies: seenPlain(ALERTS), expect: '"mark":' };
    const [{ port, token }, { port: onExpress }, { port: onNode }] = await Promise.all([
      ours.where(),
      express.where(),
      bare.where(),
    ]);
    return {
      comparisons: [
        {
          goal: 'P8',
          title: 'Whole durable command over HTTP, 64 connections',
          unit: 'commands/s',
          better: 'more',
          ours: underLoadOf('ours: rights, decision, group commit, read model, answer', ours, {
            ...load,
            port,
            headers: { authorization: `Bearer ${token}` },
            bodies: seenOurs(ALERTS),
            expect: '"Accepted"',
          }),
          limit: underLoadOf('limit: yoga on express, one FULL transaction per command', express, {
            ...plain,
            port: onExpress,
          }),
          others: [
            underLoadOf('yoga on node:http, one FULL transaction per command', bare, {
              ...plain,
              port: onNode,
            }),
          ],
          target: { kind: 'share', of: 2.7, stretch: 9 },
        },
      ],
      async close() {
        await Promise.all([ours.end(), express.end(), bare.end()]);
      },
    };
  },
};
