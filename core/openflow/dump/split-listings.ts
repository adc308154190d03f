/** The texts of one bridge that stand in one: each from its header on. Null: there is none of the kind. */
export type Listings = {
  readonly groups: string | null
  readonly meters: string | null
  readonly tlvMap: string | null
}

/** `OFPST_GROUP_DESC reply (OF1.5) (xid=0x2):`, `NXT_TLV_TABLE_REPLY (xid=0x4):` */
const HEADER = /^(?:NXST|OFPST|OFPT|NXT)_([A-Z_]+)\b/gm

/**
 * What else of a bridge stands in the text of its flow table, where several dumps of ovs-ofctl were written one after
 * another: dump-groups, dump-meters, dump-tlv-map. parseDumpFlows leaves these parts out.
 */
export function splitListings(text: string): Listings {
  const headers = [...text.matchAll(HEADER)]
  const partOf = (name: RegExp): string | null => {
    const parts = headers.flatMap((header, i) =>
      name.test(header[1] ?? '') ? [text.slice(header.index, headers[i + 1]?.index ?? text.length)] : [],
    )
    return parts.length === 0 ? null : parts.join('\n')
  }
  return { groups: partOf(/^GROUP_DESC/), meters: partOf(/^METER_CONFIG/), tlvMap: partOf(/^TLV_TABLE/) }
}
