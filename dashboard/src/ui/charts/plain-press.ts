/** The first button alone: with a modifier or another button the browser has its own way with links. */
export const isPlainPress = ({
  button,
  ctrlKey,
  metaKey,
  shiftKey,
}: Pick<MouseEvent, 'button' | 'ctrlKey' | 'metaKey' | 'shiftKey'>): boolean =>
  button === 0 && !ctrlKey && !metaKey && !shiftKey
