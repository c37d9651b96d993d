import type { MacAddress } from '../../domain/mac-address.ts';
import type { AccessReason } from '../../domain/reason.ts';
import type { DeviceCredential, Hierarchy } from '../mint.ts';
import type { Answer } from './exchange.ts';
import type { MatrixRow, RowExpectation } from './matrix-row.ts';

/** What the rows need that are about requests and not about certificates. */
export interface RequestRowParts {
	readonly recipe: string;
	readonly hierarchy: Hierarchy;
	/** The device that the recipe's certificates are for. */
	readonly mac: MacAddress;
	/** Another device, which has a profile where there is one. */
	readonly otherMac: MacAddress;
	/** A device without a profile. */
	readonly unknownMac: MacAddress;
	/** What comes of a certificate without a defect: a recipe may be too weak for the server. */
	readonly good: RowExpectation;
	readonly mintGood: (mac: MacAddress) => Promise<DeviceCredential>;
	readonly toPath: (mac: MacAddress) => string;
	/** A file that takes passwords alone; absent where the server has none. */
	readonly passwordPath?: string;
}

const partBytes = 16;

/** Good certificates, or none, on files that they do not open. */
export function planProofRows(parts: RequestRowParts): readonly MatrixRow[] {
	const { recipe, hierarchy, mac, otherMac, unknownMac, good, mintGood, toPath, passwordPath } = parts;
	// A certificate that nobody accepts is refused before anybody looks at what it asks for.
	const refusedFor = (reason: AccessReason): RowExpectation => (good.status === 200 ? { status: 403, reason } : good);
	return [
		{
			recipe,
			hierarchy,
			name: 'other-device',
			breaks: 'a good certificate asks for the file of another device',
			path: toPath(otherMac),
			mint: () => mintGood(mac),
			expected: refusedFor('binding.other-device'),
		},
		{
			recipe,
			hierarchy,
			name: 'unknown-mac',
			breaks: 'a good certificate of a device that has no profile asks for the file of that device',
			path: toPath(unknownMac),
			mint: () => mintGood(unknownMac),
			expected: refusedFor('device.unknown'),
		},
		...(passwordPath === undefined ? [] : [planPasswordRow(parts, passwordPath)]),
	];
}

function planPasswordRow({ recipe, hierarchy, mac, mintGood }: RequestRowParts, path: string): MatrixRow {
	return {
		recipe,
		hierarchy,
		name: 'password-file',
		breaks: 'a good certificate on a file that takes passwords alone',
		path,
		mint: () => mintGood(mac),
		expected: { status: 401, reason: 'password.absent' },
		check: ({ headers }) => (headers['www-authenticate'] === undefined ? 'the answer has no challenge' : undefined),
	};
}

/** What HTTP knows beside the plain request; it has nothing to do with the shape of a certificate. */
export function planHttpRows({ recipe, hierarchy, mac, mintGood, toPath }: RequestRowParts): readonly MatrixRow[] {
	const good = { recipe, hierarchy, path: toPath(mac), mint: () => mintGood(mac) };
	return [
		{
			recipe,
			hierarchy,
			name: 'no-certificate',
			breaks: 'no certificate at all',
			path: toPath(mac),
			expected: { status: 403, reason: 'certificate.absent' },
		},
		{
			...good,
			name: 'http-1.0',
			breaks: 'nothing: a request in HTTP/1.0',
			httpVersion: '1.0',
			expected: { status: 200, reason: 'granted' },
			check: checkOldStyle,
		},
		{
			...good,
			name: 'head',
			breaks: 'nothing: HEAD, which has the headers of GET and no body',
			method: 'HEAD',
			headersAfter: () => ({}),
			expected: { status: 200, reason: 'granted' },
			check: checkHead,
		},
		{
			...good,
			name: 'conditional',
			breaks: 'nothing: a second fetch with the entity tag of the first',
			headersAfter: ({ headers }) => ({ 'if-none-match': headers.etag ?? '"none"' }),
			expected: { status: 304, reason: 'not-modified' },
			check: ({ body }) => (body.length === 0 ? undefined : `the answer has ${body.length} bytes of body`),
		},
		{
			...good,
			name: 'range',
			breaks: `nothing: a fetch of the first ${partBytes} bytes`,
			headersAfter: () => ({ range: `bytes=0-${partBytes - 1}` }),
			expected: { status: 206, reason: 'granted' },
			check: (answer, first) =>
				first?.body.subarray(0, partBytes).equals(answer.body) === true ? undefined : 'the part is not that part of the whole',
		},
	];
}

/** A client of HTTP/1.0 does not know the chunks of its successor (RFC 9112 6.1). */
function checkOldStyle({ headers, body }: Answer): string | undefined {
	if (headers['transfer-encoding'] !== undefined) return 'the body comes in chunks';
	const announced = headers['content-length'];
	return announced === undefined || Number(announced) === body.length
		? undefined
		: `the body has ${body.length} bytes of ${announced} that were announced`;
}

function checkHead({ headers, body }: Answer, first: Answer | undefined): string | undefined {
	if (body.length > 0) return `the answer has ${body.length} bytes of body`;
	if (headers.etag !== first?.headers.etag) return 'its entity tag is not that of GET';
	const announced = headers['content-length'];
	return announced === undefined || Number(announced) === first?.body.length
		? undefined
		: `it announces ${announced} bytes, GET had others`;
}
