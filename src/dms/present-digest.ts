import type { IncomingMessage } from 'node:http';
import type { PresentedCredentials } from '../app/device-request/device-request.ts';
import { findDigestMismatch, parseDigestAuthorization, verifyDigest } from '../http/digest-authentication.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';

/** A Digest answer as credentials that can be checked against a password which only the store knows. */
export function presentDigest(ports: DevicePlanePorts, request: IncomingMessage, header: string, realm: string): PresentedCredentials {
	const parsed = parseDigestAuthorization(header);
	if (!parsed.ok) {
		const detail = parsed.reason === 'other-scheme' ? 'the scheme is neither Basic nor Digest' : 'the Digest answer cannot be read';
		return { kind: 'malformed', detail };
	}
	const answer = parsed.value;
	const asked = { realm, requestTarget: request.url ?? '' };
	const mismatch = findDigestMismatch(answer, asked);
	if (mismatch !== undefined) return { kind: 'malformed', detail: `the Digest answer is for another ${mismatch}` };
	return {
		kind: 'digest',
		userName: answer.userName,
		verify: (password) => verifyDigest({ answer, method: request.method ?? '', password, ...asked }),
		checkNonce: () => ports.nonces.check(answer.nonce, answer.protection?.count, realm, ports.clock.now()),
	};
}
