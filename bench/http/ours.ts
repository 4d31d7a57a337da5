import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { openDevIssuer } from '../../api/devIssuer.ts';
import { devIdentity } from '../../api/identity.ts';
import { createServer } from '../../api/server.ts';
import { systemClock } from '../../app/clock.ts';
import { createRuntime } from '../../app/createRuntime.ts';
import { createLogger } from '../../app/logger.ts';
import { Metrics } from '../../app/metrics.ts';
import { demoAgencies } from '../../domain/catalogue/region/agencies.v1.ts';
import { ruleOf } from '../../domain/catalogue/rules.ts';
import type { Tables } from '../../projections/all.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { must, raiseAlerts } from './alerts.ts';
import { tellUse } from './use.ts';

/** The whole server as `npm start` puts it together, in production, on files, with agencies to read and alerts to see. */
const [folder = '.', alerts = '64'] = process.argv.slice(2);
const logger = createLogger('silent');
const metrics = new Metrics();
const store = new EmbeddedEventStore(path.join(folder, 'events.db'), undefined, metrics.store);
const readModel = openReadModel<Tables>(path.join(folder, 'read.db'));
const observer = metrics.commands;
const runtime = await createRuntime({ store, readModel, clock: systemClock, logger, timers: true, observer });
await Promise.all([
  ...demoAgencies.map(({ creditCode, ...input }) =>
    must(runtime, 'agency', { agency: creditCode }, 'RegisterAgency', input),
  ),
  raiseAlerts(runtime, Number(alerts)),
]);

const issuer = await openDevIssuer(folder, 'development');
const token = await issuer.issue({ subject: 'supervisor-1', organization: null, roles: ['supervisor'] });
const server = createServer(runtime, {
  rateLimit: false,
  identity: await devIdentity(issuer),
  ruleOf,
  logger,
  development: false,
  metrics,
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port, token }));
tellUse();
