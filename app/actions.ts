'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { ok } from '@/core/result'
import { defineAction } from '@/server/action'
import { removeDemo, removeDemoInput } from '@/server/operations/fabric/remove-demo'
import { type SearchHit, search } from '@/server/queries/search'

const find = defineAction(z.string().max(200), 'read', async (text) => ok(await search(text)))

/** What the palette finds; nothing when it could not be asked. */
export async function findAction(text: string): Promise<readonly SearchHit[]> {
  const found = await find(text)
  return found.ok ? found.value : []
}

const remove = defineAction(removeDemoInput, 'manage-demo', removeDemo)

export async function removeDemoAction() {
  const result = await remove({})
  revalidatePath('/', 'layout')
  return result
}
