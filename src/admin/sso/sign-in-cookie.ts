/** The one cookie of a sign-in: what this server must find again in the same browser. */
export interface SignInCookie {
	/** Characters of base64url. */
	readonly value: string;
	/** 0: it is over. */
	readonly maxAgeSeconds: number;
	/** Whether the browser comes over TLS. */
	readonly isEncrypted: boolean;
}

const name = 'dms-sign-in';

/** RFC 6265bis 4.1.3.2: a cookie with this prefix comes from this very host, over TLS, and from nobody beside it. */
function toName(isEncrypted: boolean): string {
	return isEncrypted ? `__Host-${name}` : name;
}

/** For `Set-Cookie`. `Lax`: it comes along when a provider sends the browser back, and with nothing else that another site begins. */
export function toSetCookie({ value, maxAgeSeconds, isEncrypted }: SignInCookie): string {
	const secure = isEncrypted ? '; Secure' : '';
	return `${toName(isEncrypted)}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** From the header `Cookie`. Of two with the same name nobody could tell which one counts. */
export function readSignInCookie(header: string | undefined, isEncrypted: boolean): string | undefined {
	const start = `${toName(isEncrypted)}=`;
	const values = (header ?? '')
		.split(/; */)
		.filter((pair) => pair.startsWith(start))
		.map((pair) => pair.slice(start.length));
	return values.length === 1 ? values[0] : undefined;
}
