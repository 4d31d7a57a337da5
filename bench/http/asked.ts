import { demoAgencies } from '../../domain/catalogue/region/agencies.v1.ts';

export const HELLO = [JSON.stringify({ query: '{ hello }' })];

/** One agency by its key, each in its turn. */
export const AGENCY_BY_KEY = demoAgencies.map(({ creditCode }) =>
  JSON.stringify({
    query: 'query Agency($id: ID!) { agency(id: $id) { creditCode name services status } }',
    variables: { id: creditCode },
  }),
);

export const alertsOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `alert/bench/${index}`);

const NOTE = '材料齐全,已电话提醒承办科室按承诺时限办结,并抄送主管领导。';

/** The same command to the whole system and to the plain stack, each time to another alert. */
export const seenOurs = (alerts: number): readonly string[] =>
  alertsOf(alerts).map((alert) =>
    JSON.stringify({
      query:
        'mutation Seen($input: MarkAlertSeenInput!) { markAlertSeen(input: $input) { __typename ... on Accepted { revision } } }',
      variables: { input: { alert, note: NOTE } },
    }),
  );

export const seenPlain = (alerts: number): readonly string[] =>
  alertsOf(alerts).map((alert) =>
    JSON.stringify({
      query: 'mutation Seen($alert: ID!, $note: String!) { mark(alert: $alert, note: $note) }',
      variables: { alert, note: NOTE },
    }),
  );
