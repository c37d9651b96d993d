import type { MacAddress } from '../../domain/mac-address.ts';
import type { AccessReason } from '../../domain/reason.ts';
import type { CertificatePlan } from '../certificate-plan.ts';
import type { DeviceRecipe, Recipe } from '../recipe.ts';

/** What must be so at the server before a defect gives its reason; for people. */
export const defectNeeds = {
	'revoking-list': 'revocation hard on the trust anchors, with the revocation lists that are issued beside the certificate',
	'stale-list': 'revocation hard on the trust anchors, with the revocation lists that are issued beside the certificate',
	'no-list': 'revocation hard on the trust anchors, without a revocation list',
	'deny-list': 'the certificate is on the deny list',
	'oui-scope': 'the trust anchors are limited to the OUIs of the recipe',
} as const;
export type DefectNeed = keyof typeof defectNeeds;

/** What a defect may look at. */
export interface DefectContext {
	readonly recipe: Recipe;
	readonly mac: MacAddress;
	readonly now: Date;
	/** The plan for another MAC: twelve lower-case digits, whatever they are. */
	planFor(digits: string | undefined): CertificatePlan;
}

/** Which recipes a defect can be told apart with. */
export interface Applicability {
	/** For people. */
	readonly words: string;
	readonly holds: (recipe: Recipe) => boolean;
}

interface DefectWords {
	readonly name: string;
	/** For people: what is wrong. */
	readonly breaks: string;
	/** Where the rule stands that is broken. */
	readonly rule: string;
	/** What the judgement gives with all at hand that the device sends, or the decision on its request; `granted` where it is to be accepted. */
	readonly reason: AccessReason;
	/** What the server must have; undefined: the trust anchors of the recipe. */
	readonly needs?: DefectNeed;
	/** Undefined: every recipe. */
	readonly appliesTo?: Applicability;
}

interface DefectWork {
	readonly alterRecipe?: (device: DeviceRecipe, context: Pick<DefectContext, 'mac' | 'recipe'>) => DeviceRecipe;
	/** Puts other digits where the recipe has the MAC; undefined: the certificate names none. */
	readonly alterMac?: (mac: MacAddress) => string | undefined;
	readonly alterPlan?: (plan: CertificatePlan, context: DefectContext) => CertificatePlan;
	/** `rogue`: same names and key identifiers, other keys. `stranger`: a CA of other names. `self`: the device itself. */
	readonly signer?: 'rogue' | 'stranger' | 'self';
	/** Certificates between the device and the CA above the issuing one, topmost first; the last signs the device. Nobody has installed them. */
	readonly planIssuers?: (context: DefectContext) => readonly CertificatePlan[];
	/** Works on the DER bytes after signing. */
	readonly alterCertificate?: (certificate: Buffer) => Buffer;
	/** Works on what the device sends: DER bytes, device first. */
	readonly alterChain?: (chain: readonly Buffer[]) => readonly Buffer[];
	/** Which lists are issued beside the certificate: one that has it, or ones that ended a month ago. */
	readonly lists?: 'revoking' | 'stale';
}

/** One way in which a device certificate can be wrong. */
export interface Defect extends DefectWords, DefectWork {
	/**
	 * What the server records of a request: of the chain that a device sends it sees the first certificate alone. Null: the
	 * TLS library ends the handshake, and there is no request.
	 */
	readonly reasonOnConnection: AccessReason | null;
	/** Of a request for a file that asks for certificates alone; null: there is no answer. */
	readonly status: 200 | 403 | null;
}

export interface DefectRow extends DefectWords, DefectWork {
	/** Where it is another one than `reason`. */
	readonly reasonOnConnection?: AccessReason | null;
}

export function toDefect(row: DefectRow): Defect {
	const { reason, reasonOnConnection = reason } = row;
	return { ...row, reasonOnConnection, status: toStatus(reasonOnConnection) };
}

export function toStatus(reasonOnConnection: AccessReason | null): Defect['status'] {
	if (reasonOnConnection === null) return null;
	return reasonOnConnection === 'granted' ? 200 : 403;
}
