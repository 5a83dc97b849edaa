/**
 * Where a webhook may go. Whoever may write a channel names a URL, and this process may stand inside a network that
 * trusts it: addresses that are not public are refused, whatever name leads to them, unless the operator lists them.
 */
import { BlockList, isIP } from 'node:net'

export interface PrivateHosts {
  /** Listed by name: whatever it resolves to is right. */
  allowsName(host: string): boolean
  allowsAddress(address: string): boolean
}

const NOT_PUBLIC: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
]
/** Of IPv6 only this is routed; in it lie tunnels that carry an IPv4 address inside. */
const PUBLIC_V6 = ['2000::', 3] as const
const TUNNELS_V6 = [
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const notPublic = new BlockList()
for (const [net, prefix, family] of NOT_PUBLIC) notPublic.addSubnet(net, prefix, family)
const publicV6 = new BlockList()
publicV6.addSubnet(...PUBLIC_V6, 'ipv6')
const tunnelsV6 = new BlockList()
for (const [net, prefix] of TUNNELS_V6) tunnelsV6.addSubnet(net, prefix, 'ipv6')

/** `allowed`: host names, addresses, and networks such as 10.0.0.0/8. */
export function createPrivateHosts(allowed: readonly string[]): PrivateHosts {
  const names = new Set<string>()
  const nets = new BlockList()
  for (const entry of allowed) {
    const [base = '', prefix] = entry.split('/')
    const version = isIP(base)
    const family = version === 6 ? 'ipv6' : 'ipv4'
    if (version === 0) names.add(entry.toLowerCase())
    else nets.addSubnet(base, prefix === undefined ? (version === 6 ? 128 : 32) : Number(prefix), family)
  }
  return {
    allowsName: (host) => names.has(host.toLowerCase()),
    allowsAddress: (address) => {
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
      return isPublic(address) || nets.check(address, family)
    },
  }
}

export function isPublic(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !notPublic.check(address, 'ipv4')
  return version === 6 && publicV6.check(address, 'ipv6') && !tunnelsV6.check(address, 'ipv6')
}

/** For config: may this stand in the list? */
export function isHostEntry(entry: string): boolean {
  const [base = '', prefix, ...rest] = entry.split('/')
  if (rest.length > 0) return false
  const version = isIP(base)
  if (version === 0) return prefix === undefined && /^[A-Za-z0-9._-]{1,253}$/.test(base)
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 6 ? 128 : 32))
}
