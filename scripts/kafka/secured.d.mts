export const USER: string
export const PASSWORD: string
