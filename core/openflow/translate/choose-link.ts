import type { ActionOf } from '../actions/action'
import { choose } from './choose'
import { type Context, cannotKnow, note } from './context'
import { hashedWords, hashFlow } from './hash-fields'
import { hashTwoWords } from './hash-functions'
import { findPort } from './switch-model'
import { writeSubfield } from './write-field'

const HRW_LINKS_MAX = 64
const LINKS_MAX = 256 // of a choice that is not known
const MAX_UINT32 = 0xffffffff

/** multipath(): writes the number of a link, chosen by a hash (lib/multipath.c). */
export function doMultipath(ctx: Context, action: ActionOf<'multipath'>): void {
  ctx.run.follower?.pinWords(ctx.flow, hashedWords(action.hash.fields), ctx.rule)
  const hash = hashFlow(ctx.flow, action.hash.fields, action.hash.basis)
  const known = hash === null ? null : chooseLink(hash, action.hash.algorithm, action.links, action.argument)
  if (known === null && action.links > LINKS_MAX)
    return cannotKnow(ctx, `multipath by ${action.hash.fields} and ${action.hash.algorithm} is not known`)
  const links = Array.from({ length: known === null ? action.links : 0 }, (_, i) => `link ${i}`)
  const link = known ?? choose(ctx, `multipath by ${action.hash.fields}, ${action.hash.algorithm}`, links)
  if (link === null) return
  writeSubfield(ctx, action.destination, BigInt(link))
}

function chooseLink(hash: number, algorithm: string, links: number, argument: number): number | null {
  switch (algorithm) {
    case 'modulo_n':
      return hash % links
    case 'hash_threshold':
      return links === 1 ? 0 : Math.floor(hash / (Math.floor(MAX_UINT32 / links) + 1))
    case 'hrw':
      return links <= HRW_LINKS_MAX ? heaviest(hash, links) : iterate(hash, links, 0)
    case 'iter_hash':
      return iterate(hash, links, argument)
    default:
      return null
  }
}

function heaviest(hash: number, links: number): number {
  let best = 0
  let weightMax = hashTwoWords(hash, 0)
  for (let link = 1; link < links; link++) {
    const weight = hashTwoWords(hash, link)
    if (weight > weightMax) {
      best = link
      weightMax = weight
    }
  }
  return best
}

const ITERATIONS_MAX = 100_000

function iterate(hash: number, links: number, argument: number): number | null {
  let modulo = argument
  if (modulo < links || Math.floor(modulo / 2) > links) modulo = 2 ** Math.ceil(Math.log2(links))
  for (let i = 0; i < ITERATIONS_MAX; i++) {
    const link = hashTwoWords(hash, i) % modulo
    if (link < links) return link
  }
  return null
}

/** bundle() and bundle_load(): a member that is up, chosen by a hash or by order (lib/bundle.c). */
export function doBundle(ctx: Context, action: ActionOf<'bundle'>, isLast: boolean): void {
  const isUp = (ofport: number): boolean =>
    ofport >= 0xff00 ? ofport !== 0xfffd : (findPort(ctx.bridge, ofport)?.isUp ?? false)
  let chosen: number | null = null
  if (action.hash.algorithm === 'active_backup') chosen = action.members.find(isUp) ?? null
  else {
    ctx.run.follower?.pinWords(ctx.flow, hashedWords(action.hash.fields), ctx.rule)
    const hash = hashFlow(ctx.flow, action.hash.fields, action.hash.basis)
    const isKnown = hash !== null && action.hash.algorithm === 'hrw'
    const live = action.members.filter(isUp)
    chosen = isKnown ? heaviestMember(action.members, isUp, hash) : null
    if (!isKnown && live.length > 0) {
      const at = choose(ctx, `bundle by ${action.hash.fields}, ${action.hash.algorithm}`, live.map(sayMember))
      if (at === null) return
      chosen = live[at] ?? null
    }
  }
  const port = chosen ?? 0xffff
  if (action.destination) return writeSubfield(ctx, action.destination, BigInt(port))
  note(ctx, `bundle: port ${port}`)
  if (port !== 0xffff) outputByNumber(ctx, port, isLast)
}

const sayMember = (ofport: number): string => `port ${ofport}`

function heaviestMember(members: readonly number[], isUp: (ofport: number) => boolean, hash: number): number | null {
  let best = -1
  let chosen: number | null = null
  for (const [i, member] of members.entries()) {
    const weight = isUp(member) ? hashTwoWords(i, hash) : -1
    if (weight > best) {
      best = weight
      chosen = member
    }
  }
  return chosen
}

function outputByNumber(ctx: Context, port: number, isLast: boolean): void {
  ctx.engine.doActions(ctx, [{ kind: 'output', port, maxLength: null }], isLast, false)
}
