import { accessReasons, certificateReasons } from '../../src/domain/reason.ts';
import { type GeneratedDocument, toDocument, toTable } from './document.ts';

const head = ['reason', 'meaning'];

const toRow = ([reason, meaning]: [string, string]): string[] => [`\`${reason}\``, meaning];

const ofCertificates = Object.entries<string>(certificateReasons);
const ofRequests = Object.entries<string>(accessReasons).filter(([reason]) => !Object.hasOwn(certificateReasons, reason));

/** Every reason that an access record or a judgement of a certificate can have, from `src/domain/reason.ts`. */
export const reasonsDocument: GeneratedDocument = {
	path: 'docs/reasons.md',
	generate: () =>
		toDocument('Reasons', [
			'A device gets a status and an empty body; why is in the access record, in `dms access list` and in `dms explain`, as one of these codes.',
			'## Requests',
			toTable(head, ofRequests.map(toRow)),
			'## Certificates',
			'`dms certificate check` answers with one of these, and a request has it as its reason where the certificate decided. Section numbers are those of RFC 5280.',
			toTable(head, ofCertificates.map(toRow)),
		]),
};
