import type { Field, Fields, Shape } from './zodShape.ts';

/** What fields mean that are called the same everywhere, for schemas that do not say it themselves. */
const words: Readonly<Record<string, string>> = {
  project: 'Code of the project 项目代码.',
  node: 'Key of the node in its chain, such as G05.',
  job: 'Id of the job.',
  agency: 'Credit code of the agency 中介机构.',
  unit: 'Credit code of the unit.',
  name: 'Its name.',
  title: 'What it is called.',
  note: 'Anything a reader should know.',
  reason: 'Why.',
  reasons: 'Why, one reason each.',
  text: 'What is said.',
  rule: 'Id of the rule that it rests on.',
  services: 'Codes of the intermediary services 中介服务事项.',
  owners: 'Who holds how much of whom 股权.',
  sha256: 'SHA-256 of the document, in lower-case hexadecimal digits.',
  // opinions and demands 意见
  reply: 'The reply 协办意见; anything but a reasoned disagreement counts as agreement (J15).',
  conditions: 'On what conditions; with «agreeWithConditions» only.',
  clause: 'The clause of law or standard that it rests on.',
  demand: 'What is demanded 整改要求.',
  demands: 'What is demanded, all of it.',
  id: 'Your own name for it, under which it is looked at again.',
  about: 'Key of the material or sheet that it is about.',
  // jobs 中介选取
  buyer: 'Credit code of the buyer 采购人: your own organisation.',
  method: 'How the winner is found.',
  ceiling: 'The highest price 最高限价; the price itself where the winner is drawn.',
  price: 'The price 报价 in fen; left out where none is asked for.',
  bid: 'Key of the bid, made by the bidder.',
  explanation: 'How the quote can be so low.',
  accepted: 'Whether the explanation is accepted.',
  objection: 'Number of the objection.',
  upheld: 'Whether the objection is right: the job is annulled then.',
  grounds: 'What is wrong with the result.',
  // the draw 摇号
  revealBy: 'Until when the values are to be revealed.',
  replacements: 'Who takes the place of a contributor that withheld.',
  contributor: 'Credit code of the contributor that withheld.',
  by: 'Credit code of the one that takes its place.',
  commit: 'The digest of your value, as 32 bytes in base64url.',
  value: 'Your value, as 32 bytes in base64url.',
  // ownership 股权
  holder: 'Credit code of the holder, or another name that is unique here.',
  holderName: 'Name of the holder.',
  held: 'Whose share it is: the agency, or a holder further up.',
  percent: 'How much, in percent.',
  institutionOf: 'Credit code of the authority whose institution the holder is; null where of none (S10).',
};

/** The same fields, each with a description where one is known. */
export const describeInput = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, described(name, field)]));

const described = (name: string, field: Field): Field => ({
  ...field,
  description: field.description ?? words[name],
  shape: describedShape(field.shape),
});

const describedShape = (shape: Shape): Shape => {
  if (shape.kind === 'list') return { kind: 'list', of: describedShape(shape.of) };
  return shape.kind === 'object' ? { kind: 'object', fields: describeInput(shape.fields) } : shape;
};
