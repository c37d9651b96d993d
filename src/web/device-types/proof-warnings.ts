import { type Authentication, type FileRules, isOpen, toProof } from './proof-words.ts';

export interface RuleWarning {
	readonly id: string;
	/** `stop`: the server refuses it. `bad`: devices are left without the file, or it is open to everybody. */
	readonly tone: 'stop' | 'bad' | 'warning';
	readonly text: string;
}

export interface WarnedRules extends FileRules {
	readonly fileFormat: string;
}

/** What the rules lean on. */
export interface RuleSurroundings {
	readonly typeHasPassword: boolean;
	/** Whose certificates prove devices of the type. Undefined: not known. */
	readonly vendors: readonly string[] | undefined;
}

/** What is wrong with the rules of a file, whatever they were before. */
export function findRuleWarnings(rules: WarnedRules, { typeHasPassword, vendors }: RuleSurroundings): readonly RuleWarning[] {
	if (rules.fileCategory === 'Template Only') return [];
	const { authentication, allowHttp, allowHttps, fileFormat } = rules;
	const { mac, passwordScheme, combine } = toProof(authentication);
	const needsBoth = combine === 'All' && mac !== null && passwordScheme !== null;
	const macAlone = mac !== null && (passwordScheme === null || needsBoth);
	const found: (RuleWarning | false)[] = [
		isOpen({ mac, passwordScheme, combine }) && openWarning(rules),
		!allowHttp && !allowHttps && bad('no-transport', 'No device can fetch the file: allow HTTPS, or HTTP.'),
		mac === 'certificate' && !allowHttps && stop('certificate-https', 'A certificate needs HTTPS: allow it.'),
		mac === 'certificate' &&
			vendors?.length === 0 &&
			bad(
				'no-ca',
				'No CA is trusted that could vouch for these devices: none of them can prove itself with a certificate. Add the CA of their vendor under Trust.',
			),
		mac === 'certificate' &&
			allowHttp &&
			macAlone &&
			warning('certificate-http', 'Over HTTP no device can show a certificate: there, each is refused.'),
		mac === 'header' &&
			isBlank(authentication) &&
			stop('header-pattern', 'Say how the MAC address is found in the header: a pattern is needed.'),
		mac === 'path' &&
			!/%BWMACADDRESS%/i.test(fileFormat) &&
			macAlone &&
			bad('path-name', 'The name of the file has no %BWMACADDRESS%, so no device can prove itself by it: all of them are refused.'),
		mac === 'path' && warning('path-weak', 'A MAC address is no secret: whoever knows or guesses one gets the file of that device.'),
		mac === 'header' && warning('header-weak', 'A header is no secret: whoever knows the MAC address of a device can send it.'),
		passwordScheme !== null &&
			!typeHasPassword &&
			(mac === null || needsBoth) &&
			warning(
				'no-password',
				'The device type has no password: devices without user name and password of their own cannot prove themselves.',
			),
		passwordScheme === 'Basic' &&
			allowHttp &&
			warning('basic-http', 'Over HTTP the password can be read by everybody on the way. Use Digest, or HTTPS alone.'),
	];
	return found.filter((each) => each !== false);
}

/** What devices could do before and cannot any more. */
export function findLosses(before: FileRules, after: FileRules): readonly RuleWarning[] {
	const [was, is] = [toProof(before.authentication), toProof(after.authentication)];
	const wasEither = was.combine === 'Any' || was.mac === null || was.passwordScheme === null;
	const needsBoth = is.combine === 'All' && is.mac !== null && is.passwordScheme !== null;
	const found: (RuleWarning | false)[] = [
		was.mac !== null &&
			was.mac !== is.mac &&
			!isOpen(is) &&
			bad('lost-mac', `Devices that prove themselves with ${lostMac[was.mac]} now need another proof, or they are refused.`),
		was.passwordScheme !== null &&
			is.passwordScheme === null &&
			!isOpen(is) &&
			bad('lost-password', 'Devices that prove themselves with user name and password now need another proof, or they are refused.'),
		isOpen(was) &&
			!isOpen(is) &&
			warning('was-open', 'Until now nothing had to be proven: devices that cannot prove themselves lose the file.'),
		!isOpen(was) && wasEither && needsBoth && bad('both', 'Devices that can prove only one of the two will be refused.'),
		before.allowHttp && !after.allowHttp && warning('lost-http', 'Devices that fetch it over HTTP now will be refused.'),
		before.allowHttps && !after.allowHttps && bad('lost-https', 'Devices that fetch it over HTTPS now will be refused.'),
		before.allowUploadFromDevice &&
			!after.allowUploadFromDevice &&
			warning('lost-upload', 'Devices that send this file now will be refused.'),
	];
	return found.filter((each) => each !== false);
}

const lostMac = {
	certificate: 'a certificate',
	header: 'their MAC address in a header',
	path: 'their MAC address in the file name',
} as const;

function openWarning({ fileCategory }: FileRules): RuleWarning {
	return fileCategory === 'Static'
		? warning('open', 'Everybody who knows the address gets the file. That is usual for firmware; let no secret stand in it.')
		: bad('open', 'Everybody who knows the address gets the file, with the passwords of lines in it. Ask for a proof.');
}

function isBlank({ macFormatInNonRequestUri }: Authentication): boolean {
	return (macFormatInNonRequestUri ?? '').trim() === '';
}

function stop(id: string, text: string): RuleWarning {
	return { id, tone: 'stop', text };
}

function bad(id: string, text: string): RuleWarning {
	return { id, tone: 'bad', text };
}

function warning(id: string, text: string): RuleWarning {
	return { id, tone: 'warning', text };
}
