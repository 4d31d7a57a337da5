import { describe, expect, it } from 'vitest';
import { EventStoreDb } from '../../../store/eventstoredb/eventStoreDb.ts';
import { parseEsdbUrl, shownEsdbUrl } from '../../../store/eventstoredb/url.ts';
import { StoreUnavailable } from '../../../store/storeUnavailable.ts';

describe('the address of an EventStoreDB', () => {
  it('names one node, with TLS unless it says otherwise', () => {
    expect(parseEsdbUrl('esdb://localhost')).toMatchObject({
      shown: 'esdb://localhost',
      discover: false,
      hosts: [{ address: 'localhost', port: 2113 }],
      tls: true,
      credentials: undefined,
    });
    expect(parseEsdbUrl('esdb://127.0.0.1:2114/?tls=false')).toMatchObject({
      hosts: [{ address: '127.0.0.1', port: 2114 }],
      tls: false,
    });
  });

  it('names several nodes, or one name for all of them', () => {
    expect(parseEsdbUrl('esdb://n1:2111,n2,n3:2113').hosts).toEqual([
      { address: 'n1', port: 2111 },
      { address: 'n2', port: 2113 },
      { address: 'n3', port: 2113 },
    ]);
    expect(parseEsdbUrl('esdb+discover://cluster.example')).toMatchObject({ discover: true });
  });

  it('names a user and a password, with %-signs for what has a meaning of its own', () => {
    expect(parseEsdbUrl('esdb://admin:p%40ss%3Aw%2Frd@n1:2113').credentials).toEqual({
      username: 'admin',
      password: 'p@ss:w/rd',
    });
  });

  it('has options whose names ignore case, - and _', () => {
    const url =
      'esdb://n1?TLS=true&tls-ca-file=/certs/ca.crt&keep_alive_interval=15000&NodePreference=Leader';
    expect(parseEsdbUrl(url)).toMatchObject({
      tlsCaFile: '/certs/ca.crt',
      numbers: { keepAliveInterval: 15_000 },
    });
  });

  it.each([
    ['http://n1:2113', 'this is no address of an EventStoreDB'],
    ['esdb://', '«» is no host and port'],
    ['esdb://n1:port', '«n1:port» is no host and port'],
    ['esdb://n1:70000', '«70000» is no port'],
    ['esdb+discover://n1,n2', 'with +discover one name'],
    ['esdb://admin@n1', 'the user and the password'],
    ['esdb://n1?tls=no', 'tls is true or false'],
    ['esdb://n1?tlsVerifyCert=false', 'verifies certificates always'],
    ['esdb://n1?nodePreference=follower', 'nodePreference is leader'],
    ['esdb://n1?keepAliveInterval=soon', 'keepAliveInterval is a whole number'],
    ['esdb://n1?retries=3', 'there is no option «retries»'],
  ])('%s is refused in one line that says why', (url, why) => {
    expect(() => parseEsdbUrl(url)).toThrow(why);
    expect(() => parseEsdbUrl(url)).toThrow(/^.*$/);
  });

  it.each([
    'esdb://admin:secret@n1:2113?tls=false',
    'esdb://admin:secret@n1:port',
    'esdb://admin:sec@secret@n1',
    'esdb://admin:secret/secret@n1',
    'esdb://admin:secret?secret@n1',
    'esdb://admin:%secret@n1',
    'esdb://secret:@n1',
    'esdb//admin:secret@n1',
    'esdb://admin:secret@n1?tls=false&password=secret@',
  ])('%s is shown, and refused, without its secret', (url) => {
    expect(shownEsdbUrl(url)).not.toContain('secret');
    try {
      parseEsdbUrl(url);
    } catch (error) {
      expect(String(error)).not.toContain('secret');
    }
  });

  it('must name a certificate authority that is there when the store is opened', () => {
    const open = () => new EventStoreDb('esdb://admin:changeit@n1?tlsCaFile=/nowhere/ca.crt');
    expect(open).toThrow(StoreUnavailable);
    expect(open).toThrow('esdb://n1: there is no file /nowhere/ca.crt');
  });

  it('must name one that holds a certificate: without it nobody is trusted, and the store seems out of reach', () => {
    const open = () => new EventStoreDb(`esdb://admin:changeit@n1?tlsCaFile=${import.meta.filename}`);
    expect(open).toThrow(StoreUnavailable);
    expect(open).toThrow(/url\.spec\.ts holds no certificate of an authority \(tlsCaFile\)/);
  });
});
