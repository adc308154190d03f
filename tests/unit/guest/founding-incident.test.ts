import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { proposeBindings, proposeInventory } from '../../../core/guest/propose-bindings'
import { groupMachines, linksOf, listMoments } from '../../../core/guest/transcript/group-machines'
import { parseTranscript } from '../../../core/guest/transcript/parse-transcript'

const text = readFileSync(path.join(import.meta.dirname, '../../../prisma/seed/founding-incident.md'), 'utf8')
const transcript = parseTranscript(text)
const { machines, assignments } = groupMachines(transcript)
const A = '00:16:3e:0a:5c:f1'
const B = '00:16:3e:12:2f:48'
const sectionAt = (line: number) => transcript.sections.find((section) => section.firstLine === line)

describe('the founding incident', () => {
  it('is eleven pieces from two machines that both call themselves pg11', () => {
    expect(transcript.sections).toHaveLength(11)
    expect(machines.map((machine) => [machine.key, machine.host])).toEqual([
      [A, 'pg11'],
      [B, 'pg11'],
    ])
  })

  it('shows the VIP as label eth0:1 of the first machine', () => {
    const section = sectionAt(58)
    const link = section ? linksOf(section).find((one) => one.name === 'eth0') : undefined
    const vip = link?.addresses.find((held) => held.address === '172.17.20.39')
    expect(vip).toMatchObject({ label: 'eth0:1', prefixLength: 20 })
    expect(text.slice(vip?.span.start, vip?.span.end)).toBe('172.17.20.39')
    expect(link?.complete).toEqual({ ipv4: 'labels', ipv6: true })
  })

  it('knows what the pings showed', () => {
    const verdict = (line: number) => {
      const content = sectionAt(line)?.content
      return content?.kind === 'probe' ? [content.reading.value?.target, content.reading.value?.verdict] : null
    }
    expect(verdict(40)).toEqual(['172.17.20.29', 'answered'])
    expect(verdict(80)).toEqual(['172.17.20.39', 'answered'])
    expect(verdict(89)).toEqual(['172.17.20.39', 'silent'])
  })

  it('asks whose firewall listing it is, and proposes the heading it stands under', () => {
    const section = sectionAt(96)
    expect(assignments[section?.index ?? -1]).toMatchObject({ machine: B, isAsked: true })
  })

  it('takes a ping without a prompt for the machine that does not have the address', () => {
    const pinger = (line: number) => assignments[sectionAt(line)?.index ?? -1]
    expect(pinger(40)).toMatchObject({ machine: B, isAsked: true })
    expect(pinger(46)).toMatchObject({ machine: A, isAsked: true })
    expect(pinger(80)).toMatchObject({ machine: A, isAsked: false }) // a prompt, in A's terminal: it pings itself
  })

  it('offers the moment before the removal, and the end', () => {
    expect(listMoments(transcript).map((moment) => [moment.line, moment.removes])).toEqual([
      [112, '172.17.20.39'],
      [transcript.lines.length, null],
    ])
  })

  it('marks every line that is not blank', () => {
    const marked = new Set(transcript.marks.map((mark) => mark.line))
    expect(transcript.lines.filter((line) => line.text.trim() !== '' && !marked.has(line.number))).toEqual([])
  })

  it('proposes two guests in one subnet when nothing is known, and finds them by MAC when it is', () => {
    const links = (key: string) =>
      transcript.sections.filter((section) => assignments[section.index]?.machine === key).flatMap(linksOf)
    expect(proposeInventory(machines, links)).toMatchObject({
      subnetCidr: '172.17.16.0/20',
      guests: [{ nics: [{ mac: A, primary: '172.17.20.29' }] }, { nics: [{ mac: B, primary: '172.17.20.30' }] }],
    })
    const known = [
      {
        nicId: 1,
        guestId: 7,
        guest: 'vmA',
        hostname: 'pg11',
        nic: 'eth0',
        mac: A,
        primary: '172.17.20.29',
        vpcId: 1,
        vpc: 'v',
      },
    ]
    expect(proposeBindings(machines, links, known).map((binding) => binding.match)).toEqual(['mac', 'several'])
  })
})
