import type { Answer } from '../../app/runtime.ts';
import type { RuleOf } from '../context.ts';
import type { Builder } from './builder.ts';
import type { CommandResult, Rule } from './shapes.ts';

/** The answer to every command: the three kinds of yes and no. */
export function defineResults(builder: Builder) {
  builder.objectType('Rule', {
    description: 'A rule of law or practice 规则, by the id under which the documentation cites it.',
    fields: (t) => ({
      id: t.exposeString('id', { description: 'Id of the rule, such as T3.' }),
      text: t.exposeString('text', { description: 'What the rule says, and where it stands.' }),
    }),
  });
  builder.objectType('Accepted', {
    description: 'It is done and recorded 已受理; the lists that you read next know it.',
    fields: (t) => ({
      commandId: t.exposeID('commandId', {
        description: 'Id of the command. The same id with the same input is answered the same way for ever.',
      }),
      stream: t.exposeString('stream', { description: 'The stream of facts that it was recorded in.' }),
      revision: t.exposeInt('revision', { description: 'Place of its last fact in that stream, from 0.' }),
      position: t.exposeString('position', { description: 'Place of its last fact in the whole log.' }),
    }),
  });
  builder.objectType('Rejected', {
    description: 'A rule forbids it 不予办理.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'Stable code of the refusal, for programs.' }),
      message: t.exposeString('message', {
        description: 'What is wrong, with its values, and what to do instead.',
      }),
      rule: t.field({
        type: 'Rule',
        nullable: true,
        description: 'The rule that forbids it.',
        resolve: (r) => r.rule,
      }),
      allowed: t.exposeStringList('allowed', { description: 'Commands that the viewer may give here now.' }),
      position: t.exposeString('position', {
        nullable: true,
        description: 'Place in the log, where the refusal itself was put on record.',
      }),
    }),
  });
  builder.objectType('Issue', {
    description: 'One thing that is wrong with the shape of an input.',
    fields: (t) => ({
      path: t.exposeString('path', { description: 'Way to the field, with dots.' }),
      message: t.exposeString('message', { description: 'What is wrong with it and what is allowed.' }),
    }),
  });
  builder.objectType('Invalid', {
    description: 'The input has not the right shape 输入有误; nothing was decided.',
    fields: (t) => ({
      issues: t.field({
        type: ['Issue'],
        description: 'Everything that is wrong with it.',
        resolve: (r) => r.issues,
      }),
    }),
  });
  return builder.unionType('CommandResult', {
    description: 'The answer to a command: done, forbidden by a rule, or of the wrong shape.',
    types: ['Accepted', 'Rejected', 'Invalid'],
    resolveType: ({ __typename }) => __typename,
  });
}
export type CommandResultRef = ReturnType<typeof defineResults>;

/** A rule by its id. One that the catalogue of rules does not have is shown by its id alone. */
export const ruleBy = (ruleOf: RuleOf, id: string): Rule => ruleOf(id) ?? { id, text: id };

/** The answer of the runtime in the terms of the schema. */
export function shown(answer: Answer, ruleOf: RuleOf): CommandResult {
  switch (answer.kind) {
    case 'accepted': {
      const { commandId, stream, revision, position } = answer;
      return { __typename: 'Accepted', commandId, stream, revision, position: String(position) };
    }
    case 'rejected': {
      const { code, message, rule, allowed, position = null } = answer;
      return {
        __typename: 'Rejected',
        code,
        message,
        rule: rule === undefined ? null : ruleBy(ruleOf, rule),
        allowed,
        position: position === null ? null : String(position),
      };
    }
    case 'invalid':
      return { __typename: 'Invalid', issues: answer.issues };
  }
}
