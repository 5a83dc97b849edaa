/** The longest relative range that the time control knows: ten years stand for everything. */
export const ALL_TIME = '3650d'
