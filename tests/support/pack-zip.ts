type Member = { readonly bytes: Uint8Array; readonly method?: number; readonly size?: number; readonly flags?: number }

/** A zip archive as PKWARE's APPNOTE describes it, of members that are packed already. */
export function packZip(members: Readonly<Record<string, Member>>): Uint8Array {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, { bytes, method = 0, size = bytes.length, flags = 0 }] of Object.entries(members)) {
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(flags, 6)
    local.writeUInt16LE(method, 8)
    local.writeUInt32LE(bytes.length, 18)
    local.writeUInt32LE(size, 22)
    local.writeUInt16LE(Buffer.byteLength(name), 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    local.copy(entry, 8, 6, 28)
    entry.writeUInt32LE(at, 42)
    parts.push(local, Buffer.from(name), Buffer.from(bytes))
    directory.push(entry, Buffer.from(name))
    at += 30 + Buffer.byteLength(name) + bytes.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(directory.length / 2, 8)
  end.writeUInt16LE(directory.length / 2, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, ...directory, end])
}
