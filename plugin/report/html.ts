/** Text that is HTML already. Made by `html` alone, so that nothing gets into a page unescaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Html | string | number | undefined | readonly Content[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

/** For text and for attributes in quotes. Control characters, which HTML has no place for, become U+FFFD. */
export function escape(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd').replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}

function textOf(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Html) return content.text;
  return typeof content === 'object' ? content.map(textOf).join('') : escape(String(content));
}

/** HTML with each value escaped that is not `Html` itself; of lists each part, of undefined nothing. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(strings.map((string, at) => string + textOf(values[at])).join(''));
}

/** JSON for a `<script type="application/json">`: no `<` that could end it. */
export function jsonText(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll('<', String.raw`\u003c`));
}
