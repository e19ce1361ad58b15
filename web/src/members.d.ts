// Made from data/un-members.csv when the console is built: code, member (1) or observer (0), names, region, column, row.
declare module 'members' {
  export const members: [string, 0 | 1, string, string, string, number, number][];
}
