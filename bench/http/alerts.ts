import type { Runtime } from '../../app/runtime.ts';
import { systemActor } from '../../domain/kernel/actor.ts';
import { alertsOf } from './asked.ts';

const actor = systemActor('bench');

export async function must(
  runtime: Runtime,
  slice: string,
  key: Readonly<Record<string, string>>,
  type: string,
  input: object,
): Promise<void> {
  const answer = await runtime.execute({ slice, key, type, input, actor });
  if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
}

/** Alerts to see. */
export async function raiseAlerts(runtime: Runtime, count: number): Promise<void> {
  await Promise.all(
    alertsOf(count).map((alert) =>
      must(runtime, 'alert', { alert }, 'RaiseViolation', {
        alert,
        rule: 'T3',
        text: '逾期未一次性告知补正。',
        charged: '11532390MB0A001015',
        project: null,
        node: null,
        raisedAt: runtime.clock.now(),
      }),
    ),
  );
}
