export function TimeControl() {
  return null
}
