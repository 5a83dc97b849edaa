// The borders between rooms. The walk of a span: receive -> queue -> decode -> normalise -> enrich -> store; the read
// side: query -> api. A planted breach (tests/architecture) proves that this file sees.
const rooms = (...names) => `^collector/src/(${names.join('|')})/`
const WRITE = ['receive', 'queue', 'decode', 'normalise', 'enrich', 'doctor', 'ingest']
const READ = ['query', 'api', 'control']

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'schemas-know-only-zod',
      severity: 'error',
      from: { path: '^schemas/src/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^schemas/', '(^|/)zod/mini'] },
    },
    {
      name: 'sdk-knows-no-house',
      severity: 'error',
      from: { path: '^sdk/src/' },
      to: { path: '^(collector|dashboard)/' },
    },
    {
      name: 'dashboard-reads-the-public-api',
      severity: 'error',
      from: { path: '^dashboard/src/' },
      to: { path: '^(collector|sdk)/' },
    },
    {
      name: 'base-knows-no-room',
      severity: 'error',
      from: { path: rooms('base'), pathNot: '\\.test\\.ts$' },
      to: { path: '^collector/src/', pathNot: '^collector/src/base/' },
    },
    {
      name: 'mapping-is-pure-and-below',
      severity: 'error',
      from: { path: rooms('mapping'), pathNot: '\\.test\\.ts$' },
      to: {
        path: '^collector/src/',
        pathNot: '^collector/src/(mapping|base)/',
      },
    },
    {
      name: 'write-side-never-reads',
      severity: 'error',
      from: { path: [rooms(...WRITE), '^collector/src/(ingest|derive|derive-worker)\\.ts$'], pathNot: '\\.test\\.ts$' },
      to: { path: rooms(...READ) },
    },
    {
      name: 'read-side-never-writes',
      severity: 'error',
      from: { path: rooms(...READ), pathNot: '\\.test\\.ts$' },
      to: { path: rooms(...WRITE), pathNot: '^collector/src/queue/(queue|dead-letter)\\.ts$' },
    },
    {
      name: 'receive-sees-the-queue-by-its-contract',
      severity: 'error',
      from: { path: rooms('receive'), pathNot: '\\.test\\.ts$' },
      to: {
        path: '^collector/src/',
        pathNot: [
          '^collector/src/(receive|base)/',
          '^collector/src/queue/(queue|dead-letter)\\.ts$',
          '^collector/src/decode/admit\\.ts$',
        ],
      },
    },
    {
      name: 'pure-rooms-do-no-io',
      severity: 'error',
      from: { path: rooms('decode', 'normalise', 'enrich', 'doctor', 'mapping'), pathNot: '\\.test\\.ts$' },
      to: {
        path: [
          '^collector/src/(store|queue|receive)/',
          '^(node:)?(fs|net|http|https|child_process|worker_threads|dgram|tls)',
        ],
        pathNot: '^collector/src/queue/dead-letter\\.ts$',
      },
    },
    {
      name: 'only-main-wires',
      severity: 'error',
      from: { pathNot: ['^collector/src/(main|cli|import)\\.ts$', '\\.test\\.ts$', '^tests/'] },
      to: { path: '^collector/src/main\\.ts$' },
    },
    {
      name: 'pages-never-import-pages',
      severity: 'error',
      from: { path: '^dashboard/src/views/([^/]+)/' },
      to: { path: '^dashboard/src/views/([^/]+)/', pathNot: '^dashboard/src/views/$1/' },
    },
    {
      name: 'ui-model-and-api-are-apart',
      severity: 'error',
      from: { path: '^dashboard/src/(ui|model|api)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^dashboard/src/(ui|model|api|views)/', pathNot: '^dashboard/src/$1/' },
    },
    {
      name: 'only-charts-know-recharts',
      severity: 'error',
      from: { path: '^dashboard/src/', pathNot: '^dashboard/src/ui/charts/' },
      to: { path: 'node_modules/recharts' },
    },
    {
      name: 'only-chdb-adapter-knows-chdb',
      severity: 'error',
      from: { path: '^collector/src/', pathNot: ['^collector/src/store/', '\\.test\\.ts$'] },
      to: { path: 'node_modules/(chdb|@clickhouse)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['vitrine-source', 'import', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
