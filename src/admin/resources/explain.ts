import { z } from 'zod';
import type { Decision, DeviceRequest } from '../../app/device-request/device-request.ts';
import type { Explanation } from '../../app/explain-request.ts';
import { proofKinds } from '../../domain/access-record.ts';
import { toQualifiedName } from '../../domain/device-profile.ts';
import { DmsError } from '../../domain/errors.ts';
import { accessReasons } from '../../domain/reason.ts';
import { invalid } from '../../domain/text-rules.ts';
import { parseRequestTarget } from '../../http/request-target.ts';
import { readCertificates } from '../../pki/read-certificates.ts';
import { type AdminRoute, defineRoute, noParameters, noQuery } from '../route.ts';
import { text } from '../schemas.ts';

const longestCertificate = 64 * 1024;

const question = z
	.strictObject({
		url: text.describe('What the device would ask for; a user name in it counts as sent.'),
		method: z
			.string()
			.regex(/^[A-Za-z]{1,16}$/)
			.default('GET'),
		certificate: z.string().max(longestCertificate).exactOptional().describe('PEM; the first one is that of the device.'),
		user: text.exactOptional().describe('Its password is taken as right.'),
		headers: z.record(z.string().max(256), z.string().max(8192)).default({}),
		remoteAddress: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
	})
	.meta({ id: 'Question' });

const answer = z
	.object({
		method: z.string(),
		transport: z.enum(['http', 'https']),
		path: z.string(),
		status: z.int(),
		reason: z.string(),
		title: z.string(),
		outcome: z.enum(['serve', 'upload', 'refuse']),
		detail: z.string().nullable(),
		deviceType: z.string().nullable(),
		fileFormat: z.string().nullable(),
		device: z.string().nullable(),
		deviceId: z.string().nullable(),
		mac: z.string().nullable(),
		proof: z.enum(proofKinds).nullable(),
		failedProofs: z.array(z.object({ proof: z.enum(proofKinds), reason: z.string(), detail: z.string().nullable() })),
		certificate: z
			.object({
				anchor: z.string().optional(),
				serial: z.string(),
				fingerprint: z.string(),
				subject: z.string(),
				notAfter: z.string(),
			})
			.nullable(),
		challenge: z.enum(['Basic', 'Digest']).nullable(),
		steps: z.array(z.object({ step: z.string(), text: z.string() })),
	})
	.meta({ id: 'Explanation' });

/** How the server would decide a request that nobody has made. */
export function createExplainRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ method: 'POST', path: '/api/v1/explain', permission: 'dms.rest.explain.create', scope: 'system', status: 200 },
				...{ tag: 'Explain', summary: 'How the server would decide a request of a device, step by step; nothing is changed' },
			},
			{ parameters: noParameters, query: noQuery, body: question, answer },
			async ({ ports, body }) => {
				const request = toRequest(body);
				return { body: toAnswer(await ports.explain(request), request) };
			},
		),
	];
}

/** @throws DmsError `value.invalid`, `certificate.*`. */
function toRequest({ url: asked, method, certificate, user, headers, remoteAddress }: z.output<typeof question>): DeviceRequest {
	const url = URL.parse(asked);
	const transport = url?.protocol.slice(0, -1);
	if (url === null || (transport !== 'https' && transport !== 'http')) throw invalid('url', 'url is not one of http or https');
	const target = parseRequestTarget(asked);
	if (!target.ok) throw invalid('url', `the server would answer 400 (path.invalid): ${target.reason.detail}`);
	const userName = user ?? toUserName(url);
	const sent = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
	return {
		method: method.toUpperCase(),
		transport,
		path: target.value.path,
		remoteAddress,
		header: (name) => sent.get(name.toLowerCase()),
		...(certificate === undefined ? {} : { certificate: { der: toDer(certificate) } }),
		...(userName === undefined ? {} : { credentials: { kind: 'assumed', userName } }),
	};
}

function toUserName({ username }: URL): string | undefined {
	if (username === '') return undefined;
	try {
		return decodeURIComponent(username);
	} catch {
		throw invalid('url', 'the user name in url is not percent-encoded');
	}
}

function toDer(pem: string): Uint8Array {
	const [certificate] = readCertificates(pem);
	if (certificate !== undefined) return certificate.der;
	throw new DmsError('certificate.count', 'there is no certificate in it', { field: 'certificate' });
}

function toAnswer({ steps, status, reason, decision }: Explanation, request: DeviceRequest): z.input<typeof answer> {
	return {
		method: request.method,
		transport: request.transport,
		path: request.path,
		...{ status, reason, title: accessReasons[reason], steps: steps.map((step) => ({ ...step })) },
		...toFacts(decision),
	};
}

function toFacts(decision: Decision) {
	const { certificate, device, located } = decision;
	return {
		outcome: decision.outcome,
		detail: decision.detail ?? null,
		deviceType: located?.type.type.name ?? null,
		fileFormat: located?.file.file.fileFormat ?? null,
		device: device === undefined ? null : toQualifiedName(device),
		deviceId: device?.id ?? null,
		mac: decision.mac ?? null,
		proof: decision.proof ?? null,
		failedProofs: decision.failedProofs.map(({ proof, reason, detail }) => ({ proof, reason, detail: detail ?? null })),
		certificate: certificate === undefined ? null : { ...certificate, notAfter: certificate.notAfter.toISOString() },
		challenge: decision.outcome === 'refuse' ? (decision.challenge?.scheme ?? null) : null,
	};
}
