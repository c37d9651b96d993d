/** A line without the prompt that it was copied with. */
export interface PastedLine {
	/** Names of the contexts in the prompt; undefined: the line has none. */
	readonly path: string | undefined;
	/** The command; spaces stand for the prompt, so that columns stay what they were. */
	readonly command: string;
}

/** `XSP|ADP_CLI`, `AS_CLI`, our own `DMS_CLI`: guides name the server on which a command is to be given, here it is one. */
const product = String.raw`[A-Z]{2,8}(?:\|[A-Z]{2,8})*_CLI`;
const prompt = new RegExp(String.raw`^\s*/?${product}((?:/[A-Za-z0-9]+)*)/?\s*>`);
const rootName = new RegExp(String.raw`^/?${product}(?=/|$)`);

/** Recognizes `XSP|ADP_CLI/Interface/CTI/CTIServer> get` and its like. */
export function readPastedPrompt(line: string): PastedLine {
	const match = prompt.exec(line);
	if (match === null) return { path: undefined, command: line };
	const [whole, path = ''] = match;
	return { path, command: ' '.repeat(whole.length) + line.slice(whole.length) };
}

/** `/XSP|ADP_CLI/Interface` and `DMS_CLI/Interface` as `/Interface`; other paths as they are. */
export function toOwnPath(path: string): string {
	const [name] = rootName.exec(path) ?? [];
	return name === undefined ? path : path.slice(name.length) || '/';
}
