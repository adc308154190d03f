import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guestReader } from '../../../cli/commands/parse/parse-guest'
import type { Link } from '../../../core/guest/capture'
import { detectDocument, detectFormat } from '../../../core/guest/formats/detect-format'
import { parseTranscript } from '../../../core/guest/transcript/parse-transcript'
import { splitLines } from '../../../core/text/lines'
import { type CaptureSample, LINUX_SAMPLES, UNIX_SAMPLES } from './capture-samples'
import { HYPERVISOR_SAMPLES } from './hypervisor-samples'
import { WINDOWS_SAMPLES } from './windows-samples'

const SAMPLES = [...LINUX_SAMPLES, ...UNIX_SAMPLES, ...WINDOWS_SAMPLES, ...HYPERVISOR_SAMPLES]

function read(text: string, command: string | null = null) {
  const lines = splitLines(text)
  const content = (detectDocument(lines, text) ?? detectFormat(lines))?.read(lines, command)
  if (content?.kind !== 'capture') throw new Error(`no capture was recognised in ${text.slice(0, 40)}`)
  return { ...content, links: content.reading.value }
}

const shown = (links: readonly Link[]) =>
  links.map(({ name, mac, up, addresses }) => [
    `${name} ${mac} ${up}`,
    addresses.map((held) => `${held.address}/${held.prefixLength} ${held.label} ${held.scope}`),
  ])

/** Two links that look alike are told apart in a sample by a blank behind them. */
const linksOf = (sample: CaptureSample) => Object.entries(sample.links).map(([link, held]) => [link.trimEnd(), held])

describe('a capture', () => {
  it.each(SAMPLES.map((sample) => [sample.what, sample] as const))('%s', (_what, sample) => {
    const content = read(sample.text)
    expect(content.format).toBe(sample.format)
    expect(content.witness).toBe(sample.witness ?? 'guest')
    expect(content.reading.problems).toEqual([])
    expect(shown(content.links)).toEqual(linksOf(sample))
  })

  it.each(SAMPLES.map((sample) => [sample.what, sample] as const))('%s, by its spans and marks', (_what, sample) => {
    const { links, reading } = read(sample.text)
    for (const link of links) {
      for (const { span, address, family } of link.addresses) {
        const text = sample.text.slice(span.start, span.end)
        if (family === 'ipv4') expect(text).toContain(address)
        else expect(text).toMatch(/:/)
      }
      if (link.macSpan) expect(sample.text.slice(link.macSpan.start, link.macSpan.end)).toMatch(/[0-9a-f]{1,2}[:-]/i)
    }
    const marked = new Set(reading.marks.map((mark) => mark.line))
    for (const line of splitLines(sample.text)) if (line.text.trim() !== '') expect(marked).toContain(line.number)
  })

  it('is the same with CRLF, indented, behind a prompt, and by the command line', () => {
    for (const sample of SAMPLES) {
      const { text, format } = sample
      const expected = linksOf(sample)
      expect(shown(read(text.replaceAll('\n', '\r\n')).links)).toEqual(expected)
      if (!format.startsWith('osquery'))
        expect(shown(read(text.replaceAll(/^(?=.)/gm, '    ')).links)).toEqual(expected)
      const answer = guestReader('capture')(text, splitLines(text), null, {})
      expect(answer.format).toBe(format)
      if (format === 'ansible-facts' && text.startsWith('db1')) continue
      const [section] = parseTranscript(`[root@db1 ~]# show\n${text}`).sections
      expect(section?.host).toBe('db1')
      expect(section?.content?.format).toBe(format)
    }
  })

  it('behind one prompt is that capture; behind two a transcript', () => {
    const one =
      '[root@db1 ~]# ip addr\n2: eth0: <UP> mtu 1500\n    alias 数据库 eth0\n    inet 10.0.0.1/8 scope global eth0\n'
    const answer = (text: string) => guestReader('capture')(text, splitLines(text), null, {})
    expect(answer(one)).toMatchObject({
      format: 'ip-addr-text',
      value: [{ name: 'eth0', addresses: [{ address: '10.0.0.1' }] }],
    })
    expect(answer(one).problems).toEqual([])
    expect(answer(`${one}${one.replace('db1', 'db2')}`)).toMatchObject({
      format: 'transcript',
      value: [{ host: 'db1', command: 'ip addr' }, { host: 'db2' }],
    })
  })

  it('is not what osquery knows of neighbours', () => {
    for (const text of [
      '[{"address":"10.0.0.1","mac":"00:16:3e:0a:5c:f1","interface":"eth0"}]',
      '[{"address":"10.0.0.1","mac":"00:16:3e:0a:5c:f1","interface":"eth0","permanent":"0"}]',
      '| address | mac | interface |\n',
    ])
      expect(detectDocument(splitLines(text), text)).toBeNull()
  })

  it('of several machines from ansible is a transcript', () => {
    const one = HYPERVISOR_SAMPLES.find((sample) => sample.format === 'ansible-facts')?.text ?? ''
    const text = `${one}${one.replace('db1', 'db2')}`
    const answer = guestReader('capture')(text, splitLines(text), null, {})
    expect(answer.format).toBe('transcript')
    expect(answer.value).toMatchObject([
      { host: 'db1', format: 'ansible-facts' },
      { host: 'db2', format: 'ansible-facts' },
    ])
  })
})

describe('what a capture is complete for', () => {
  const complete = (text: string, command: string | null = null) => read(text, command).links[0]?.complete
  const header = '2: eth0: <BROADCAST,UP> mtu 1500\n'
  const ipv4 = '    inet 10.0.0.1/24 scope global eth0\n'
  it.each([
    ['ip addr, unknown how it was asked', `${header}${ipv4}`, null, { ipv4: true, ipv6: false }],
    ['ip addr show', `${header}${ipv4}`, 'ip addr show', { ipv4: true, ipv6: true }],
    ['ip a s eth0', header, 'ip a s eth0', { ipv4: true, ipv6: true }],
    ['ip -4 a', `${header}${ipv4}`, 'ip -4 a', { ipv4: true, ipv6: false }],
    ['ip -f inet6 addr', header, 'ip -f inet6 addr', { ipv4: false, ipv6: true }],
    ['ip addr show label eth0:1', `${header}${ipv4}`, 'ip addr show label eth0:1', { ipv4: false, ipv6: false }],
    ['ip addr | grep eth0', `${header}${ipv4}`, 'ip addr | grep eth0', { ipv4: false, ipv6: false }],
    ['ip addr | cat', `${header}${ipv4}`, 'ip addr | cat', { ipv4: true, ipv6: true }],
    ['ip link', header, 'ip link', { ipv4: false, ipv6: false }],
    ['a link without addresses', header, null, { ipv4: false, ipv6: false }],
  ] as const)('%s', (_what, text, command, expected) => {
    expect(complete(text, command)).toEqual(expected)
  })

  it('is never IPv4 for net-tools, which hide secondaries', () => {
    for (const sample of LINUX_SAMPLES.filter((one) => one.format.startsWith('ifconfig')))
      for (const command of [null, 'ifconfig', 'ifconfig -a', 'ifconfig eth0'])
        expect(complete(sample.text, command)?.ipv4).toBe(
          command === 'ifconfig' || command === 'ifconfig -a' ? 'labels' : false,
        )
  })

  it('is nothing for a lease, overheard ARP, a definition or an unknown query', () => {
    const whole = new Set(['guest', 'guest-agent', 'inventory'])
    for (const sample of HYPERVISOR_SAMPLES)
      if (!whole.has(sample.witness ?? 'guest') || sample.format.startsWith('osquery'))
        expect(complete(sample.text)).toEqual({ ipv4: false, ipv6: false })
  })
})

describe('bad input', () => {
  it('is said to be bad, with its place, and the rest is read', () => {
    const text =
      '2: eth0: <UP> mtu 1500\n    inet 10.0.0.1/33 scope global eth0\n    inet 10.0.0.256/8 scope global eth0\n    inet 10.0.0.2/8 scope global eth0\n'
    const { links, reading } = read(text)
    expect(links[0]?.addresses.map((held) => held.address)).toEqual(['10.0.0.2'])
    expect(reading.problems.map((problem) => problem.reason)).toEqual([
      '/33 is no prefix length',
      '10.0.0.256/8 is no address',
    ])
  })

  it('of XML that defines entities is refused', () => {
    const bomb = `<?xml version="1.0"?>\n<!DOCTYPE domain [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>\n<domain><devices><interface><mac address='00:16:3e:0a:5c:f1'/></interface></devices><name>&b;</name></domain>`
    const { format, links, reading } = read(bomb)
    expect(format).toBe('libvirt-domain')
    expect(links).toEqual([])
    expect(reading.problems).toHaveLength(1)
    const deep = `<domain>${'<a>'.repeat(20_000)}`
    expect(read(deep).reading.problems).toHaveLength(1)
  })

  it('of JSON that breaks off keeps what stands before', () => {
    const text =
      '[{"ifindex":2,"ifname":"eth0","flags":["UP"],"addr_info":[{"family":"inet","local":"10.0.0.1","prefixlen":8}\n,,\n{"x":1}\n'
    const { links, reading } = read(text)
    expect(links[0]?.addresses).toHaveLength(1)
    expect(reading.problems.length).toBeGreaterThan(0)
    expect(reading.marks.map((mark) => mark.line)).toEqual([1, 2, 3])
  })
})

describe('any listing of ip', () => {
  const ipv4 = fc.tuple(fc.nat(223), fc.nat(255), fc.nat(255), fc.nat(255)).map((octets) => octets.join('.'))
  const held = fc.record({ address: ipv4, prefixLength: fc.nat(32), label: fc.option(fc.nat(9)) })
  const link = fc.record({ up: fc.boolean(), addresses: fc.array(held, { maxLength: 4 }) })

  it('gives back the addresses it was written from', () => {
    fc.assert(
      fc.property(fc.array(link, { maxLength: 4, minLength: 1 }), (all) => {
        const text = all
          .map(({ up, addresses }, i) =>
            [
              `${i + 1}: eth${i}@if9: <BROADCAST${up ? ',UP' : ''}> mtu 1500`,
              ...addresses.map(
                (one) =>
                  `    inet ${one.address}/${one.prefixLength} scope global eth${i}${one.label === null ? '' : `:${one.label}`}`,
              ),
            ].join('\n'),
          )
          .join('\n')
        expect(shown(read(text).links)).toEqual(
          all.map(({ up, addresses }, i) => [
            `eth${i} null ${up}`,
            addresses.map(
              (one) =>
                `${one.address}/${one.prefixLength} ${one.label === null ? null : `eth${i}:${one.label}`} global`,
            ),
          ]),
        )
      }),
    )
  })
})
