import type { AccessRecord } from '../../domain/access-record.ts';
import type { Store } from '../../domain/ports.ts';
import type { Encoded } from '../../pki/read-certificates.ts';
import { type RevocationList, removeFromCrl } from '../../pki/revocation-list.ts';
import { readRevocationListOf } from '../../pki/trust-anchor-from-file.ts';
import { findTrustAnchor } from '../administration/change-trust-anchor.ts';
import type { Impact } from './impact.ts';
import { judgeEach } from './judge-each.ts';

const notes = [
	'Judged by the certificate of the newest request of each device that came in through this anchor last.',
	'A revoked certificate refuses the request, also where a password would do.',
];
const offNote = 'Revocation is not checked for this anchor: a list that is installed refuses nobody until it is.';

/** Whose certificates a list that is to be installed with an anchor for devices revokes. @throws DmsError `trust-anchor.not-found`, `crl.*`. */
export async function judgeRevocationList(store: Store, alias: string, file: Encoded, since: Date): Promise<Impact> {
	const anchor = await findTrustAnchor(store, { kind: 'Http', alias });
	const list = readRevocationListOf(anchor.certificate, file);
	if (anchor.policy.revocation === 'off') {
		return { devices: 0, likely: 0, examples: [], lookedAt: 0, isComplete: true, notes: [offNote] };
	}
	return judgeEach(
		store,
		since,
		(devices) =>
			Promise.resolve(
				devices.map(({ record }) =>
					record?.anchor === alias && isRevoked(record, list)
						? { certainty: 'likely' as const, because: `serial number ${record.certificateSerial ?? ''}` }
						: undefined,
				),
			),
		notes,
	);
}

function isRevoked({ certificateSerial: serial }: AccessRecord, list: RevocationList): boolean {
	const reason = serial === undefined ? undefined : list.find({ serial, issuer: list.issuer });
	return reason !== undefined && reason !== removeFromCrl;
}
