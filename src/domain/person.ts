import type { Scope } from './device-profile.ts';
import type { Role } from './role.ts';

/** Somebody who administers. The hash of the password is not part of it: what is not there cannot leak. */
export interface Person {
	readonly id: string;
	/** Lower case; unique. */
	readonly login: string;
	readonly fullName?: string;
	readonly role: Role;
	/** Any name; who has none cannot come in. */
	readonly profile?: string;
	readonly enabled: boolean;
	/** Whether the person may log in with the password ("CTI login"); whom somebody else vouches for needs it not. */
	readonly loginEnabled: boolean;
	/** The only service provider, or the only group of one, whose devices the person sees and changes. */
	readonly scope?: Scope;
	readonly hasPassword: boolean;
	/** Grows with every change. */
	readonly version: number;
	readonly createdAt: Date;
	readonly updatedAt: Date;
}

/** `passwordHash` is a PHC string of argon2id. */
export type NewPerson = Omit<Person, 'id' | 'hasPassword' | 'version' | 'createdAt' | 'updatedAt'> & { readonly passwordHash?: string };

/** Fields that change together; `null` clears. The login cannot change. */
export interface PersonChange {
	readonly fullName?: string | null;
	readonly role?: Role;
	readonly profile?: string | null;
	readonly enabled?: boolean;
	readonly loginEnabled?: boolean;
	readonly scope?: Scope | null;
	readonly passwordHash?: string | null;
}

/** The form in which a login is kept and looked up: without case. */
export const foldLogin = (text: string): string => text.trim().toLowerCase();
