/** The tracks of ruler and rows. */
export const GRID = {
  waterfall: 'grid-cols-[minmax(9rem,var(--gutter))_minmax(0,1fr)]',
  tree: 'grid-cols-[minmax(9rem,1fr)_6rem_5rem_7rem_minmax(5rem,0.4fr)]',
} as const
