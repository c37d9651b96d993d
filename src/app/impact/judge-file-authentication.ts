import type { AccessRecord, ProofKind } from '../../domain/access-record.ts';
import type { DeviceTypeFile, FileAuthentication } from '../../domain/device-type-file.ts';
import type { GrantedDevice } from '../../domain/overview-ports.ts';
import type { Store } from '../../domain/ports.ts';
import { findDeviceType, findTypeFile } from '../administration/find-device-type.ts';
import type { ChangeOf, Impact } from './impact.ts';
import { type Judgement, judgeEach } from './judge-each.ts';

const notes = [
	'Judged by devices that fetched this file, and by the proof with which each of them made its newest request, for whichever file that was.',
	'Requests tell with what a device came in and not what else it has: a device that came with its certificate may have a password as well.',
];

/** @throws DmsError `device-type.not-found`, `device-type-file.not-found`. */
export async function judgeFileAuthentication(store: Store, change: ChangeOf<'file-authentication'>, since: Date): Promise<Impact> {
	const file = findTypeFile(await findDeviceType(store, change.deviceType), change.fileFormat);
	const authentication = toChanged(file.authentication, change.authentication);
	if (isForEverybody(file, authentication)) return { devices: 0, likely: 0, examples: [], lookedAt: 0, isComplete: true, notes };
	const permitted = toPermittedProofs(authentication);
	return judgeEach(
		store,
		since,
		async (devices) => {
			const fetching = await findFetching(store, devices, file.fileFormat, since);
			return devices.map(({ sighting, record }) => {
				const isOfFile = sighting.deviceType === change.deviceType && fetching.has(sighting.deviceId ?? '');
				return isOfFile && record !== undefined ? judge(record, file.fileFormat, permitted, authentication) : undefined;
			});
		},
		notes,
	);
}

/** As a change of the file would make it: where a MAC address stands is one place. */
function toChanged(authentication: FileAuthentication, change: Partial<FileAuthentication>): FileAuthentication {
	const other = change.macInCert === true ? { macInNonRequestUri: false } : change.macInNonRequestUri === true ? { macInCert: false } : {};
	return { ...authentication, ...other, ...change };
}

function isForEverybody({ fileCategory }: DeviceTypeFile, authentication: FileAuthentication): boolean {
	return fileCategory === 'Static' && !authentication.macBasedFileAuthentication && !authentication.userNamePasswordFileAuthentication;
}

/** For each kind of proof that the file takes the way in which it is recorded. */
function toPermittedProofs(authentication: FileAuthentication): readonly ProofKind[] {
	const { macBasedFileAuthentication, userNamePasswordFileAuthentication, useHttpDigestAuthentication } = authentication;
	const { macInCert, macInNonRequestUri } = authentication;
	const mac: ProofKind = macInCert ? 'certificate' : macInNonRequestUri ? 'mac-header' : 'mac-path';
	const password: ProofKind = useHttpDigestAuthentication ? 'digest' : 'basic';
	return [...(macBasedFileAuthentication ? [mac] : []), ...(userNamePasswordFileAuthentication ? [password] : [])];
}

async function findFetching(
	store: Store,
	devices: readonly GrantedDevice[],
	fileFormat: string,
	since: Date,
): Promise<ReadonlySet<string>> {
	const ids = devices.flatMap(({ sighting }) => (sighting.deviceId === undefined ? [] : [sighting.deviceId]));
	const fetches = await store.lastFetches.list(ids);
	return new Set(fetches.filter((fetch) => fetch.fileFormat === fileFormat && fetch.at >= since).map(({ deviceId }) => deviceId));
}

const passwords: readonly ProofKind[] = ['basic', 'digest'];

function judge(
	record: AccessRecord,
	fileFormat: string,
	permitted: readonly ProofKind[],
	{ combine }: FileAuthentication,
): Judgement | undefined {
	const { proof } = record;
	if (proof === undefined || record.status >= 400) return undefined;
	const because = `the proof ${proof}`;
	if (permitted.includes(proof)) return combine === 'All' && permitted.length > 1 ? { certainty: 'possible', because } : undefined;
	// Who knows the password may know the other way to send it.
	const knowsPassword = passwords.includes(proof) && permitted.some((other) => passwords.includes(other));
	return { certainty: knowsPassword || record.fileFormat !== fileFormat ? 'possible' : 'likely', because };
}
