import { DmsError } from '../domain/errors.ts';
import { interfaceKinds } from '../domain/interface.ts';
import type { Clock, Store } from '../domain/ports.ts';
import type { CrlSource, TrustAnchor } from '../domain/trust-anchor.ts';
import { parseRevocationList, type RevocationList } from '../pki/revocation-list.ts';
import { readRevocationListOf } from '../pki/trust-anchor-from-file.ts';
import { applyAudited } from './administration/administration.ts';
import { toAnchorText } from './administration/audit-detail.ts';
import { type DownloadLimits, download, type Fetch } from './crl-refresh-download.ts';
import { toNextAttempt } from './crl-refresh-schedule.ts';

export interface CrlRefreshOptions {
	readonly store: Store;
	readonly clock: Clock;
	readonly fetch: Fetch;
	readonly limits?: DownloadLimits;
}

/** How an attempt went. */
export interface RefreshedList {
	/** `Http/vendor-root` */
	readonly anchor: string;
	/** `superseded`: the anchor was changed meanwhile, and nothing was written. */
	readonly outcome: 'installed' | 'unchanged' | 'failed' | 'superseded';
	/** Why it failed, or what is wrong with the list all the same. */
	readonly error?: string;
}

/** An anchor with a source, and what is known of the list that is installed. */
interface SourcedAnchor {
	readonly anchor: TrustAnchor;
	readonly source: CrlSource;
	readonly list: RevocationList | undefined;
}

/** What came of an answer. */
interface NewList {
	/** Undefined: the one that is installed stays. */
	readonly der?: Uint8Array;
	readonly error?: string;
	readonly isAnswer: boolean;
}

const actor = 'server';
/** Downloads at the same time. */
const parallel = 4;
/** Clocks differ. */
const skewMs = 5 * 60_000;
const longestError = 512;

/**
 * Fetches the revocation lists of anchors that name an address. For the one process of a node that serves nobody. `refresh` may be asked for
 * every few seconds: it looks at the store only when something is due or the trust has changed.
 */
export class CrlRefresh {
	readonly #options: CrlRefreshOptions;
	#plan: { readonly revision: number; readonly nextMs: number } | undefined;
	#running: Promise<readonly RefreshedList[]> | undefined;

	constructor(options: CrlRefreshOptions) {
		this.#options = options;
	}

	/** @returns what was attempted; a failure is an outcome, not an error. @throws DmsError of the store. */
	refresh(): Promise<readonly RefreshedList[]> {
		this.#running ??= this.#refresh().finally(() => {
			this.#running = undefined;
		});
		return this.#running;
	}

	async #refresh(): Promise<readonly RefreshedList[]> {
		const { store, clock } = this.#options;
		const revision = store.changes.revision('trust');
		const nowMs = clock.now().getTime();
		if (this.#plan?.revision === revision && nowMs < this.#plan.nextMs) return [];
		const sourced = await listSourced(store);
		const due = sourced.filter(({ source, list }) => toNextAttempt(source, list) <= nowMs);
		const refreshed: RefreshedList[] = [];
		for (let at = 0; at < due.length; at += parallel) {
			refreshed.push(...(await Promise.all(due.slice(at, at + parallel).map((each) => refreshList(this.#options, each)))));
		}
		// After an attempt everything is looked at again.
		const nextMs = due.length > 0 ? 0 : Math.min(...sourced.map(({ source, list }) => toNextAttempt(source, list)));
		this.#plan = { revision, nextMs };
		return refreshed;
	}
}

async function listSourced(store: Pick<Store, 'trust'>): Promise<readonly SourcedAnchor[]> {
	const anchors = await Promise.all(interfaceKinds.map((kind) => store.trust.listAnchors(kind)));
	return anchors.flat().flatMap((anchor) => {
		if (anchor.crlSource === undefined || !anchor.enabled) return [];
		return [{ anchor, source: anchor.crlSource, list: parseInstalled(anchor) }];
	});
}

/** Several complete lists of an anchor were put there by other means; the newest counts. */
function parseInstalled({ crls }: TrustAnchor): RevocationList | undefined {
	return crls
		.flatMap((der) => {
			const parsed = parseRevocationList(der);
			return parsed.ok && parsed.value.deltaBase === undefined ? [parsed.value] : [];
		})
		.toSorted((one, other) => other.thisUpdate.getTime() - one.thisUpdate.getTime())[0];
}

async function refreshList(options: CrlRefreshOptions, sourced: SourcedAnchor): Promise<RefreshedList> {
	const { store, clock, fetch, limits } = options;
	const askedAt = clock.now();
	const answer = await download(fetch, sourced.source.url, limits);
	const news: NewList = answer.ok ? judgeAnswer(sourced, answer.value, clock.now()) : { error: answer.reason, isAnswer: false };
	return save(store, clock, sourced, news, askedAt);
}

/** Signed by the anchor, complete, of the present, and no older than the one that is installed: an old list would let the revoked in again. */
function judgeAnswer({ anchor, list: installed }: SourcedAnchor, bytes: Uint8Array, now: Date): NewList {
	const fetched = readList(anchor, bytes);
	if (typeof fetched === 'string') return { error: fetched, isAnswer: false };
	const { thisUpdate, nextUpdate } = fetched;
	if (fetched.deltaBase !== undefined) return { error: 'the list is a delta list; a complete one is needed', isAnswer: false };
	if (thisUpdate.getTime() > now.getTime() + skewMs) {
		return { error: `the list is of the future (${thisUpdate.toISOString()})`, isAnswer: false };
	}
	if (installed !== undefined && (thisUpdate < installed.thisUpdate || fetched.number < installed.number)) {
		return { error: `the list of ${thisUpdate.toISOString()} is older than the one that is installed`, isAnswer: false };
	}
	const isSame = installed?.der.equals(fetched.der) ?? false;
	const hasEnded = nextUpdate !== undefined && nextUpdate < now;
	return {
		...(isSame ? {} : { der: fetched.der }),
		...(hasEnded ? { error: `the list that is published ended at ${nextUpdate.toISOString()}` } : {}),
		isAnswer: true,
	};
}

function readList({ certificate }: TrustAnchor, bytes: Uint8Array): RevocationList | string {
	try {
		return readRevocationListOf(certificate, bytes);
	} catch (error) {
		if (error instanceof DmsError) return error.message;
		throw error;
	}
}

/** The attempt is written down in any case; the lists are touched only by other bytes, for every judgement is made anew after that. */
async function save(store: Store, clock: Clock, sourced: SourcedAnchor, news: NewList, askedAt: Date): Promise<RefreshedList> {
	const { anchor, source } = sourced;
	const { der, isAnswer } = news;
	const error = news.error === undefined ? {} : { error: news.error.slice(0, longestError) };
	const fetchedAt = isAnswer ? { fetchedAt: askedAt } : source.fetchedAt === undefined ? {} : { fetchedAt: source.fetchedAt };
	const crlSource: CrlSource = { url: source.url, askedAt, ...fetchedAt, ...error };
	const name = toAnchorText(anchor);
	try {
		if (der === undefined) {
			await store.transaction(async (transaction) => {
				await requireUntouched(transaction, sourced);
				await transaction.trust.updateAnchor(anchor, { crlSource });
			});
			return { anchor: name, outcome: isAnswer ? 'unchanged' : 'failed', ...error };
		}
		await applyAudited({ store, clock, actor }, 'trust crl', async (transaction) => {
			await requireUntouched(transaction, sourced);
			await transaction.trust.updateAnchor(anchor, { crls: [der], crlSource });
			return { value: undefined, subject: name, detail: `${der.length} bytes from ${source.url}` };
		});
		return { anchor: name, outcome: 'installed', ...error };
	} catch (cause) {
		if (cause instanceof DmsError && cause.code === 'trust-anchor.not-found') return { anchor: name, outcome: 'superseded' };
		throw cause;
	}
}

/** Meanwhile an administrator may have changed the address, installed a list, or put another CA under the alias. @throws DmsError `trust-anchor.not-found`. */
async function requireUntouched(store: Pick<Store, 'trust'>, { anchor, source }: SourcedAnchor): Promise<void> {
	const current = (await store.trust.listAnchors(anchor.kind)).find(({ id }) => id === anchor.id);
	const isSame =
		current?.crlSource?.url === source.url &&
		current.crls.length === anchor.crls.length &&
		current.crls.every((der, index) => Buffer.compare(der, anchor.crls[index] ?? Buffer.alloc(0)) === 0);
	if (!isSame) throw new DmsError('trust-anchor.not-found', `${toAnchorText(anchor)} was changed meanwhile`);
}
