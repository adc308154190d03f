/** `eth0@if36` is the link eth0 and what it sits on; a name may itself hold an @. */
export function kernelName(shown: string): string {
  const at = shown.lastIndexOf('@')
  return at > 0 ? shown.slice(0, at) : shown
}
