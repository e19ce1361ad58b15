// A table as a file for a spreadsheet. A cell that a spreadsheet would run as a formula gets an apostrophe before it.
export function csv(rows: (string | number)[][]): string {
  return '\ufeff' + rows.map((r) => r.map((v) => {
    let s = String(v);
    if (typeof v === 'string' && /^[=+\-@\t\r]/.test(s)) s = "'" + s;
    return /[",\r\n]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s;
  }).join(',')).join('\r\n') + '\r\n';
}

export function download(name: string, what: string | Uint8Array<ArrayBuffer>, type = 'text/csv'): void {
  const url = URL.createObjectURL(new Blob([what], { type: typeof what === 'string' ? type + ';charset=utf-8' : type })), a = document.createElement('a');
  a.href = url;
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
