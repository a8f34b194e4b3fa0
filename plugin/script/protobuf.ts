/** Comments, strings with what they hold, and `import` statements, in this order of precedence. */
const token = /\/\/[^\n]*|\/\*[^]*?\*\/|\bimport\s+(?:(?:public|weak)\s+)?["'](?<path>[^"'\n]+)["']\s*;|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/gu;

/** The files that a Protocol Buffers file imports, with their lines (1-based); Google's own come with k6. */
export function protoImports(source: string): { specifier: string; line: number }[] {
  return [...source.matchAll(token)].flatMap(({ groups, index }) => {
    const path = groups?.['path'];
    if (path === undefined || path.startsWith('google/protobuf/')) return [];
    return [{ specifier: path, line: source.slice(0, index).split('\n').length }];
  });
}
