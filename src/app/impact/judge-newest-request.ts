import type { AccessRecord } from '../../domain/access-record.ts';
import type { Store } from '../../domain/ports.ts';
import { tlsProtocols } from '../../domain/tls-protocol.ts';
import { toProxyList } from '../proxy-list.ts';
import type { ChangeOf, Impact } from './impact.ts';
import { type Judgement, judgeEach } from './judge-each.ts';

/** Changes that the newest request of a device says enough about. */
export type RequestChange = ChangeOf<
	'deny-serial' | 'tls' | 'close-interface' | 'require-certificate' | 'no-device-certificates' | 'proxies'
>;

/** Undefined: the device is not touched. */
type RequestJudge = (record: AccessRecord) => Judgement | undefined;

export const passwordNote = 'A device whose files also take a user name and a password may still come in with these.';
export const passwordRefusedNote = 'A certificate on the deny list refuses the request, also where a password would do.';
const newestNote = 'Judged by the newest request of each device: what it used before is not looked at.';
const otherInterfaceNote = 'A device that also knows another address of the server may still come in there.';

/** Judges every device by its newest request. */
export function judgeNewestRequest(store: Store, change: RequestChange, since: Date): Promise<Impact> {
	const [judge, ...notes] = toJudge(change);
	return judgeEach(
		store,
		since,
		(devices) => Promise.resolve(devices.map(({ record }) => (record === undefined ? undefined : judge(record)))),
		[newestNote, ...notes],
	);
}

function toJudge(change: RequestChange): readonly [RequestJudge, ...notes: string[]] {
	switch (change.kind) {
		case 'deny-serial':
			return [
				(record) => judgeSerial(record, change),
				'Requests tell the serial number of a certificate and not who issued it: a device of another issuer may have the same one.',
				passwordRefusedNote,
			];
		case 'tls':
			return [
				(record) => judgeTls(record, change),
				'Requests tell what was agreed on and not what else a device can do: where it came in with something newer, or with another suite, it may have more.',
				'Requests that a proxy handed on say nothing of the TLS of the device.',
			];
		case 'close-interface':
			return [
				(record) => (record.interface === change.interface ? likely(`interface ${change.interface}`) : undefined),
				otherInterfaceNote,
			];
		case 'require-certificate':
			return [(record) => judgeCertificateDemand(record, change), otherInterfaceNote];
		case 'no-device-certificates':
			return [({ proof }) => (proof === 'certificate' ? likely('its certificate') : undefined), passwordNote];
		case 'proxies': {
			const believed = toProxyList(change.proxies);
			const isLost = ({ proxy, proof }: AccessRecord) => proxy !== undefined && proof === 'certificate' && !believed.has(proxy);
			return [(record) => (isLost(record) ? likely(`the proxy ${record.proxy ?? ''}`) : undefined), passwordNote];
		}
	}
}

function likely(because: string): Judgement {
	return { certainty: 'likely', because };
}

function judgeSerial({ certificateSerial: known }: AccessRecord, { serial }: ChangeOf<'deny-serial'>): Judgement | undefined {
	return known !== undefined && toBareSerial(known) === toBareSerial(serial) ? likely(`serial number ${known}`) : undefined;
}

/** One number has many spellings. */
function toBareSerial(serial: string): string {
	return serial
		.replaceAll(':', '')
		.toLowerCase()
		.replace(/^0+(?=.)/, '');
}

function judgeTls(record: AccessRecord, { protocols, cipherSuites, interfaces }: ChangeOf<'tls'>): Judgement | undefined {
	if (interfaces !== undefined && !interfaces.some((each) => each === record.interface)) return undefined;
	const { tlsVersion, cipherSuite } = record;
	if (protocols !== undefined && tlsVersion !== undefined && !protocols.some((protocol) => protocol === tlsVersion)) {
		const isOlder = protocols.every((protocol) => rankOf(protocol) > rankOf(tlsVersion));
		return { certainty: isOlder ? 'likely' : 'possible', because: tlsVersion };
	}
	if (cipherSuites !== undefined && cipherSuite !== undefined && !cipherSuites.includes(cipherSuite)) {
		return { certainty: 'possible', because: cipherSuite };
	}
	return undefined;
}

function rankOf(protocol: string): number {
	return tlsProtocols.findIndex((known) => known === protocol);
}

function judgeCertificateDemand(record: AccessRecord, demand: ChangeOf<'require-certificate'>): Judgement | undefined {
	const { application } = demand;
	const isDemanded = record.interface === demand.interface && (application === undefined || record.path.split('/')[1] === application);
	return isDemanded && record.certificateFingerprint === undefined ? likely('no certificate') : undefined;
}
