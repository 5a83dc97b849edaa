// Spans of an invented shop, made by the engine itself: eight to a trace, 30 days up to an instant that never changes.
export const PROJECT = 'bench~1'
export const END_NS = 1_775_000_000_000_000_000n
export const DAY_NS = 86_400_000_000_000n
const SPANS_PER_TRACE = 8
const DAYS = 30
/** Rows per insert; each becomes a part, as batches of the real writer do. */
const BLOCK = 100_000

const KINDS = ['agent', 'retriever', 'llm', 'tool', 'llm', 'embedding', 'chain', 'other']
const MODELS = ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-4', 'claude-haiku', 'gemini-2.5-pro', 'mistral-large', 'o3']
const texts = (values) => `[${values.map((value) => `'${value}'`).join(', ')}]`
const traceId = (t) => `lower(hex(MD5(concat('trace ', toString(${t})))))`

/** Fills an empty store with `rows` spans; every hundredth trace comes twice, every 64th is judged otherwise. */
export async function fillStore(store, rows, { project = PROJECT, endNs = END_NS } = {}) {
  const stepNs = (BigInt(DAYS) * DAY_NS * BigInt(SPANS_PER_TRACE)) / BigInt(rows)
  for (let from = 0; from < rows; from += BLOCK) {
    const block = `numbers(${from}, ${Math.min(BLOCK, rows - from)})`
    const twice = `(select number from ${block} where intDiv(number, ${SPANS_PER_TRACE}) % 100 = 7)`
    await store.command(spansSql(block, { rows, stepNs, project, endNs, version: 1 }))
    await store.command(spansSql(twice, { rows, stepNs, project, endNs, version: 2 }))
  }
  const traces = Math.ceil(rows / SPANS_PER_TRACE)
  await store.command(tracesSql(`numbers(${traces})`, { traces, stepNs, project, endNs }))
  await store.command(verdictsSql(`numbers(${rows})`, project))
  await settled(store)
}

/** The n-th newest trace; the root is its first span. */
export async function newestTrace(store) {
  const [row] = await store.query(
    'select trace_id, root_span_id from traces where project_id = {project:String} order by start_time desc limit 1',
    { project: PROJECT },
  )
  return { traceId: row.trace_id, spanId: row.root_span_id }
}

function startSql(t, { traces, stepNs, endNs }) {
  return `${endNs} - (${traces} - toInt64(${t})) * ${stepNs}`
}

function spansSql(from, { rows, stepNs, project, endNs, version }) {
  const traces = Math.ceil(rows / SPANS_PER_TRACE)
  return `
    insert into spans
    (
        project_id, start_time, end_time, trace_id, span_id, parent_span_id, clock, received_time, name, kind, status,
        error_type, service, sdk, dialect, model, provider, tokens_input_uncached, tokens_cache_read, tokens_output,
        tokens_reasoning, cost_total, user_id, session_id, environment, release, tags, tool_name, ttft_ns, own_counts,
        input_bytes, output_bytes, input_preview, output_preview, attributes, resource_attributes, protocol,
        retention_days, version
    )
    with
        toInt64(intDiv(number, ${SPANS_PER_TRACE})) as t,
        toInt64(number % ${SPANS_PER_TRACE}) as j,
        ${startSql('t', { traces, stepNs, endNs })} + j * 150000000 as start_ns,
        cityHash64(number) as h,
        ${texts(KINDS)}[j + 1] as span_kind,
        span_kind in ('llm', 'embedding') as is_llm
    select
        '${project}',
        fromUnixTimestamp64Nano(start_ns),
        fromUnixTimestamp64Nano(toInt64(start_ns + if(j = 0, 2000000000, 50000000) + h % 900000000)),
        ${traceId('t')},
        lower(hex(sipHash64(number))),
        if(j = 0, '', lower(hex(sipHash64(number - j)))),
        'ok',
        fromUnixTimestamp64Milli(toInt64(intDiv(start_ns, 1000000) + 3000)),
        concat(span_kind, ' ', toString(h % 40)),
        span_kind,
        if(h % 50 = 0, 'error', 'ok'),
        if(h % 50 = 0, 'TimeoutError', ''),
        concat('service-', toString(t % 5)),
        'opentelemetry-python',
        'gen_ai',
        if(is_llm, ${texts(MODELS)}[1 + intDiv(h, 100) % ${MODELS.length}], ''),
        if(is_llm, 'openai', ''),
        if(is_llm, h % 3000, null),
        if(is_llm and h % 3 = 0, h % 900, null),
        if(is_llm, h % 700, null),
        if(is_llm and h % 4 = 0, h % 300, null),
        if(is_llm and h % 20 != 0, toDecimal64(h % 1000000, 12) / 100000000, null),
        if(j = 0 and t % 3 != 0, concat('user-', toString(cityHash64(t) % 2000)), ''),
        if(j = 0 and t % 5 != 0, concat('session-', toString(intDiv(t, 6))), ''),
        if(t % 4 = 0, 'staging', 'production'),
        concat('1.', toString(t % 9)),
        if(j = 0, ['beta'], []),
        if(span_kind = 'tool', concat('tool-', toString(h % 12)), ''),
        if(is_llm, 100000000 + h % 800000000, null),
        is_llm,
        2000,
        900,
        concat('How do I return order ', toString(h), '? ', repeat('lorem ipsum ', 20)),
        concat('You can return it within ', toString(h % 60), ' days. ', repeat('dolor sit amet ', 16)),
        map('gen_ai.request.temperature', '0.7', 'tenant', concat('tenant-', toString(t % 30)), 'request.id', hex(h)),
        map('service.name', concat('service-', toString(t % 5)), 'host.name', concat('pod-', toString(h % 20))),
        'otlp_traces',
        90,
        ${version}
    from ${from}`
}

function tracesSql(from, { traces, stepNs, project, endNs }) {
  return `
    insert into traces
    (
        project_id, trace_id, start_time, end_time, root_span_id, root_start_time, name, service, user_id, session_id,
        environment, release, rolled_up, version
    )
    with toInt64(number) as t, ${startSql('t', { traces, stepNs, endNs })} as start_ns
    select
        '${project}',
        ${traceId('t')},
        fromUnixTimestamp64Nano(start_ns),
        fromUnixTimestamp64Nano(start_ns + 2900000000),
        lower(hex(sipHash64(number * ${SPANS_PER_TRACE}))),
        fromUnixTimestamp64Nano(start_ns),
        'agent',
        concat('service-', toString(t % 5)),
        if(t % 3 != 0, concat('user-', toString(cityHash64(t) % 2000)), ''),
        if(t % 5 != 0, concat('session-', toString(intDiv(t, 6))), ''),
        if(t % 4 = 0, 'staging', 'production'),
        concat('1.', toString(t % 9)),
        0,
        1
    from ${from}`
}

function verdictsSql(from, project) {
  return `
    insert into span_verdicts (project_id, trace_id, span_id, counts, usage, merged_into, reason, version)
    select '${project}', ${traceId(`intDiv(number, ${SPANS_PER_TRACE})`)}, lower(hex(sipHash64(number))), 0, 0, '', 'wrapper', 1
    from ${from}
    where number % ${SPANS_PER_TRACE} = 4 and intDiv(number, ${SPANS_PER_TRACE}) % 64 = 5`
}

/** As after a day of rest: merges that are due are part of filling, not of reading. */
async function settled(store) {
  await store.command('optimize table spans final')
  for (let quiet = 0; quiet < 4; ) {
    const [{ n }] = await store.query('select count() as n from system.merges')
    quiet = Number(n) === 0 ? quiet + 1 : 0
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
