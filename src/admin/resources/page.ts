import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { DmsError } from '../../domain/errors.ts';
import { acceptsCoding } from '../accepts-coding.ts';
import type { Page, PageFile } from '../page-files.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';

const facts = { method: 'GET', permission: 'public', scope: 'none', tag: 'Page', status: 200 } as const satisfies Partial<RouteFacts>;

/** Addresses within the page, which the page itself makes sense of; whatever is the server's own is none of them. */
const addresses = /^\/(?!(?:api|xuc|assets|healthz|readyz|metrics)(?:\/|$))[a-z][a-z-]*(?:\/.*)?$/;

/** What a build of the page has in it. */
const assetTypes = ['text/css', 'text/javascript', 'image/svg+xml', 'image/png', 'font/woff2', 'application/json'];

const noncePlaceholder = '%CSP-NONCE%';

/** The page itself; it holds nothing that not everybody may see, and asks for a token before it shows anything else. */
export function createPageRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{ ...facts, path: '/assets/{file}', summary: 'A file of the page for administrators', streams: assetTypes },
			{ parameters: z.strictObject({ file: z.string().max(256) }), query: noQuery, body: noBody, answer: noBody },
			(call) => Promise.resolve(toFileAnswer(call, call.ports.page.assets.get(call.parameters.file))),
		),
		defineRoute(
			{ ...facts, path: '/', alsoAt: addresses, summary: 'The page for administrators', streams: ['text/html'] },
			// Addresses of the page have queries, and so has what other sites add to links.
			{ parameters: noParameters, query: z.looseObject({}), body: noBody, answer: noBody },
			({ ports }) => Promise.resolve(toIndexAnswer(ports.page)),
		),
	];
}

function toIndexAnswer({ index }: Page) {
	if (index === undefined) {
		throw new DmsError('request.not-found', 'the page for administrators is not built; the API is at /api/v1/', {
			hint: 'Run npm run build:page and start the server again.',
		});
	}
	const nonce = randomBytes(16).toString('base64');
	return {
		octets: { mediaType: 'text/html; charset=utf-8', chunks: once(index.replace(noncePlaceholder, nonce)) },
		headers: { 'Content-Security-Policy': toContentSecurityPolicy(nonce) },
	};
}

/** Files of this server and nothing else. Components make style elements while they run, with the nonce; no script is ever in the page. */
function toContentSecurityPolicy(nonce: string): string {
	return [
		"default-src 'none'",
		"script-src 'self'",
		`style-src 'self' 'nonce-${nonce}'`,
		"img-src 'self'",
		"font-src 'self'",
		"connect-src 'self'",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	].join('; ');
}

function toFileAnswer({ acceptEncoding }: Caller, file: PageFile | undefined) {
	if (file === undefined) throw new DmsError('request.not-found', 'the page has no such file');
	const { bytes, coding } = chooseForm(file, acceptEncoding);
	return {
		octets: { mediaType: file.mediaType, chunks: once(bytes), size: bytes.length },
		headers: {
			// Another content has another name.
			'Cache-Control': 'public, max-age=31536000, immutable',
			Vary: 'Accept-Encoding',
			...(coding === undefined ? {} : { 'Content-Encoding': coding }),
		},
	};
}

function chooseForm({ bytes, brotli, gzip }: PageFile, accepted = ''): { readonly bytes: Uint8Array; readonly coding?: string } {
	if (brotli !== undefined && acceptsCoding(accepted, 'br')) return { bytes: brotli, coding: 'br' };
	if (gzip !== undefined && acceptsCoding(accepted, 'gzip')) return { bytes: gzip, coding: 'gzip' };
	return { bytes };
}

async function* once<Piece>(piece: Piece): AsyncGenerator<Piece> {
	yield piece;
}
