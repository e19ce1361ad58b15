// The manifest that is being written, kept in this browser; not the data beside it, which are for the node alone.
import { remember, remembered } from './store';

export interface Draft {
  yaml: string;
  files: Record<string, string>;
  skipped: string[];
}
export const empty: Draft = { yaml: '', files: {}, skipped: [] };

export function kept(): Draft {
  try {
    return { ...empty, ...(JSON.parse(remembered('draft') ?? '{}') as Partial<Draft>), files: {} };
  } catch {
    return empty;
  }
}
export const keep = (d: Draft) => remember('draft', d.yaml ? JSON.stringify({ yaml: d.yaml, skipped: d.skipped }) : null);
