import type { Builder } from './builder.ts';
import type { Field, Fields, Shape } from './zodShape.ts';

/** Enums of the schema that an input may use as well, by their values. */
const sharedEnums: Readonly<Record<string, readonly string[]>> = {
  SelectionMethod: ['DRAW', 'LOWEST_PRICE'],
};

const capitalised = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** Turns shapes into input types. Types of nested objects are named after the way to them, so that none collide. */
export const inputTypes = (builder: Builder) => {
  const refOf = (shape: Shape, path: string, description: string | undefined): unknown => {
    switch (shape.kind) {
      case 'named':
        return shape.name;
      case 'list':
        return [refOf(shape.of, path, description)];
      case 'enum':
        return enumOf(shape.values, path, description);
      case 'object':
        return define(`${path}Input`, path, shape.fields, description);
    }
  };

  const enumOf = (values: readonly string[], path: string, description: string | undefined): unknown => {
    const shared = Object.keys(sharedEnums).find(
      (name) => sharedEnums[name]?.join() === values.toSorted().join(),
    );
    if (shared !== undefined) return shared;
    builder.enumType(path, {
      description: description ?? '',
      values: Object.fromEntries(values.map((value) => [value, { description: `The value «${value}».` }])),
    });
    return path;
  };

  const define = (name: string, path: string, fields: Fields, description: string | undefined): unknown =>
    builder.inputType(name, {
      description: description ?? '',
      fields: (t) => {
        const fieldOf = (key: string, field: Field) =>
          t.field({
            type: refOf(field.shape, `${path}${capitalised(key)}`, field.description) as 'String',
            required: !field.optional as true,
            description: field.description ?? '',
          });
        return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, fieldOf(key, field)]));
      },
    });

  /** The input type of a command: `<Command>Input`. */
  return (command: string, fields: Fields, description: string) =>
    define(`${command}Input`, command, fields, description);
};
