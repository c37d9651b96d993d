import type { Catalog } from '../app/catalog.ts';
import type { Decision } from '../app/device-request/device-request.ts';
import { toBasicChallenge } from '../http/basic-authentication.ts';
import { toDigestChallenges } from '../http/digest-authentication.ts';
import { type Answer, emptyAnswer } from './answer.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';

type Refusal = Extract<Decision, { outcome: 'refuse' }>;

/** Last step of a refusal: with a challenge only where a password could help. */
export function refuse(ports: DevicePlanePorts, { settings }: Catalog, { status, allow, challenge }: Refusal): Answer {
	const headers = allow === undefined ? [] : ['Allow', allow.join(', ')];
	if (challenge === undefined) return emptyAnswer(status, headers);
	const values = toChallenges(ports, challenge, settings.realm);
	return emptyAnswer(status, [...headers, ...values.flatMap((value) => ['WWW-Authenticate', value])]);
}

function toChallenges({ nonces, clock }: DevicePlanePorts, { scheme, stale }: NonNullable<Refusal['challenge']>, realm: string) {
	if (scheme === 'Basic') return [toBasicChallenge(realm)];
	return toDigestChallenges({ realm, nonce: nonces.issue(realm, clock.now()), opaque: nonces.opaque, stale });
}
