import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Limits } from './limits.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What an operation costs with these variables. */
export type Cost = (variables: Variables) => number;

/**
 * How many values an operation asks for: each field once for each object that it is asked of, lists by `first` where
 * they have it and by what they usually hold where not. Fragments are weighed once for each size of page around them.
 * Where no variable says how long a page is, it is reckoned once and for all.
 */
export function costIn(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  limits: Limits,
): Cost {
  const root = schema.getRootType(operation.operation);
  if (root == null) return () => 0;
  const fragments = new Map(
    document.definitions
      .filter(
        (definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION,
      )
      .map((fragment) => [fragment.name.value, fragment] as const),
  );
  let depends = false;
  const costWith: Cost = (variables) => {
    const values = valuesOf(operation, variables);
    const sizeOf = (name: string) => {
      depends = true;
      return values[name];
    };
    return new Scale(schema, fragments, sizeOf, limits).weigh(operation.selectionSet, root, 1);
  };
  const usual = costWith({});
  return depends ? costWith : () => usual;
}

/** What `first` may be given by: the variables as they were sent, or their defaults. */
const valuesOf = ({ variableDefinitions = [] }: OperationDefinitionNode, sent: Variables): Variables => ({
  ...Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue?.kind === Kind.INT ? [[variable.name.value, Number(defaultValue.value)]] : [],
    ),
  ),
  ...sent,
});

class Scale {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #sizeOf: (variable: string) => unknown;
  readonly #limits: Limits;
  readonly #known = new Map<string, number>();

  constructor(
    schema: GraphQLSchema,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    sizeOf: (variable: string) => unknown,
    limits: Limits,
  ) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#sizeOf = sizeOf;
    this.#limits = limits;
  }

  /** `page`: how many objects the connection around this has. */
  weigh({ selections }: SelectionSetNode, type: GraphQLCompositeType, page: number): number {
    let sum = 0;
    for (const selection of selections)
      if (selection.kind === Kind.FIELD) sum += this.#field(selection, type, page);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) sum += this.#fragment(selection.name.value, page);
      else
        sum += this.weigh(
          selection.selectionSet,
          this.#typed(selection.typeCondition?.name.value) ?? type,
          page,
        );
    return sum;
  }

  #typed(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.#schema.getType(name);
    return type !== undefined && isCompositeType(type) ? type : undefined;
  }

  #fragment(name: string, page: number): number {
    const key = `${name} ${page}`;
    const before = this.#known.get(key);
    if (before !== undefined) return before;
    this.#known.set(key, 0);
    const fragment = this.#fragments.get(name);
    const type = this.#typed(fragment?.typeCondition.name.value);
    const cost =
      fragment === undefined || type === undefined ? 0 : this.weigh(fragment.selectionSet, type, page);
    this.#known.set(key, cost);
    return cost;
  }

  #field(node: FieldNode, parent: GraphQLCompositeType, page: number): number {
    const field = isObjectType(parent) ? parent.getFields()[node.name.value] : undefined;
    if (field === undefined || node.name.value.startsWith('__')) return 0;
    const { cost } = this.#limits;
    const name = `${parent.name}.${field.name}`;
    const own = cost.fields[name] ?? 1;
    const type = getNamedType(field.type);
    if (node.selectionSet === undefined || !isCompositeType(type)) return own;
    const inner = this.weigh(node.selectionSet, type, this.#pageOf(node, field) ?? 1);
    if (!isListType(getNullableType(field.type))) return own + inner;
    const size = parent.name.endsWith('Connection') ? page : (cost.lists[name] ?? cost.usualList);
    return own + size * inner;
  }

  /** How many a connection is asked for; undefined where the field is none. */
  #pageOf(node: FieldNode, { args }: GraphQLField<unknown, unknown>): number | undefined {
    if (!args.some(({ name }) => name === 'first')) return undefined;
    const { usual, longest } = this.#limits.page;
    const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
    const value =
      given?.kind === Kind.INT
        ? Number(given.value)
        : given?.kind === Kind.VARIABLE
          ? this.#sizeOf(given.name.value)
          : undefined;
    return typeof value === 'number' && value >= 0 ? Math.min(value, longest) : usual;
  }
}
