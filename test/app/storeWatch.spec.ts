import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { Faults } from '../../app/faults.ts';
import { Metrics } from '../../app/metrics.ts';
import { watchStore } from '../../app/storeWatch.ts';

const AT = '2026-03-02T01:00:00.000Z';
const watched = () => {
  const faults = new Faults({ now: () => AT });
  const metrics = new Metrics();
  return { faults, metrics, watch: watchStore(pino({ level: 'silent' }), faults, metrics.store) };
};

describe('a store that is watched', () => {
  it('is a fault while it cannot be reached, and none when it can again', () => {
    const { faults, watch } = watched();
    watch.circuit('open', 'nobody answers');
    expect(faults.list).toEqual([{ what: 'store', why: 'nobody answers', since: AT }]);
    watch.circuit('closed', undefined);
    expect(faults.list).toEqual([]);
  });

  it('a cluster that is down is told in the log once, however often it is called', () => {
    const lines: string[] = [];
    const faults = new Faults({ now: () => AT });
    const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    const watch = watchStore(logger, faults, new Metrics().store);
    for (let call = 0; call < 100; call += 1) watch.failed('unavailable', undefined);
    watch.circuit('open', 'nobody answers');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('nobody answers');
  });

  it('is a fault for good when it takes no more facts', () => {
    const { faults, watch } = watched();
    watch.failed('SQLITE_IOERR', 'the disk answered with an error');
    expect(faults.list).toMatchObject([{ what: 'store', why: 'the disk answered with an error' }]);
  });

  it('counts a call that failed, which is no fault as long as it can be made again', async () => {
    const { faults, metrics, watch } = watched();
    watch.failed('unavailable', undefined);
    expect(faults.list).toEqual([]);
    expect(await metrics.text()).toContain('lianshen_store_failures_total 1');
  });
});
