import type { Case } from '../harness.ts';
import { appendCase } from './p01-append.ts';
import { appendAloneCase } from './p02-append-alone.ts';
import { costCase } from './p03-cost-per-event.ts';
import { readCase } from './p04-read.ts';
import { catchUpCase } from './p05-catch-up.ts';
import { visibleCase } from './p06-visible.ts';
import { queryCase } from './p07-query.ts';
import { commandCase } from './p08-command.ts';
import { decideCase } from './p10-decide.ts';
import { workingDaysCase } from './p11-working-days.ts';
import { overdueCase } from './p12-overdue-board.ts';
import { closeAndOpenCase } from './p13-close-and-open.ts';
import { coldStartCase } from './p14-cold-start.ts';
import { eventStoresCase } from './p15-event-stores.ts';
import { processesCase } from './p15-processes.ts';
import { readModelsCase } from './p15-read-models.ts';

export const cases: readonly Case[] = [
  appendCase,
  appendAloneCase,
  costCase,
  readCase,
  catchUpCase,
  visibleCase,
  queryCase,
  commandCase,
  decideCase,
  workingDaysCase,
  overdueCase,
  closeAndOpenCase,
  coldStartCase,
  eventStoresCase,
  readModelsCase,
  processesCase,
];
