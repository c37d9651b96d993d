import { DmsError } from '../../domain/errors.ts';
import { type MacAddress, toColonForm } from '../../domain/mac-address.ts';
import type { Store } from '../../domain/ports.ts';

/** SHA-256 of the certificate that a device was last let in with. @throws DmsError `value.invalid` where it never was, or has no MAC address. */
export async function findGrantedFingerprint({ sightings }: Pick<Store, 'sightings'>, mac: MacAddress | undefined): Promise<string> {
	const field = 'pinnedFingerprint';
	if (mac === undefined) throw new DmsError('value.invalid', 'the device has no MAC address that a certificate could prove', { field });
	const fingerprint = (await sightings.find(mac))?.grantedFingerprint;
	if (fingerprint !== undefined) return fingerprint;
	throw new DmsError('value.invalid', `no device with the MAC address ${toColonForm(mac)} was let in with a certificate yet`, {
		field,
		hint: 'Give the SHA-256 of the certificate.',
	});
}
