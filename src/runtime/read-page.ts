import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** A file of the page, as it is and compressed. */
export interface PageFile {
	readonly mediaType: string;
	readonly bytes: Uint8Array;
	readonly brotli?: Uint8Array;
	readonly gzip?: Uint8Array;
}

export interface Page {
	/** Undefined where the page was not built. */
	readonly index: string | undefined;
	/** By the name of the file, which has a digest of its content in it. */
	readonly assets: ReadonlyMap<string, PageFile>;
}

const mediaTypes: Readonly<Record<string, string>> = {
	'.css': 'text/css; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.json': 'application/json',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.woff2': 'font/woff2',
};

/**
 * The page of the administrators as `npm run build:page` has left it in a folder, all of it in memory: what is not there now is never served,
 * whatever a path says, and a build that comes later does not mix with this one.
 */
export function readPage(folder: string): Page {
	const index = join(folder, 'index.html');
	if (!existsSync(index)) return { index: undefined, assets: new Map() };
	const assets = join(folder, 'assets');
	const names = new Set(readdirSync(assets));
	return {
		index: readFileSync(index, 'utf8'),
		assets: new Map(
			[...names].flatMap((name): [string, PageFile][] => {
				const mediaType = mediaTypes[extname(name)];
				return mediaType === undefined ? [] : [[name, { mediaType, ...readForms(assets, name, names) }]];
			}),
		),
	};
}

function readForms(folder: string, name: string, names: ReadonlySet<string>): Omit<PageFile, 'mediaType'> {
	return {
		bytes: readFileSync(join(folder, name)),
		...(names.has(`${name}.br`) ? { brotli: readFileSync(join(folder, `${name}.br`)) } : {}),
		...(names.has(`${name}.gz`) ? { gzip: readFileSync(join(folder, `${name}.gz`)) } : {}),
	};
}
