/** Which columns a list has before anybody chooses. */
import type { ListScope } from './list-rows.ts'

const OF_TRACES = 'status,start,name,input,output,duration,tokens,cost,models,spans,errors,scores,user,session'
const DEFAULTS: Readonly<Record<ListScope, string>> = {
  traces: OF_TRACES,
  spans: 'status,start,kind,name,input,output,duration,tokens,cost,models,error,service',
  calls: 'status,start,name,input,output,duration,ttft,tokens,cost,models,scores,user,session',
  tools: 'status,start,name,input,output,error,duration,tool,user,session',
}

export function defaultColumns(scope: ListScope): readonly string[] {
  return DEFAULTS[scope].split(',')
}
