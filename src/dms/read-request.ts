import type { IncomingMessage } from 'node:http';
import type { DeviceRequest, PresentedCredentials } from '../app/device-request/device-request.ts';
import { parseBasicAuthorization } from '../http/basic-authentication.ts';
import { parseRequestTarget } from '../http/request-target.ts';
import type { Step } from './device-context.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';
import { answerEmpty } from './open-record.ts';
import { presentDigest } from './present-digest.ts';

/** Second step: turns HTTP into a request that the decision understands. */
export function readRequest(ports: DevicePlanePorts): Step {
	return async (context, next) => {
		const target = parseRequestTarget(context.req.url ?? '');
		if (!target.ok) {
			context.state.draft.ended('path.invalid', target.reason.detail);
			answerEmpty(context, 400);
			return;
		}
		context.state.target = target.value;
		const credentials = await presentCredentials(ports, context.req);
		const { connection } = context.state;
		const request: DeviceRequest = {
			method: context.req.method ?? '',
			transport: connection === undefined ? 'http' : 'https',
			path: target.value.path,
			remoteAddress: connection?.remoteAddress ?? context.req.socket.remoteAddress ?? '',
			header: (name) => singleHeader(context.req, name),
			...(connection?.certificate === undefined ? {} : { certificate: connection.certificate }),
			...(credentials === undefined ? {} : { credentials }),
		};
		context.state.request = request;
		await next();
	};
}

function singleHeader(request: IncomingMessage, name: string): string | undefined {
	const value = request.headers[name];
	return typeof value === 'string' ? value : value?.[0];
}

async function presentCredentials(ports: DevicePlanePorts, request: IncomingMessage): Promise<PresentedCredentials | undefined> {
	const header = request.headers.authorization;
	if (header === undefined) return undefined;
	const basic = parseBasicAuthorization(header);
	if (basic.ok) return { kind: 'basic', ...basic.value };
	if (basic.reason === 'malformed') return { kind: 'malformed', detail: 'the Authorization header cannot be read' };
	const { realm } = (await ports.catalog.current()).settings;
	return presentDigest(ports, request, header, realm);
}
