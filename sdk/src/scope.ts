/** The instrumentation scope of our spans: how a reader knows who wrote them. */
export const SCOPE_NAME = '@vitrine/sdk'
