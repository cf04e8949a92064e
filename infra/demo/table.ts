/** No line is longer, so that the story fits into every terminal and letter. */
export const WIDTH = 100;

/** A column: its heading, and whether its cells stand to the right, as figures do. */
export interface Column {
  heading: string;
  right?: true;
}

/** A row of cells, and notes that belong to it. */
export interface Row {
  cells: string[];
  notes?: string[];
}

const GAP = '  ';

/** Rows under headings; each column is as wide as its widest cell. */
export function table(columns: Column[], rows: Row[], { indent = 0 } = {}): string[] {
  const widths = columns.map(({ heading }, i) =>
    Math.max(heading.length, ...rows.map(({ cells }) => cells[i]!.length)),
  );
  const margin = ' '.repeat(indent);
  const line = (cells: string[]) =>
    margin +
    cells.map((cell, i) => (columns[i]!.right ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join(GAP);
  const headings = columns.map(({ heading }) => heading);
  const bodies = rows.flatMap(({ cells, notes = [] }) => [
    line(cells),
    ...notes.flatMap((note) => wrapped(note, indent + widths[0]! + GAP.length)),
  ]);
  const ruled = widths.map((width) => '─'.repeat(width));
  const above = headings.some(Boolean) ? [line(headings), line(ruled)] : [];
  return [...above, ...bodies].map((each) => each.trimEnd());
}

/** A text in lines that begin at an indent and end before the width. */
export function wrapped(text: string, indent = 0): string[] {
  const margin = ' '.repeat(indent);
  const lines: string[] = [];
  // Only plain spaces are broken at: a no-break space inside a number stays.
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(margin + word);
  }
  return lines;
}

/** A text in a frame. */
export function framed(lines: string[]): string[] {
  const inner = WIDTH - 4;
  const bar = '─'.repeat(WIDTH - 2);
  return [`┌${bar}┐`, ...lines.map((line) => `│ ${line.padEnd(inner)} │`), `└${bar}┘`];
}

/** Columns of figures. */
export const figures = (...headings: string[]): Column[] => headings.map((heading) => ({ heading, right: true }));
