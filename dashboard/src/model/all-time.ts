/** The range that leaves nothing out, as the URL says it. */
export const ALL_TIME = 'all'
