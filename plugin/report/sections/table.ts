import { html, type Content, type Html } from '../html.ts';

export interface Column {
  title: string;
  /** That its cells are numbers, which stand at the right. */
  number?: boolean;
}

export interface Row {
  cells: readonly Content[];
  /** A class of page.css. */
  kind?: string;
}

/**
 * A table with a caption, whose first column names its rows. On a narrow screen each row becomes a block with the column's title before each value;
 * the roles say that it is a table still.
 */
export function table(caption: string, columns: readonly Column[], rows: readonly Row[], kind = ''): Html {
  const heads = columns.map(({ title, number }) => html`<th scope="col" role="columnheader"${classes(number ? 'number' : '')}>${title}</th>`);
  return html`<table role="table"${classes(kind)}><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${heads}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => rowOf(row, columns))}</tbody></table>`;
}

function rowOf({ cells, kind = '' }: Row, columns: readonly Column[]): Html {
  const parts = cells.map((cell, at) => {
    const { title = '', number = false } = columns[at] ?? {};
    if (at === 0) return html`<th scope="row" role="rowheader">${cell}</th>`;
    return html`<td role="cell" data-title="${title}"${classes(number ? 'number' : '')}>${cell}</td>`;
  });
  return html`<tr role="row"${classes(kind)}>${parts}</tr>
`;
}

function classes(names: string): Html {
  return names === '' ? html`` : html` class="${names}"`;
}
