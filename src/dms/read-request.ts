import type { IncomingMessage } from 'node:http';
import type { Catalog } from '../app/catalog.ts';
import type { DeviceRequest, PresentedCredentials } from '../app/device-request/device-request.ts';
import { ok, type Result, refused } from '../domain/result.ts';
import { parseBasicAuthorization } from '../http/basic-authentication.ts';
import { parseRequestTarget } from '../http/request-target.ts';
import { type Answer, emptyAnswer } from './answer.ts';
import type { DeviceExchange } from './device-exchange.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';
import { isListedProxy, presentCertificate } from './present-certificate.ts';
import { presentDigest } from './present-digest.ts';

/** Second step: turns HTTP into a request that the decision understands. */
export function readRequest(
	ports: DevicePlanePorts,
	catalog: Catalog,
	{ request, socket, connection, draft }: DeviceExchange,
): Result<DeviceRequest, Answer> {
	const target = parseRequestTarget(request.url ?? '');
	if (!target.ok) {
		draft.ended('path.invalid', target.reason.detail);
		return refused(emptyAnswer(400));
	}
	const remoteAddress = connection?.remoteAddress ?? socket.remoteAddress ?? '';
	if (isListedProxy(catalog, remoteAddress)) draft.cameThrough(remoteAddress);
	const presented = presentCertificate(catalog, request, connection, remoteAddress);
	if (!presented.ok) {
		draft.ended('certificate.malformed', presented.reason);
		return refused(emptyAnswer(400));
	}
	const { certificate, note } = presented.value;
	if (note !== undefined) draft.noted(note);
	const credentials = presentCredentials(ports, catalog, request);
	const demands = ports.demandsOf(socket);
	return ok({
		method: request.method ?? '',
		transport: connection === undefined ? 'http' : 'https',
		path: target.value.path,
		remoteAddress,
		header: (name) => singleHeader(request, name),
		...(certificate === undefined ? undefined : { certificate }),
		...(demands === undefined ? undefined : { demands }),
		...(credentials === undefined ? undefined : { credentials }),
	});
}

function singleHeader(request: IncomingMessage, name: string): string | undefined {
	const value = request.headers[name];
	return typeof value === 'string' ? value : value?.[0];
}

function presentCredentials(ports: DevicePlanePorts, { settings }: Catalog, request: IncomingMessage): PresentedCredentials | undefined {
	const header = request.headers.authorization;
	if (header === undefined) return undefined;
	const basic = parseBasicAuthorization(header);
	if (basic.ok) return { kind: 'basic', ...basic.value };
	if (basic.reason === 'malformed') return { kind: 'malformed', detail: 'the Authorization header cannot be read' };
	return presentDigest(ports, request, header, settings.realm);
}
