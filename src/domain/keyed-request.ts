/** A request to which its sender has given a key, so that it is carried out once however often it is sent. */
export interface KeyedRequest {
	/** Whose key it is: the same key of somebody else is another one. */
	readonly actor: string;
	/** SHA-256 of the key, lower-case hexadecimal. */
	readonly keyDigest: string;
	/** One attempt to carry it out: whoever comes later with a key that has become free again has another one. */
	readonly attempt: string;
	/** What the request is, but for its body. */
	readonly fingerprint: string;
	/** SHA-256 of the body; absent as long as it has not come. */
	readonly bodyDigest?: string;
	/** How long the key is taken if nothing more is heard of the request. */
	readonly until: Date;
}

/** What was answered, as far as it may be kept. */
export interface KeptAnswer {
	readonly etag?: string;
	readonly location?: string;
	/** JSON; absent where the answer had none. */
	readonly body?: string;
	/** True where the answer was not kept: it has a secret, or is too large. */
	readonly isWithheld: boolean;
}

/** What is known of a request whose key is used again; without an answer it is under way. */
export type KnownRequest = Pick<KeyedRequest, 'fingerprint' | 'bodyDigest'> & { readonly answer?: KeptAnswer };

/** The outcome of an attempt. */
export interface FinishedRequest extends Pick<KeyedRequest, 'actor' | 'keyDigest' | 'attempt'> {
	readonly bodyDigest: string;
	readonly answer: KeptAnswer;
	/** Until then the answer is given again. */
	readonly until: Date;
}
