import { clientReasons } from '../../src/app/events/client-gate.ts';
import { eventTypes } from '../../src/domain/event.ts';
import { certificateReasons } from '../../src/domain/reason.ts';
import { type GeneratedDocument, toDocument, toTable } from './document.ts';

const toRow = ([code, meaning]: [string, string]): string[] => [`\`${code}\``, meaning];
const ofClients = Object.entries<string>(clientReasons).filter(([reason]) => !Object.hasOwn(certificateReasons, reason));

/** Every type of event, from `src/domain/event.ts`, and every reason for which a client is refused that devices do not have. */
export const eventTypesDocument: GeneratedDocument = {
	path: 'docs/event-types.md',
	generate: () =>
		toDocument('Event types', [
			'What the [event interface](events.md) tells of.',
			toTable(['type', 'when'], Object.entries<string>(eventTypes).map(toRow)),
			'## Why a client is refused',
			'`reason` in the body of a `403`. Those of its certificate are the [same as for devices](reasons.md#certificates).',
			toTable(['reason', 'meaning'], ofClients.map(toRow)),
		]),
};
