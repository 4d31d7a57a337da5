import type { Case } from '../harness.ts';
import { appendCase } from './p01-append.ts';
import { appendAloneCase } from './p02-append-alone.ts';
import { costCase } from './p03-cost-per-event.ts';
import { readCase } from './p04-read.ts';
import { catchUpCase } from './p05-catch-up.ts';
import { visibleCase } from './p06-visible.ts';

export const cases: readonly Case[] = [
  appendCase,
  appendAloneCase,
  costCase,
  readCase,
  catchUpCase,
  visibleCase,
];
