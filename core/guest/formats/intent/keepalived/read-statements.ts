import type { Line } from '../../../../text/lines'
import type { Span } from '../../../../text/span'
import type { LineLog } from '../../../capture'
import { readAddress } from '../intended-address'
import type { Word } from './keepalived-words'

export type KeepalivedAddress = {
  readonly address: string
  readonly prefixLength: number | null
  readonly dev: string | null
  readonly label: string | null
  readonly scope: string | null
  readonly excluded: boolean
  readonly span: Span
}
export type KeepalivedInstance = {
  readonly name: string
  readonly span: Span
  interface: string | null
  state: string | null
  virtualRouterId: number | null
  useVmac: boolean
  peers: number
  readonly addresses: KeepalivedAddress[]
}

/** Keywords that may stand outside all blocks (keepalived.conf(5)); those that open a block close any left open. */
const BLOCKS =
  /^(global_defs|linkbeat_interfaces|interface_up_down_delays|static_(ipaddress|routes|rules)|track_group|vrrp_(instance|script|sync_group|track_file|track_process)|track_process|garp_group|bfd_instance|virtual_server(_group)?|SSL|ssl)$/
const SINGLE =
  /^(net_namespace(_ipvs)?|namespace_with_ipsets|instance|use_pid_dir|linkbeat_use_polling|child_wait_time|global_tracking|config_save_dir|include_check|daemon|vrrp_\w+|lvs_\w+|checker_\w+|bfd_\w+|script_user|enable_script_security|router_id|notification_email\w*|smtp_\w+|dynamic_interfaces|default_interface|nftables\w*|track_file|process_name\w*|startup_script\w*|shutdown_script\w*|max_auto_priority|min_auto_priority_delay|random_seed|reload_\w+|umask|state_dump_file|json_version|data_use_instance|log_unknown_vrids)$/
/** Words after an address and how many words follow each (alloc_ipaddress in keepalived's vrrp_ipaddress.c). */
const OPTIONS = new Map([
  ['dev', 1],
  ['scope', 1],
  ['brd', 1],
  ['broadcast', 1],
  ['label', 1],
  ['peer', 1],
  ['track_group', 1],
  ['preferred_lft', 1],
  ['proto', 1],
  ['home', 0],
  ['-nodad', 0],
  ['nodad', 0],
  ['mngtmpaddr', 0],
  ['noprefixroute', 0],
  ['autojoin', 0],
  ['no_track', 0],
  ['use_vmac', 0],
])

type Block = { readonly keyword: string; readonly instance: KeepalivedInstance | null; readonly line: Line }

/** Walks the statements of keepalived.conf block by block and keeps what bears on addresses. */
export class StatementReader {
  readonly instances: KeepalivedInstance[] = []
  readonly staticAddresses: KeepalivedAddress[] = []
  readonly loose: KeepalivedAddress[] = [] // of a block that stands in no instance
  isPartial = false // a file that it includes is not part of the text
  private readonly stack: Block[] = []
  private opener: readonly Word[] = []

  constructor(private readonly log: LineLog) {}

  readonly take = (words: readonly Word[], line: Line): void => {
    if (/^include[a-z_]*$/.test(words[0]?.text ?? '') && words.length > 1) return this.include(words, line)
    let statement: Word[] = []
    for (const word of words) {
      if (!word.isBrace) statement.push(word)
      else {
        if (statement.length > 0 && word.text === '}') this.statement(statement, line)
        if (statement.length > 0) this.opener = statement
        statement = []
        if (word.text === '{') this.open(word, line)
        else this.close(word, line)
      }
    }
    if (statement.length > 0) this.statement(statement, line)
    if (statement.length > 0) this.opener = statement
    this.log.known(line, this.stack.at(-1)?.keyword ?? 'end of a block')
  }

  end(): void {
    const open = this.stack.at(-1)
    if (open)
      this.report(
        { start: open.line.start, end: open.line.start + open.line.text.length },
        `this block of ${open.keyword} is never closed`,
        open.line.text.trim(),
      )
  }

  private include(words: readonly Word[], line: Line): void {
    this.isPartial = true
    const name = words
      .slice(1)
      .map((word) => word.text)
      .join('')
    this.log.unread(line, `includes ${name}, which is not part of this text`)
  }

  private open(brace: Word, line: Line): void {
    const [keyword, ...args] = this.opener
    this.opener = []
    if (BLOCKS.test(keyword?.text ?? '') && this.stack.length > 0 && !this.mayNest(keyword?.text ?? '')) {
      this.report(
        keyword?.span ?? brace.span,
        `the block of ${this.stack.at(-1)?.keyword} before this is not closed`,
        keyword?.text ?? '{',
      )
      this.stack.length = 0
    }
    const isInstance = keyword?.text === 'vrrp_instance'
    let instance = this.stack.at(-1)?.instance ?? null
    if (isInstance) {
      instance = {
        name: args[0]?.text ?? '',
        span: args[0]?.span ?? keyword?.span ?? brace.span,
        interface: null,
        state: null,
        virtualRouterId: null,
        useVmac: false,
        peers: 0,
        addresses: [],
      }
      this.instances.push(instance)
      this.log.fact(line, `VRRP instance ${instance.name}`)
    }
    this.stack.push({ keyword: keyword?.text ?? 'block', instance, line })
  }

  /** Some words name a block of their own and one inside another (`SSL` in a virtual server). */
  private mayNest(keyword: string): boolean {
    return /^(SSL|ssl|track_process|track_group|linkbeat_interfaces|vrrp_track_process)$/.test(keyword)
  }

  private close(brace: Word, line: Line): void {
    this.opener = []
    if (!this.stack.pop()) this.log.unread(line, 'this closes no block')
    else if (brace.span.start < line.start) this.log.known(line, 'end of a block')
  }

  private statement(words: readonly Word[], line: Line): void {
    const block = this.stack.at(-1)
    const [first, second] = words
    if (!first) return
    if (!block) {
      if (
        !BLOCKS.test(first.text) &&
        !SINGLE.test(first.text) &&
        !/^(virtual_ipaddress(_excluded)?|unicast_peer)$/.test(first.text)
      )
        this.log.unread(line, `"${first.text}" is no keyword outside of blocks`)
      return
    }
    if (block.keyword === 'static_ipaddress') this.addresses(words, line, this.staticAddresses, false)
    else if (block.keyword === 'virtual_ipaddress' || block.keyword === 'virtual_ipaddress_excluded')
      this.addresses(words, line, block.instance?.addresses ?? this.loose, block.keyword.endsWith('_excluded'))
    else if (block.keyword === 'unicast_peer') {
      if (block.instance) block.instance.peers++
      this.log.known(line, 'unicast peer')
    } else if (block.keyword === 'vrrp_instance' && block.instance)
      this.setting(block.instance, first.text, second?.text ?? null)
  }

  private setting(instance: KeepalivedInstance, keyword: string, value: string | null): void {
    if (keyword === 'state') instance.state = value
    else if (keyword === 'interface') instance.interface = value
    else if (keyword === 'virtual_router_id')
      instance.virtualRouterId = /^\d{1,3}$/.test(value ?? '') ? Number(value) : null
    else if (keyword === 'use_vmac') instance.useVmac = true
  }

  private addresses(words: readonly Word[], line: Line, into: KeepalivedAddress[], excluded: boolean): void {
    const options = new Map<string, string>()
    const found: { word: Word; address: string; prefixLength: number | null }[] = []
    const wrong: Word[] = []
    for (let i = 0; i < words.length; i++) {
      const word = words[i]
      if (!word) continue
      const values = OPTIONS.get(word.text)
      const written = values === undefined ? readAddress(word.text) : null
      if (values !== undefined) {
        if (values > 0) options.set(word.text, words[i + 1]?.text ?? '')
        i += values
      } else if (written) found.push({ word, ...written })
      else wrong.push(word)
    }
    for (const { word, ...written } of found) {
      const option = (name: string) => options.get(name) || null
      into.push({
        ...written,
        dev: option('dev'),
        label: option('label'),
        scope: option('scope'),
        excluded,
        span: word.span,
      })
      this.log.fact(line, `${written.address} is configured`)
    }
    for (const word of wrong) {
      const isUndefined = word.text.includes('$')
      this.report(
        word.span,
        isUndefined ? `nothing here defines ${word.text}` : `"${word.text}" is no address`,
        word.text,
      )
    }
    if (found.length === 0 && wrong.length === 0) this.log.unread(line, 'there is no address in this line')
  }

  private report(span: Span, reason: string, text: string): void {
    this.log.problems.push({ span, reason, text })
  }
}
