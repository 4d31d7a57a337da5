import { responsibleKind } from '../responsible.ts';
import type { Builder } from './builder.ts';
import { explained } from './explanation.ts';

/** Deadlines, alerts and what departments have to answer for. */
export function defineDeadlines(builder: Builder): void {
  builder.objectType('Deadline', {
    description: 'A deadline 时限 of a node, a step, an opinion, a correction or the market.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Plain and readable: project, node and what it is about.' }),
      project: t.exposeString('project', {
        nullable: true,
        description: 'Code of its project, where it has one.',
      }),
      node: t.exposeString('node', { nullable: true, description: 'Key of its node, where it has one.' }),
      title: t.exposeString('title', { description: 'What is due.' }),
      department: t.exposeString('department', {
        description: 'Credit code of whoever answers for it; «system» for a fault.',
      }),
      departmentName: t.exposeString('departmentName', { description: 'Name of whoever answers for it.' }),
      kind: t.expose('kind', { type: 'DeadlineKind', description: 'What it is about.' }),
      level: t.expose('level', { type: 'Level', description: 'How it stands.' }),
      dueOn: t.expose('dueOn', {
        type: 'Date',
        nullable: true,
        description: 'Last day; null in a pause without a cap.',
      }),
      dueAt: t.expose('dueAt', {
        type: 'Instant',
        nullable: true,
        description: 'The first instant that is late.',
      }),
      remainingDays: t.exposeFloat('remainingDays', {
        nullable: true,
        description: 'Days left; below zero when late, null in a pause without a cap.',
      }),
      paused: t.exposeBoolean('paused', { description: 'Whether its clock stands still.' }),
      provisional: t.exposeBoolean('provisional', {
        description: 'Whether it looked at a year whose holidays are not announced 暂定.',
      }),
      explanation: t.field({
        type: 'Explanation',
        nullable: true,
        description: 'How it comes about, day by day.',
        resolve: ({ clock }, _, { runtime }) => explained(runtime, clock),
      }),
    }),
  });
  builder.objectType('OverdueAlert', {
    description: 'An alert 预警: one for each deadline that is late or nearly so, one for each broken rule.',
    fields: (t) => ({
      id: t.exposeID('id', {
        description: 'Made from the id of its deadline, or of the fact that shows the violation.',
      }),
      kind: t.expose('kind', { type: 'AlertKind', description: 'Why it was raised.' }),
      level: t.expose('level', { type: 'Level', description: 'How bad it is.' }),
      raisedAt: t.expose('raisedAt', {
        type: 'Instant',
        description: 'The instant at which that level was reached.',
      }),
      rule: t.field({
        type: 'Rule',
        nullable: true,
        description: 'The rule that it rests on.',
        resolve: (a) => a.rule,
      }),
      text: t.exposeString('text', {
        nullable: true,
        description: 'What was done, where a rule was broken; what could not be taken in, for a fault.',
      }),
      department: t.exposeString('department', {
        description: 'Credit code of whoever answers for it; «system» for a fault.',
      }),
      project: t.exposeString('project', {
        nullable: true,
        description: 'Code of its project, where it has one.',
      }),
      deadline: t.field({
        type: 'Deadline',
        nullable: true,
        description: 'The deadline it is about; a violation has none.',
        resolve: ({ deadline }) => deadline,
      }),
      seenBy: t.exposeString('seenBy', {
        nullable: true,
        description: 'The supervisor who has seen it 签收.',
      }),
      note: t.exposeString('note', { nullable: true, description: 'What the supervisor noted.' }),
    }),
  });
  builder.objectType('DepartmentOverdue', {
    description:
      'Open deadlines of a department, an owner or an agency 部门时限统计; the levels do not overlap.',
    fields: (t) => ({
      department: t.exposeString('department', { description: 'Its credit code.' }),
      departmentName: t.exposeString('departmentName', { description: 'Its name.' }),
      kind: t.field({
        type: 'ResponsibleKind',
        description: 'What it is: owners and agencies have deadlines of their own beside the departments.',
        resolve: ({ department }, _, { runtime }) => responsibleKind(runtime, department),
      }),
      open: t.exposeInt('open', { description: 'All that are open, the green ones included.' }),
      amber: t.exposeInt('amber', { description: 'Those nearly used up.' }),
      red: t.exposeInt('red', { description: 'Those that are late.' }),
      purple: t.exposeInt('purple', { description: 'Those long overdue.' }),
    }),
  });
}
