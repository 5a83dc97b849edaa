import { createContext, type ReactNode, useContext } from 'react'

/**
 * May whoever looks also change things? Nothing that changes something is drawn for those who may only read: a control
 * says of itself that it `changes`, and what is more than one control stands in <Changing>. The server refuses a change
 * all the same.
 */
export const MayChange = createContext(true)

export function useMayChange(): boolean {
  return useContext(MayChange)
}

export function Changing({ children }: { children: ReactNode }): ReactNode {
  return useMayChange() ? children : null
}
