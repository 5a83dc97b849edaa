import { HEATMAP_METRICS, type Panel, type PanelChart, SPAN_PANEL_SORTS, STEPS, type Step } from '@vitrine/schemas/api'
import { scoreOf } from '@vitrine/schemas/boards'
import { parseFilter } from '@vitrine/schemas/filter'
import { useDeferredValue, useState } from 'react'
import {
  CHARTS,
  isOfGroups,
  metricsFor,
  SPLITS,
  withChart,
  withDrawing,
  withSplit,
} from '../../model/boards/choices.ts'
import { BoardPanel } from '../../parts/board/BoardPanel.tsx'
import type { BoardView } from '../../parts/board/board-view.ts'
import { keyText, metricText } from '../../parts/board/texts.ts'
import { Choice } from '../../parts/Choice.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Switch } from '../../ui/Switch.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { MetricField } from './MetricField.tsx'

type Props = { panel: Panel; view: BoardView; onPanel: (panel: Panel) => void; onClose: () => void }

/** One panel: what it asks, how it is drawn, and at once what that looks like. */
export function PanelForm({ panel: given, view, onPanel, onClose }: Props) {
  const { t } = useTranslation()
  const [panel, setPanel] = useState(given)
  const shown = useDeferredValue(panel)
  const { query, chart } = panel
  const ask = (change: Partial<Panel['query']>) => setPanel({ ...panel, query: { ...query, ...change } })
  const parsed = parseFilter(query.q ?? '')
  const isRows = chart === 'table' || chart === 'ranking'
  const isSplit = chart !== 'heatmap' && chart !== 'distribution' && chart !== 'spans'
  const isReady = parsed.kind === 'ok' && panel.title.trim() !== '' && query.metrics.length > 0
  const splits = (none: string) => [
    { id: '', text: none },
    ...[...new Set([...SPLITS, ...(query.by ?? [])])].map((id) => ({ id, text: keyText(t, id) })),
  ]
  return (
    <Dialog
      title={t('boards.panelForm')}
      isOpen
      onClose={onClose}
      width="wide"
      footer={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" isDisabled={!isReady} onPress={() => onPanel(panel)}>
            {t('boards.apply')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-end gap-3">
          <TextField
            label={t('boards.panelTitle')}
            value={panel.title}
            onChange={(title) => setPanel({ ...panel, title })}
            className="min-w-48 grow"
          />
          <Choice<PanelChart>
            label={t('boards.chart')}
            value={chart}
            options={CHARTS.map((id) => ({ id, text: t(`boards.charts.${id}`) }))}
            onChange={(id) => setPanel(withChart(panel, id))}
          />
          <Choice
            label={t('boards.size')}
            value={String(panel.width)}
            options={['1', '2', '3', '4'].map((id) => ({ id, text: t(`boards.sizes.${id}`) }))}
            onChange={(id) => setPanel({ ...panel, width: Number(id) })}
          />
        </div>
        {chart === 'spans' ? (
          <Choice
            label={t('boards.sortedBy')}
            value={query.metrics[0] ?? 'duration'}
            options={SPAN_PANEL_SORTS.map((id) => ({ id, text: t(`boards.sorts.${id}`) }))}
            onChange={(id) => ask({ metrics: [id] })}
          />
        ) : chart === 'heatmap' ? (
          <Choice
            label={t('boards.metric')}
            value={query.metrics[0] ?? 'duration'}
            options={HEATMAP_METRICS.map((id) => ({ id, text: t(`boards.measures.${id.replaceAll('.', '_')}`) }))}
            onChange={(id) => ask({ metrics: [id] })}
          />
        ) : chart === 'distribution' ? (
          <TextField
            label={t('boards.scoreName')}
            value={scoreOf(panel) ?? ''}
            onChange={(name) => ask({ metrics: name === '' ? [] : [`score:${name}`] })}
          />
        ) : (
          <MetricField
            metrics={query.metrics}
            choices={metricsFor(chart)}
            textOf={(metric) => metricText(t, metric)}
            onChange={(metrics) => ask({ metrics })}
          />
        )}
        <div className="flex flex-wrap items-end gap-3">
          {isSplit && (
            <>
              <Choice
                label={t('boards.splitBy')}
                value={query.by?.[0] ?? ''}
                options={splits(t('boards.noSplit')).slice(isOfGroups(chart) ? 1 : 0)}
                onChange={(key) => setPanel(withSplit(panel, 0, key))}
              />
              <Choice
                label={t('boards.thenBy')}
                value={query.by?.[1] ?? ''}
                options={splits(t('boards.noSplit'))}
                onChange={(key) => setPanel(withSplit(panel, 1, key))}
              />
              <AttributeField onKey={(key) => setPanel(withSplit(panel, 0, key))} />
            </>
          )}
          {!isRows && chart !== 'distribution' && chart !== 'spans' && (
            <Choice<Step | ''>
              label={t('boards.grain')}
              value={query.step ?? ''}
              options={[
                { id: '', text: t('boards.grainAuto') },
                ...STEPS.map((id) => ({ id, text: t(`boards.steps.${id}`) })),
              ]}
              onChange={(id) => {
                const { step: _, ...rest } = query
                setPanel({ ...panel, query: id === '' ? rest : { ...rest, step: id } })
              }}
            />
          )}
        </div>
        <TextField
          label={t('boards.panelFilter')}
          value={query.q ?? ''}
          error={parsed.kind === 'error' ? `${parsed.message}; ${parsed.suggestion}` : undefined}
          onChange={(q) => {
            const { q: _, ...rest } = query
            setPanel({ ...panel, query: q === '' ? rest : { ...rest, q } })
          }}
        />
        <Switch isSelected={query.root === true} onChange={(root) => ask({ root })}>
          {t('boards.rootsOnly')}
        </Switch>
        <DrawingFields panel={panel} onPanel={setPanel} />
        {isReady && shown.query.metrics.length > 0 && <BoardPanel panel={shown} title={shown.title} view={view} />}
      </div>
    </Dialog>
  )
}

type DrawingProps = { panel: Panel; onPanel: (panel: Panel) => void }

/** Choices that one kind of chart has and another has not. */
function DrawingFields({ panel, onPanel }: DrawingProps) {
  const { t } = useTranslation()
  const { chart, query } = panel
  const isScored = query.metrics.some((metric) => metric.startsWith('score:'))
  return (
    <div className="flex flex-wrap gap-3">
      {chart === 'lines' && (
        <Switch isSelected={panel.scale === 'log'} onChange={(isOn) => onPanel(withDrawing(panel, 'scale', isOn))}>
          {t('boards.logScale')}
        </Switch>
      )}
      {(chart === 'bars' || chart === 'areas') && (
        <Switch isSelected={panel.share === true} onChange={(isOn) => onPanel(withDrawing(panel, 'share', isOn))}>
          {t('boards.asShares')}
        </Switch>
      )}
      {chart === 'lines' && isScored && (
        <Switch isSelected={panel.band === true} onChange={(isOn) => onPanel(withDrawing(panel, 'band', isOn))}>
          {t('boards.withBand')}
        </Switch>
      )}
    </div>
  )
}

/** An attribute of the application's own to split by. */
function AttributeField({ onKey }: { onKey: (key: string) => void }) {
  const { t } = useTranslation()
  const [key, setKey] = useState('')
  return (
    <span className="flex items-end gap-1">
      <TextField label={t('boards.attribute')} value={key} onChange={setKey} />
      <Button isDisabled={key.trim() === ''} onPress={() => onKey(`attribute:${key.trim()}`)}>
        {t('boards.splitByIt')}
      </Button>
    </span>
  )
}
