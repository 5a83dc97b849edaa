/** One filter for everything: browser, server, SDK and CLI. Grammar: parse.ts; fields: fields.ts. */
export {
  FIELDS,
  type Field,
  type FieldType,
  fieldNamed,
  HAS_VALUES,
  isComparison,
  type Operator,
  operatorsOf,
  parseSplit,
  type SplitKey,
} from './fields.ts'
export {
  allOf,
  anyOf,
  asksWholeTraces,
  type Count,
  EVERYTHING,
  type Everything,
  type Filter,
  filterJson,
  type Group,
  type Has,
  type Not,
  searchTexts,
  type Term,
  type TextSearch,
  type Then,
  termsOf,
  withoutField,
} from './filter.ts'
export { filterOf } from './flat.ts'
export { makeTerm, type Parsed, parseFilter } from './parse.ts'
export { printFilter } from './print.ts'
export { exampleOf, parseValue, printValue } from './units.ts'
