import type { FinishedRequest, KeyedRequest, KnownRequest } from './keyed-request.ts';
import type { NewPerson, Person, PersonChange } from './person.ts';
import type { NewServiceAccount, ServiceAccount, ServiceAccountChange } from './service-account.ts';
import type { AccessToken, NewAccessToken, TokenOwner } from './token.ts';

export interface PersonRepository {
	/** Ordered by login. */
	list(): Promise<readonly Person[]>;
	findById(id: string): Promise<Person | undefined>;
	/** The login in the form of `foldLogin`. */
	findByLogin(login: string): Promise<Person | undefined>;
	/** PHC string of the password's hash; undefined where the person has no password. */
	passwordHashOf(id: string): Promise<string | undefined>;
	/** @throws DmsError `person.exists`. */
	add(person: NewPerson): Promise<Person>;
	/** @throws DmsError `person.not-found`. */
	update(id: string, change: PersonChange): Promise<Person>;
	/** With all tokens. @throws DmsError `person.not-found`. */
	delete(id: string): Promise<void>;
}

export interface ServiceAccountRepository {
	/** Ordered by name. */
	list(): Promise<readonly ServiceAccount[]>;
	findById(id: string): Promise<ServiceAccount | undefined>;
	findByName(name: string): Promise<ServiceAccount | undefined>;
	/** @throws DmsError `service-account.exists`. */
	add(account: NewServiceAccount): Promise<ServiceAccount>;
	/** @throws DmsError `service-account.not-found`. */
	update(id: string, change: ServiceAccountChange): Promise<ServiceAccount>;
	/** With all tokens. @throws DmsError `service-account.not-found`. */
	delete(id: string): Promise<void>;
}

export interface TokenRepository {
	/** The newest `keep` tokens of the owner are kept, and what has expired goes by and by. */
	add(token: NewAccessToken, keep: number): Promise<AccessToken>;
	findByDigest(digest: string): Promise<AccessToken | undefined>;
	/** Ordered by time. */
	listOf(owner: TokenOwner): Promise<readonly AccessToken[]>;
	/** A token that is gone stays gone. */
	renew(id: string, expiresAt: Date): Promise<void>;
	/** @returns false when it was gone already. */
	revoke(id: string): Promise<boolean>;
	/** @returns how many there were. */
	revokeAllOf(owner: TokenOwner): Promise<number>;
}

/** What a code opens. */
export type CodePurpose = 'first-administrator';

/** Codes that were told to somebody, and that work once; kept by their digest alone. */
export interface OneTimeCodeRepository {
	/** `digest`: SHA-256, lower-case hexadecimal. The newest `keep` codes of the purpose are kept. */
	add(code: { readonly purpose: CodePurpose; readonly digest: string; readonly expiresAt: Date }, keep: number): Promise<void>;
	/** Takes back every code of the purpose if this is one of them and has not expired. @returns whether it was. In one step. */
	redeem(purpose: CodePurpose, digest: string, now: Date): Promise<boolean>;
}

export interface KeyedRequestRepository {
	/** Takes the key for an attempt, in one step. @returns what is known of the request that has it, where it is taken. */
	begin(request: KeyedRequest, now: Date, keep: number): Promise<KnownRequest | undefined>;
	/** Keeps the answer, unless somebody else has the key by now. */
	finish(finished: FinishedRequest): Promise<void>;
	/** Gives the key back: what was attempted has changed nothing. */
	release(attempt: Pick<KeyedRequest, 'actor' | 'keyDigest' | 'attempt'>): Promise<void>;
	/** @returns how many were forgotten. */
	removeExpired(now: Date): Promise<number>;
}
