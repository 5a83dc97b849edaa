/** What came of one attempt. */
export type Sent =
  | { readonly kind: 'sent' }
  | { readonly kind: 'retry'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string }
