import type { Clock, Store } from '../../domain/ports.ts';
import type { AccessReason } from '../../domain/reason.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Catalog } from '../catalog.ts';
import { isCertificateRequired } from './certificate-demands.ts';
import type {
	ChallengeScheme,
	Decision,
	DecisionFacts,
	DeviceRequest,
	FailedProof,
	HeldProof,
	Located,
	ProofOutcome,
	Trace,
} from './device-request.ts';
import { locateFile } from './locate.ts';
import { findMissingCertificate, judgePresented } from './missing-certificate.ts';
import { type CertificateJudge, type JudgedCertificate, proveCertificate } from './proof-by-certificate.ts';
import { proveMacInHeader, proveMacInPath } from './proof-by-mac.ts';
import { findNamedDevice, provePassword } from './proof-by-password.ts';

export interface DecisionPorts {
	readonly store: Store;
	readonly judge: CertificateJudge;
	readonly clock: Clock;
}

const silent: Trace = () => undefined;
const readMethods: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const uploadMethods: ReadonlySet<string> = new Set(['PUT', 'POST']);
const allMethods: ReadonlySet<string> = new Set([...readMethods, ...uploadMethods]);
/** The password was right: the client may answer the new challenge without asking a person. RFC 7616 3.3. */
const staleReasons: ReadonlySet<AccessReason> = new Set(['password.digest-stale', 'password.digest-replayed']);

/** Decides one device request: the same code for a request, `dms explain` and whatever shows a decision. ADR 0004 names the rules. */
export async function decideDeviceRequest(
	ports: DecisionPorts,
	catalog: Catalog,
	request: DeviceRequest,
	trace: Trace = silent,
): Promise<Decision> {
	const now = ports.clock.now();
	const located = locateFile(catalog, request.path);
	const missing = isCertificateRequired(request.demands, request.path)
		? await findMissingCertificate(ports, catalog.settings, located, request, now)
		: undefined;
	if (missing !== undefined) {
		trace('refuse', () => `403 ${missing.reason}: ${missing.detail}`);
		return refuse(403, missing);
	}
	if (located === undefined) {
		trace('locate', () => 'no file of a device type has this path');
		return refuse(404, { reason: 'path.no-file', failedProofs: [] });
	}
	trace('locate', () => `device type "${located.type.type.name}", file "${located.file.file.fileFormat}"${describeCaptures(located)}`);
	const gate = checkGates(located, request, trace);
	if (gate !== undefined) return gate;
	// Judged also where the file asks for no certificate: the record tells which one came.
	const judged = await judgePresented(ports.judge, catalog.settings, request, now);
	const proofs = await gatherProofs(ports.store, catalog.settings, located, request, judged, now, trace);
	const decision = await combineProofs(ports.store, located, request, proofs, trace);
	return judged?.facts === undefined ? decision : { ...decision, certificate: judged.facts };
}

/** The file itself, its transport and its method, before anybody is asked who they are. */
function checkGates(located: Located, request: DeviceRequest, trace: Trace): Decision | undefined {
	const { file } = located.file;
	const facts = (reason: DecisionFacts['reason']): DecisionFacts => ({ located, reason, failedProofs: [] });
	if (file.fileCategory === 'Template Only') {
		trace('locate', () => 'the file is a building block and never served');
		return refuse(404, facts('path.template-only'));
	}
	const allowed = request.transport === 'https' ? file.allowHttps : file.allowHttp;
	trace('transport', () => `${request.transport} is ${allowed ? '' : 'not '}allowed for the file`);
	if (!allowed) return refuse(403, facts('transport.not-allowed'));
	const methods = file.allowUploadFromDevice ? allMethods : readMethods;
	const fits = methods.has(request.method);
	trace('method', () => `${request.method} is ${fits ? '' : 'not '}one of ${[...methods].join(', ')}`);
	return fits ? undefined : { ...refuse(405, facts('method.not-allowed')), allow: [...methods] };
}

async function gatherProofs(
	store: Store,
	settings: Settings,
	located: Located,
	request: DeviceRequest,
	judged: JudgedCertificate | undefined,
	now: Date,
	trace: Trace,
): Promise<readonly ProofOutcome[]> {
	const { authentication } = located.file.file;
	const proofs: ProofOutcome[] = [];
	const tell = (outcome: ProofOutcome) => {
		proofs.push(outcome);
		trace('prove', () => describeProof(outcome));
		return outcome;
	};
	if (authentication.macBasedFileAuthentication) {
		const outcome = tell(await proveByMac(store, settings, located, request, judged, now));
		const decides = outcome.holds ? authentication.combine === 'Any' : outcome.conclusive || authentication.combine === 'All';
		if (decides) return proofs;
	}
	if (authentication.userNamePasswordFileAuthentication) tell(await provePassword(store, located, request, settings, now));
	return proofs;
}

function proveByMac(
	store: Store,
	settings: Settings,
	located: Located,
	request: DeviceRequest,
	judged: JudgedCertificate | undefined,
	now: Date,
) {
	const { macInCert, macInNonRequestUri } = located.file.file.authentication;
	if (macInCert) return proveCertificate(store.devices, located, request, judged, now);
	if (macInNonRequestUri) return proveMacInHeader(store.devices, located, request, settings.macHeaders);
	return proveMacInPath(store.devices, located);
}

function combineProofs(
	store: Store,
	located: Located,
	request: DeviceRequest,
	proofs: readonly ProofOutcome[],
	trace: Trace,
): Decision | Promise<Decision> {
	const held = proofs.filter((proof) => proof.holds);
	const failed = proofs.filter((proof) => !proof.holds);
	const { combine } = located.file.file.authentication;
	const open = proofs.length === 0;
	trace('combine', () => (open ? 'the file asks for no proof' : `${combine} of ${proofs.length} tried: ${held.length} held`));
	if (open) return grantAnonymous(store, located, request, trace);
	const primary = primaryFailure(failed, combine);
	const first = held[0];
	if (first === undefined || (primary !== undefined && (combine === 'All' || primary.conclusive))) {
		return refuseForProof(located, failed, primary ?? failed[0], trace);
	}
	return bind(located, request, held, failed, trace);
}

/** The failure to report: a conclusive one, else the last thing that the client tried, else what it left out last. */
function primaryFailure(failed: readonly FailedProof[], combine: 'Any' | 'All'): FailedProof | undefined {
	return (
		failed.find((proof) => proof.conclusive) ?? (combine === 'All' ? failed[0] : (failed.findLast((proof) => proof.tried) ?? failed.at(-1)))
	);
}

function refuseForProof(located: Located, failed: readonly FailedProof[], primary: FailedProof | undefined, trace: Trace): Decision {
	const facts: DecisionFacts = {
		located,
		failedProofs: failed,
		reason: primary?.reason ?? 'device.not-proven',
		...(primary === undefined ? {} : { proof: primary.proof }),
		...(primary?.detail === undefined ? {} : { detail: primary.detail }),
		...macOf(failed, located),
	};
	const couldHelp =
		failed.every((proof) => !proof.conclusive) && failed.some((proof) => proof.proof === 'basic' || proof.proof === 'digest');
	if (!couldHelp) {
		trace('refuse', () => `403 ${facts.reason}: no password could help`);
		return refuse(403, facts);
	}
	const scheme: ChallengeScheme = located.file.file.authentication.useHttpDigestAuthentication ? 'Digest' : 'Basic';
	trace('refuse', () => `401 ${facts.reason}: ${scheme} challenge`);
	return { ...refuse(401, facts), challenge: { scheme, stale: staleReasons.has(facts.reason) } };
}

/** All proofs must name one device, and the path no other. */
function bind(
	located: Located,
	request: DeviceRequest,
	held: readonly HeldProof[],
	failed: readonly FailedProof[],
	trace: Trace,
): Decision {
	const strongest = held[0];
	const profile = held.find((proof) => proof.device !== undefined)?.device;
	const facts = {
		located,
		failedProofs: failed,
		...(strongest === undefined ? {} : { proof: strongest.proof }),
		...(profile === undefined ? {} : { device: profile }),
		...macOf(held, located),
	};
	if (held.some((proof) => proof.device !== undefined && proof.device.id !== profile?.id)) {
		trace('bind', () => 'the proofs name different devices');
		return refuse(403, { ...facts, reason: 'binding.proofs-differ' });
	}
	const { mac, deviceId } = located.captures;
	const namesAnother =
		profile !== undefined && ((mac !== undefined && mac !== profile.mac) || (deviceId !== undefined && deviceId !== profile.name));
	const binding =
		profile === undefined
			? 'the proof names no device'
			: `the path names ${namesAnother ? 'another device' : 'no other device'} than ${profile.name}`;
	trace('bind', () => binding);
	if (namesAnother) return refuse(403, { ...facts, reason: 'binding.other-device', detail: binding });
	const needsDevice = located.file.file.fileCategory !== 'Static' || uploadMethods.has(request.method);
	if (profile === undefined && needsDevice) {
		trace('refuse', () => '403: the credentials of the type do not say which device this is');
		return refuse(403, { ...facts, reason: 'device.not-proven' });
	}
	const exception = strongest?.exception;
	trace('grant', () => `${strongest?.proof ?? 'no proof'}${profile === undefined ? '' : `, device ${profile.name}`}`);
	return {
		...facts,
		outcome: uploadMethods.has(request.method) ? 'upload' : 'serve',
		reason: exception ?? 'granted',
		...(strongest?.detail === undefined ? {} : { detail: strongest.detail }),
		...(profile === undefined ? {} : { profile }),
	};
}

/** A file without authentication: a static one for everybody, a dynamic one for the device that the path names. */
async function grantAnonymous(store: Store, located: Located, request: DeviceRequest, trace: Trace): Promise<Decision> {
	const facts = { located, failedProofs: [], ...macOf([], located) };
	if (uploadMethods.has(request.method)) {
		trace('refuse', () => '403: an upload needs a proven device');
		return refuse(403, { ...facts, reason: 'device.not-proven' });
	}
	if (located.file.file.fileCategory === 'Static') {
		trace('grant', () => 'a static file for everybody');
		return { ...facts, outcome: 'serve', reason: 'granted' };
	}
	const profile = await findNamedDevice(store, located);
	if (profile === undefined) {
		trace('refuse', () => '404: the path names no device');
		return refuse(404, { ...facts, reason: 'device.not-proven' });
	}
	if (!profile.enabled) return refuse(403, { ...facts, device: profile, reason: 'device.disabled' });
	trace('grant', () => `device ${profile.name}, named by the path`);
	return { ...facts, device: profile, profile, outcome: 'serve', reason: 'granted' };
}

type Refusal = Extract<Decision, { outcome: 'refuse' }>;

function refuse(status: Refusal['status'], facts: DecisionFacts): Refusal {
	return { ...facts, outcome: 'refuse', status };
}

function macOf(proofs: readonly ProofOutcome[], located: Located) {
	const mac = proofs.find((proof) => proof.mac !== undefined)?.mac ?? located.captures.mac;
	return mac === undefined ? {} : { mac };
}

function describeCaptures(located: Located): string {
	const { mac, deviceId } = located.captures;
	return `${mac === undefined ? '' : `, MAC ${mac} in the path`}${deviceId === undefined ? '' : `, device ${deviceId} in the path`}`;
}

function describeProof(outcome: ProofOutcome): string {
	const detail = outcome.detail === undefined ? '' : ` (${outcome.detail})`;
	if (outcome.holds) return `${outcome.proof} holds${outcome.device === undefined ? '' : ` for ${outcome.device.name}`}${detail}`;
	return `${outcome.proof} does not hold: ${outcome.reason}${detail}`;
}
