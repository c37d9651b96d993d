/** Who may import whom, as data. A folder here is a folder directly under `src`; `main` is the file `src/main.ts`. */
const engines = ['pki', 'tags', 'dtaf'];
const adapters = ['store', 'tls', 'runtime'];
const surfaces = ['dms', 'admin', 'events', 'shell', 'cli', 'qa'];
const belowSurfaces = ['http', 'app', ...engines, 'domain'];

const each = (folders: readonly string[], allowed: readonly string[]): [string, readonly string[]][] =>
	folders.map((folder) => [folder, allowed]);

/**
 * For each folder the other folders that it may import; within itself a folder is free. Adapters fill ports of the domain, so only the top
 * knows them: nobody else may depend on how something is stored, listened for or logged.
 */
export const allowedFolders: ReadonlyMap<string, readonly string[]> = new Map([
	...each(['domain'], []),
	...each([...engines, ...adapters], ['domain']),
	...each(['app'], [...engines, 'domain']),
	...each(['http'], ['app', ...engines, 'domain']),
	...each(surfaces, belowSurfaces),
	...each(['compose'], [...surfaces, ...adapters, ...belowSurfaces]),
	// The page runs in a browser and knows the server by its API alone.
	...each(['web'], []),
	...each(['main'], ['compose', ...surfaces, ...adapters, ...belowSurfaces]),
]);

/** Native libraries that are no dependencies: they are there only where an operator has installed them. */
export const operatorsLibraries: readonly string[] = ['kerberos'];

/** The folders in which a third-party library may be used. A library that is not named here may be used nowhere. */
export const libraryDoors: ReadonlyMap<string, readonly string[]> = new Map([
	...each(['koa', '@koa/router'], ['http', 'dms', 'admin', 'events']),
	...each(['asn1js', 'pkijs'], ['pki', 'qa']),
	...each(['node-forge'], ['qa']),
	...each(['adm-zip', 'archiver'], ['dtaf']),
	...each(['saxes'], ['dtaf', 'admin']),
	// Tokens and sign-ins of others.
	...each(['jose', 'openid-client'], ['admin']),
	...each(operatorsLibraries, ['runtime']),
	...each(['iconv-lite'], ['tags']),
	// Patterns that an administrator typed are matched on certificates and on headers.
	...each(['re2js'], ['pki', 'app']),
	...each(['diff'], ['app']),
	...each(['kysely', 'pg'], ['store']),
	...each(['pino', 'prom-client', 'yaml'], ['runtime']),
	// Each of them checks untrusted input of its own: the configuration, requests, recipes.
	...each(['zod'], ['runtime', 'http', 'admin', 'events', 'qa']),
	...each(['commander', 'cli-progress'], ['cli']),
	// Files of devices come over the command line and over the administration plane.
	...each(['csv-parse'], ['http']),
	...each(
		['react', 'react-dom', 'vite', '@vitejs/plugin-react', '@tanstack/react-query', '@tanstack/react-router', '@tabler/icons-react'],
		['web'],
	),
	...each(['@mantine/core', '@mantine/dropzone', '@mantine/form', '@mantine/hooks', '@mantine/notifications'], ['web']),
	...each(['@mantine/spotlight', 'openapi-fetch'], ['web']),
	// The editor of templates.
	...each(
		['autocomplete', 'commands', 'lang-xml', 'language', 'search', 'state', 'view'].map((part) => `@codemirror/${part}`),
		['web'],
	),
	...each(['@lezer/highlight'], ['web']),
]);

/** Layers without effects, and the page: they may use these modules of Node and no other. */
export const pureFolders: ReadonlyMap<string, readonly string[]> = new Map([
	...each(['domain'], []),
	...each(['pki', 'tags'], ['node:crypto', 'node:buffer']),
	...each(['app'], ['node:crypto', 'node:buffer']),
	// A browser has none of them.
	...each(['web'], []),
]);

const top = ['main', 'compose'];

/**
 * Modules of Node with an effect that belongs to certain places; those not named here are free outside the pure layers. Their types alone
 * have no effect and are free there too.
 */
export const builtinDoors: ReadonlyMap<string, readonly string[]> = new Map([
	// Opening a listener is the work of tls; qa plays the devices and so is the other end.
	...each(['node:https', 'node:tls', 'node:net', 'node:http2'], ['tls', 'qa', ...top]),
	...each(['node:http'], ['tls', 'http', 'qa', ...top]),
	...each(['node:cluster', 'node:child_process', 'node:worker_threads'], ['tls', 'runtime', 'qa', ...top]),
	...each(['node:sqlite'], ['store']),
	...each(['node:fs', 'node:fs/promises'], ['dtaf', 'store', 'tls', 'runtime', 'cli', 'qa', ...top]),
	// They would go around this table, or around the rule about process.exit.
	...each(['node:module', 'node:process', 'node:vm'], []),
]);

/** The only place in `src` that ends the process; everywhere else a return value or an error says how it went. */
export const exitFolders: readonly string[] = ['main'];
