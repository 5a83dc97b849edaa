/** What one span is told in parts: announcements, log records, evaluations, traces that share an answer. */
import './fragments/elsewhere.ts'
import './fragments/evaluations.ts'
import './fragments/records.ts'
import './fragments/spans.ts'
