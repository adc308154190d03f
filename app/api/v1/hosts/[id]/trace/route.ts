import { askSwitch, askSwitchInput } from '@/server/operations/fabric/ask-switch'
import { defineRoute } from '@/server/route'

export const dynamic = 'force-dynamic'

/** A packet traced by Rollcall and by the switch of the host itself: `packet`, `bridge` and `ct` in the query. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params
  return defineRoute(askSwitchInput.omit({ hostId: true }), 'read', (input, actor) =>
    askSwitch(askSwitchInput.parse({ ...input, hostId: /^\d{1,9}$/.test(id) ? id : 1_000_000_000 }), actor),
  )(request)
}
