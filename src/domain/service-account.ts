import { checkLength } from './limits.ts';
import { type Acl, parseAcl } from './permission.ts';
import { invalid, quote } from './text-rules.ts';

/** A system that uses the API with tokens that an administrator gives it. */
export interface ServiceAccount {
	readonly id: string;
	readonly name: string;
	readonly acls: readonly Acl[];
	readonly enabled: boolean;
	/** Grows with every change. */
	readonly version: number;
	readonly createdAt: Date;
	readonly updatedAt: Date;
}

export type NewServiceAccount = Pick<ServiceAccount, 'name' | 'acls' | 'enabled'>;
export type ServiceAccountChange = Partial<Pick<ServiceAccount, 'acls' | 'enabled'>>;

const mostAcls = 100;

/** @throws DmsError `value.*`. */
export function checkServiceAccountName(name: string): string {
	checkLength('name', name, 'serviceAccountName');
	if (!/^[a-z0-9][a-z0-9-]*$/.test(name))
		throw invalid('name', `name ${quote(name)} may have lower-case letters, digits and hyphens alone`);
	return name;
}

/** Each one once, sorted. @throws DmsError `value.*`. */
export function parseAcls(texts: readonly string[]): readonly Acl[] {
	if (texts.length > mostAcls) throw invalid('acls', `${texts.length} ACLs; the limit is ${mostAcls}`);
	return [...new Set(texts.map(parseAcl))].toSorted();
}
