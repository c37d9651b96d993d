import { parseSync, Visitor } from 'oxc-parser';

/** One place of a file that names another module. */
export interface ModuleReference {
	/** Undefined where the name is computed, so that nobody can tell which module it is. */
	readonly specifier: string | undefined;
	/** True where nothing of it is left when the program runs. */
	readonly isTypeOnly: boolean;
	readonly line: number;
}

export interface SourceFile {
	readonly references: readonly ModuleReference[];
	/** The lines with the URL of a source file, `new URL('./worker.ts', import.meta.url)` or `import.meta.resolve('./worker.ts')`. */
	readonly sourceUrlLines: readonly number[];
	/** The lines that use `process.exit`. */
	readonly exitLines: readonly number[];
}

interface Node {
	readonly type: string;
	readonly start: number;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

/** Follows property names into a syntax tree. */
const at = (node: Node, ...path: readonly string[]): unknown => {
	let value: unknown = node;
	for (const name of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
	return value;
};

const toText = (node: unknown): string | undefined => {
	if (!isNode(node)) return undefined;
	if (node.type === 'Literal') return typeof at(node, 'value') === 'string' ? String(at(node, 'value')) : undefined;
	const isPlainTemplate = node.type === 'TemplateLiteral' && at(node, 'quasis', 'length') === 1;
	return isPlainTemplate ? String(at(node, 'quasis', '0', 'value', 'cooked')) : undefined;
};

const isImportMeta = (node: unknown): boolean => isNode(node) && node.type === 'MetaProperty';

const isProcessExit = (node: Node): boolean =>
	at(node, 'object', 'name') === 'process' && (at(node, 'property', 'name') ?? at(node, 'property', 'value')) === 'exit';

const isNewUrl = (node: Node): boolean => at(node, 'callee', 'name') === 'URL' && isImportMeta(at(node, 'arguments', '1', 'object'));

const isResolve = (node: Node): boolean => isImportMeta(at(node, 'callee', 'object'));

const isRequire = (node: Node): boolean => at(node, 'callee', 'name') === 'require';

const isSourceName = (node: unknown): boolean => /\.[cm]?[jt]sx?$/u.test(toText(node) ?? '');

/**
 * Reads what a TypeScript file depends on: static imports and re-exports, type-only ones, `import()` as an expression and as a type,
 * augmentations of modules. Throws where the file cannot be parsed.
 */
export const readSource = (path: string, text: string): SourceFile => {
	const { program, errors } = parseSync(path, text, { lang: path.endsWith('x') ? 'tsx' : 'ts' });
	if (errors[0] !== undefined) throw new Error(`${path} cannot be parsed: ${errors[0].message}`);
	const references: ModuleReference[] = [];
	const sourceUrlLines: number[] = [];
	const exitLines: number[] = [];
	const lineOf = (node: Node): number => text.slice(0, node.start).split('\n').length;
	const refer = (node: Node, source: unknown, isTypeOnly = false): void => {
		references.push({ specifier: toText(source), isTypeOnly, line: lineOf(node) });
	};
	const noteUrl = (node: Node): void => {
		if (isSourceName(at(node, 'arguments', '0'))) sourceUrlLines.push(lineOf(node));
	};

	new Visitor({
		ImportDeclaration: (node) => refer(node, node.source, node.importKind === 'type'),
		ExportAllDeclaration: (node) => refer(node, node.source, node.exportKind === 'type'),
		ExportNamedDeclaration: (node) => {
			if (node.source !== null) refer(node, node.source, node.exportKind === 'type');
		},
		ImportExpression: (node) => refer(node, node.source),
		TSImportType: (node) => refer(node, node.source, true),
		TSExternalModuleReference: (node) => refer(node, node.expression),
		TSModuleDeclaration: (node) => {
			if (node.id.type === 'Literal') refer(node, node.id, true);
		},
		NewExpression: (node) => {
			if (isNewUrl(node)) noteUrl(node);
		},
		CallExpression: (node) => {
			if (isRequire(node)) refer(node, node.arguments[0]);
			else if (isResolve(node)) noteUrl(node);
		},
		MemberExpression: (node) => {
			if (isProcessExit(node)) exitLines.push(lineOf(node));
		},
	}).visit(program);
	return { references, sourceUrlLines, exitLines };
};
