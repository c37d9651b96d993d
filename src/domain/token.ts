/** Whose token it is. */
export interface TokenOwner {
	readonly kind: 'person' | 'service';
	/** Id of the person or of the service account. */
	readonly id: string;
}

/** A token of the API as the store knows it: its digest alone, so that a stolen store opens nothing. */
export interface AccessToken {
	readonly id: string;
	readonly owner: TokenOwner;
	readonly createdAt: Date;
	/** Moves with each renewal, never past `absoluteExpiresAt`. */
	readonly expiresAt: Date;
	readonly absoluteExpiresAt: Date;
}

/** `digest`: SHA-256 of the token, lower-case hexadecimal. */
export type NewAccessToken = Omit<AccessToken, 'id'> & { readonly digest: string };

/** How long tokens live, in seconds. */
export interface TokenLifetime {
	/** Since it was issued or renewed. */
	readonly slidingSeconds: number;
	/** Since it was issued: no renewal goes past it. */
	readonly absoluteSeconds: number;
}

export type TokenLifetimes = Readonly<Record<TokenOwner['kind'], TokenLifetime>>;

/** The times of a token that is issued now. */
export function toTokenTimes(lifetime: TokenLifetime, now: Date): Pick<AccessToken, 'createdAt' | 'expiresAt' | 'absoluteExpiresAt'> {
	const absoluteExpiresAt = secondsAfter(now, lifetime.absoluteSeconds);
	return { createdAt: now, absoluteExpiresAt, expiresAt: earlier(secondsAfter(now, lifetime.slidingSeconds), absoluteExpiresAt) };
}

/** When a token that is renewed now expires: never earlier than before, never after its absolute end. */
export function toRenewedExpiry(token: AccessToken, lifetime: TokenLifetime, now: Date): Date {
	const renewed = earlier(secondsAfter(now, lifetime.slidingSeconds), token.absoluteExpiresAt);
	return renewed > token.expiresAt ? renewed : token.expiresAt;
}

export function isExpired(token: AccessToken, now: Date): boolean {
	return earlier(token.expiresAt, token.absoluteExpiresAt) <= now;
}

/** Whole seconds that are left, rounded down. */
export function secondsLeft(expiresAt: Date, now: Date): number {
	return Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / 1000));
}

function secondsAfter(time: Date, seconds: number): Date {
	return new Date(time.getTime() + seconds * 1000);
}

function earlier(left: Date, right: Date): Date {
	return left < right ? left : right;
}
