/** A ustar archive of these files, as POSIX describes it; `kinds` overrides the type of a member. */
export function packTar(
  files: Readonly<Record<string, string | Uint8Array>>,
  kinds: Readonly<Record<string, string>> = {},
): Uint8Array {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const body = Buffer.from(content)
    const header = Buffer.alloc(512)
    header.write(name, 0, 100)
    header.write('0000644\x000000000\x000000000\0', 100)
    header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write('00000000000\0        ', 136)
    header.write(kinds[name] ?? '0', 156)
    header.write('ustar\u000000', 257)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}
