import type { Runtime } from '../../app/runtime.ts';
import { type Clock, explain } from '../../domain/clock/clock.ts';
import type { Builder } from './builder.ts';
import { ruleBy } from './results.ts';
import type { Explanation } from './shapes.ts';

/** How a due date comes about, by the calendar that it was reckoned with. */
export const explained = (runtime: Runtime, clock: Clock): Explanation =>
  explain(runtime.calendarAt(clock.due.calendarVersion), clock);

export function defineExplanation(builder: Builder): void {
  builder.objectType('Explanation', {
    description: 'How a due date comes about 时限说明.',
    fields: (t) => ({
      startedOn: t.expose('startedOn', {
        type: 'Date',
        description: 'The day of the start, which is not counted (T2).',
      }),
      dueOn: t.expose('dueOn', {
        type: 'Date',
        nullable: true,
        description: 'The last day; null in a pause without a cap.',
      }),
      steps: t.expose('steps', {
        type: ['CountedDay'],
        description: 'Every day after the start up to the last.',
      }),
      pauses: t.expose('pauses', { type: ['Pause'], description: 'Every pause, open or closed.' }),
      rules: t.field({
        type: ['Rule'],
        description: 'The rules that it rests on.',
        resolve: ({ rules }, _, { ruleOf }) => rules.map((id) => ruleBy(ruleOf, id)),
      }),
      binding: t.exposeString('binding', { description: 'Which limit binds: PROMISED or STATUTORY (T15).' }),
    }),
  });
  builder.objectType('CountedDay', {
    description: 'One calendar day of a count of working days 工作日.',
    fields: (t) => ({
      date: t.expose('date', { type: 'Date', description: 'The day.' }),
      counted: t.exposeBoolean('counted', { description: 'Whether any of it is counted.' }),
      amount: t.exposeFloat('amount', { description: 'How much of it is counted: 0, 0.5 or 1.' }),
      reason: t.exposeString('reason', { description: 'Why it is counted or not.' }),
    }),
  });
  builder.objectType('Pause', {
    description: 'Time left out of a limit 不计入时限 (T10).',
    fields: (t) => ({
      reason: t.exposeString('reason', { description: 'Why the clock stood still.' }),
      legalBasis: t.exposeString('legalBasis', { description: 'Id of the law or rule that allows it.' }),
      legalBasisText: t.string({
        description: 'What that law or rule says.',
        resolve: ({ legalBasis }, _, { ruleOf }) => ruleBy(ruleOf, legalBasis).text,
      }),
      from: t.expose('from', { type: 'Instant', description: 'When it was opened.' }),
      to: t.expose('to', {
        type: 'Instant',
        nullable: true,
        description: 'When it was closed; null while it is open.',
      }),
      cap: t.exposeFloat('cap', {
        nullable: true,
        description: 'The most that it may take, in days; null without a cap.',
      }),
    }),
  });
}
