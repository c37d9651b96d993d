import type { ProofKind } from './decided.ts';

/** One question within a proof; the reasons are those for which the answer was no. */
export interface ProofCheck {
	readonly title: string;
	/** What has to be so, in words. */
	readonly rule: string;
	readonly reasons: ReadonlySet<string>;
}

const check = (title: string, rule: string, ...reasons: readonly string[]): ProofCheck => ({ title, rule, reasons: new Set(reasons) });

const pathNamesDevice = check(
	'The path names the same device',
	'A MAC address in the path has to be the one that was proven.',
	'binding.other-device',
);
const hasProfile = check('A device profile has this MAC address', 'Exactly one profile of this device type has it.', ...profileReasons());
const isEnabled = check('The device profile is enabled', 'A disabled profile is refused whatever proves it.', 'device.disabled');

/** In the order in which the server asks them, so that all before the one that failed held. */
const certificateChecks: readonly ProofCheck[] = [
	check(
		'A certificate came along',
		'The device presents its certificate when the connection is made, and certificates of devices are switched on.',
		...['certificate.absent', 'certificate.switched-off'],
	),
	check('It can be read', 'It keeps to the rules of its own encoding.', 'certificate.malformed', 'certificate.too-large'),
	check('It is not on the deny list', 'Nor is any certificate between it and the trust anchor.', 'certificate.denied'),
	check(
		'It leads to an installed trust anchor',
		'Every signature, constraint and key on the way is in order, and the way ends at a CA that is installed under Trust.',
		...[
			'unknown-issuer',
			'issuer-missing',
			'signature',
			'basic-constraints',
			'ca-leaf',
			'path-length',
			'key-usage',
			'extended-key-usage',
		].map(ofCertificate),
		...['name-constraints', 'policy', 'unknown-critical-extension', 'weak-digest', 'weak-key', 'too-complex', 'tls-refused'].map(
			ofCertificate,
		),
	),
	check(
		'It is not revoked',
		'As far as the trust anchor wants revocation lists to be asked.',
		...['certificate.revoked', 'certificate.crl-missing', 'certificate.crl-stale'],
	),
	check('Its dates are right', 'Today lies between its first and its last day.', 'certificate.expired', 'certificate.not-yet-valid'),
	check(
		'It names one MAC address',
		'The MAC rules of the trust anchor find exactly one in it, and one that a device can have.',
		...['certificate.no-mac', 'certificate.ambiguous-mac', 'certificate.mac-invalid'],
	),
	check(
		'The trust anchor may vouch for it',
		'The first half of the MAC address is one of its OUIs, where it has any.',
		'certificate.oui-not-allowed',
	),
	pathNamesDevice,
	hasProfile,
	isEnabled,
	check(
		'The device takes this certificate',
		'A device that is pinned to a certificate is proven by that one alone.',
		'certificate.not-pinned',
	),
];

const passwordChecks: readonly ProofCheck[] = [
	check('A user name and a password came along', 'In the Authorization header.', 'password.absent'),
	check(
		'In the form that the file asks for',
		'Digest or Basic, as the file of the device type says.',
		...['password.malformed', 'password.digest-required', 'password.basic-required'],
	),
	check('The user name is not locked out', 'Too many wrong passwords from one network lock it.', 'lockout.temporary', 'lockout.permanent'),
	check('User name and password are right', 'Those of the device, or those of its type where it has none of its own.', 'password.wrong'),
	check('The answer is fresh', 'A Digest answer is used once, and soon.', 'password.digest-stale', 'password.digest-replayed'),
	isEnabled,
];

const macChecks: readonly ProofCheck[] = [
	check(
		'There is a MAC address',
		'In a header or in the path, as the file of the device type says.',
		'mac-header.absent',
		'mac-path.absent',
	),
	pathNamesDevice,
	hasProfile,
	isEnabled,
];

/** What a proof consists of. */
export function checksOf(proof: ProofKind): readonly ProofCheck[] {
	if (proof === 'certificate') return certificateChecks;
	return proof === 'basic' || proof === 'digest' ? passwordChecks : macChecks;
}

function ofCertificate(name: string): string {
	return `certificate.${name}`;
}

function profileReasons(): readonly string[] {
	return ['device.unknown', 'device.other-type', 'device.duplicate'];
}
