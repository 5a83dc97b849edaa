/** Is the other end this very machine? By its address, and by the name that it called us. */

export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address)
}

/** Of a Host header, an authority or an address to listen on: `localhost`, `127.x.x.x` or `[::1]`, port or not. */
export function isLoopbackHost(authority: string): boolean {
  const text = authority.toLowerCase()
  const name = text.startsWith('[') || text.split(':').length === 2 ? text.replace(/:\d+$/, '') : text
  return name === 'localhost' || name === '[::1]' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
}
