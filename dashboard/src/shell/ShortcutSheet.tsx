import { Dialog } from '../ui/Dialog.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { useShortcuts } from '../ui/shortcuts.ts'

/** Generated from the registry that binds the keys, so that it cannot promise what does not work. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const shortcuts = useShortcuts()
  const scopes = ['page', 'panel', 'global', 'dialog'].filter((scope) => shortcuts.some((s) => s.scope === scope))
  return (
    <Dialog title={t('shortcuts.title')} isOpen onClose={onClose}>
      {scopes.map((scope) => (
        <section key={scope} className="pb-3">
          <h3 className="pb-1 text-xs text-muted">{t(`shortcuts.scopes.${scope}`)}</h3>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
            {shortcuts
              .filter((shortcut) => shortcut.scope === scope)
              .map((shortcut) => (
                <div key={shortcut.keys} className="contents">
                  <dt dir="ltr" className="text-end font-mono text-xs">
                    {shortcut.keys.split(' ').map((key) => (
                      <kbd key={key} className="ms-1 rounded-control border border-line bg-subtle px-1.5 py-0.5">
                        {key.replace('Mod+', 'Ctrl ').replace('Shift+', 'Shift ')}
                      </kbd>
                    ))}
                  </dt>
                  <dd>{t(shortcut.label)}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </Dialog>
  )
}
