/** A VPC is a private address space: one or more blocks that do not overlap, cut into subnets. */
import { formatIp, parseIp } from '../ip/ip'
import { formatPrefix, type Prefix, parsePrefix, prefixContains, prefixesOverlap } from '../ip/prefix'
import { ok, type Result } from '../result'
import { invalid, type Refusal } from './validate-address'

export type VpcDraft = {
  readonly name: string
  readonly cidrs: readonly string[]
  readonly note: string
  readonly addressesMax: number
}
export type VpcFacts = { readonly subnets: readonly { readonly name: string; readonly cidr: string }[] }

/** The VPC with its CIDRs in canonical form. */
export function validateVpc(draft: VpcDraft, facts: VpcFacts): Result<VpcDraft, Refusal> {
  const name = draft.name.trim()
  if (name === '') return invalid('name', 'Give the VPC a name.')
  const texts = draft.cidrs.map((one) => one.trim()).filter((one) => one !== '')
  if (texts.length === 0) return invalid('cidrs', 'A VPC has at least one CIDR, such as 172.17.0.0/16.')
  const blocks: Prefix[] = []
  for (const text of texts) {
    const block = validateBlock(text, 'cidrs')
    if (!block.ok) return block
    if (block.value.length === 0)
      return invalid('cidrs', `${text} is every address there is; a VPC has a block of them.`)
    const other = blocks.find((one) => prefixesOverlap(one, block.value))
    if (other) return invalid('cidrs', `${formatPrefix(block.value)} overlaps ${formatPrefix(other)}.`)
    blocks.push(block.value)
  }
  const stranded = facts.subnets.find((subnet) => !blocks.some((block) => holdsBlock(block, subnet.cidr)))
  if (stranded) return invalid('cidrs', `Subnet ${stranded.name} (${stranded.cidr}) would lie in no CIDR of the VPC.`)
  return ok({ ...draft, name, cidrs: blocks.map(formatPrefix), note: draft.note.trim() })
}

/** A block written out whole: with its length, and no host bits that somebody might have meant. */
export function validateBlock(text: string, field: string): Result<Prefix, Refusal> {
  const block = parsePrefix(text)
  if (!block || !text.includes('/'))
    return invalid(field, `${text === '' ? 'This' : text} is no CIDR; write it like 172.17.16.0/20 or fd00:17::/64.`)
  const written = parseIp(text.slice(0, text.indexOf('/')))
  if (written && formatIp(written) !== formatIp(block))
    return invalid(field, `${text} has host bits set; the block that holds it is ${formatPrefix(block)}.`)
  return ok(block)
}

export function holdsBlock(outer: Prefix, cidr: string): boolean {
  const inner = parsePrefix(cidr)
  return inner !== null && outer.length <= inner.length && prefixContains(outer, inner)
}
