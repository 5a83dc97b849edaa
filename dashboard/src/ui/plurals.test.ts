import { createInstance } from 'i18next'
import { beforeAll, expect, it } from 'vitest'

// Arabic is no language of the pages; its six plural forms try the rules that a third language would need.
const arabic = createInstance()
const FORMS = { zero: 'صفر', one: 'واحد', two: 'مثنى', few: 'قليل', many: 'كثير', other: 'آخر' }

beforeAll(() =>
  arabic.init({
    lng: 'ar',
    fallbackLng: false,
    resources: {
      ar: { translation: Object.fromEntries(Object.entries(FORMS).map(([form, word]) => [`n_${form}`, word])) },
    },
  }),
)

it.each([
  [0, FORMS.zero],
  [1, FORMS.one],
  [2, FORMS.two],
  [3, FORMS.few],
  [11, FORMS.many],
  [100, FORMS.other],
])('%s', (count, word) => {
  expect(arabic.t('n', { count })).toBe(word)
})
