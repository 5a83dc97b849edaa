import { askIn } from '../../../app.mjs'

export const dynamic = 'force-dynamic'

export async function GET() {
  return new Response(await askIn('in-next'))
}
