/** The last part of a command's help. */
export function toExamples(...lines: readonly string[]): string {
	return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;
}
