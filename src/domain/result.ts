/** The answer of a pure function for which refusing is normal: a value, or the reason why there is none. */
export type Result<Value, Reason> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: Reason };

export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
	return { ok: true, value };
}

export function refused<Reason>(reason: Reason): { readonly ok: false; readonly reason: Reason } {
	return { ok: false, reason };
}
