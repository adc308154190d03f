import 'server-only'
import { revalidatePath } from 'next/cache'

/** Has every screen read anew after a change that went through. */
export async function shown<T extends { ok: boolean }>(work: Promise<T>): Promise<T> {
  const result = await work
  if (result.ok) revalidatePath('/', 'layout')
  return result
}
