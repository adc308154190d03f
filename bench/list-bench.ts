import { countStandings } from '../server/queries/count-standings'
import { listFindings } from '../server/queries/findings'
import { listAddresses } from '../server/queries/list-addresses'
import { readOverview } from '../server/queries/overview'
import { search } from '../server/queries/search'
import { readTopology } from '../server/queries/topology'
import { medianOf } from './measure'
import type { WorldSize } from './world'

/** Server time of what the screens ask, in milliseconds. */
export async function measureLists(size: WorldSize): Promise<Record<string, number>> {
  const middle = size.nics >> 1
  const first = await listAddresses({}, null)
  const asks: Record<string, (turn: number) => Promise<unknown>> = {
    'addresses, first page': () => listAddresses({}, null),
    'addresses, second page': () => listAddresses({}, first.next),
    'addresses, standing unregistered': () => listAddresses({ standing: 'unregistered' }, null),
    'addresses, one subnet': () => listAddresses({ subnetId: (1 + (size.nics - 1) / 800) | 0 }, null),
    'addresses, one address': (turn) => listAddresses({ q: `10.0.${turn}.20` }, null),
    'addresses, part of a guest’s name': (turn) =>
      listAddresses({ q: `vm-${String(middle - turn).padStart(6, '0')}` }, null),
    'search, address': (turn) => search(`10.0.${turn}.30`),
    'search, part of a name': (turn) => search(`m-${String(middle - turn).padStart(6, '0')}`),
    'search, part of a MAC': (turn) =>
      search(
        `00:${(middle - turn)
          .toString(16)
          .padStart(4, '0')
          .replace(/(..)(..)/, '$1:$2')}`,
      ),
    'findings, first page': () => listFindings({ state: 'open' }, null),
    'standings counted': () => countStandings(),
    overview: () => readOverview(),
    'topology of one VPC': () => readTopology(1),
  }
  const taken: Record<string, number> = {}
  for (const [name, ask] of Object.entries(asks)) taken[name] = await medianOf(9, ask)
  return taken
}
