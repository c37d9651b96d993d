import type { Decision } from '../app/device-request/device-request.ts';
import type { Settings } from '../domain/ports.ts';
import { toBasicChallenge } from '../http/basic-authentication.ts';
import { toDigestChallenges } from '../http/digest-authentication.ts';
import { type DeviceContext, required, type Step } from './device-context.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';
import { answerEmpty } from './open-record.ts';

type Refusal = Extract<Decision, { outcome: 'refuse' }>;

/** Fourth step: answers a refusal, with a challenge only where a password could help. */
export function refuse(ports: DevicePlanePorts): Step {
	return async (context, next) => {
		const decision = required(context.state.decision, 'the decision');
		if (decision.outcome !== 'refuse') {
			await next();
			return;
		}
		answerEmpty(context, decision.status);
		if (decision.allow !== undefined) context.set('Allow', decision.allow.join(', '));
		if (decision.challenge !== undefined) challenge(ports, context, decision.challenge, (await ports.catalog.current()).settings);
	};
}

function challenge(
	ports: DevicePlanePorts,
	context: DeviceContext,
	{ scheme, stale }: NonNullable<Refusal['challenge']>,
	{ realm }: Settings,
): void {
	if (scheme === 'Basic') {
		context.set('WWW-Authenticate', toBasicChallenge(realm));
		return;
	}
	const { nonces } = ports;
	const nonce = nonces.issue(realm, ports.clock.now());
	context.set('WWW-Authenticate', toDigestChallenges({ realm, nonce, opaque: nonces.opaque, stale }));
}
