/** Which statements read a question's unit. */
import type { DayQuestion, DayStatements } from './day-question.ts'
import { DAYS_OF_SPANS } from './days-of-spans.ts'
import { DAYS_OF_TRACES } from './days-of-traces.ts'

export const statementsOf = ({ unit }: DayQuestion): DayStatements =>
  unit === 'spans' ? DAYS_OF_SPANS : DAYS_OF_TRACES
