import type { Grant } from './grant.ts';
import type { Session } from './session.ts';

type Message =
	| { readonly kind: 'ask' }
	| { readonly kind: 'grant'; readonly grant: Grant }
	| { readonly kind: 'out'; readonly token: string };

/** A tab that has the session answers at once. */
const answerMs = 200;

/** What tabs of one browser tell each other, so that a link in a new tab does not ask for a password and signing out is for all of them. */
export class SessionTabs {
	readonly #session: Session;
	readonly #channel = new BroadcastChannel('opendms-session');
	#told: Grant | undefined;

	constructor(session: Session) {
		this.#session = session;
		this.#channel.addEventListener('message', ({ data }: MessageEvent<Message>) => this.#hear(data));
		session.subscribe(() => this.#tell());
	}

	/** The session of another tab; undefined where there is none. */
	ask(): Promise<Grant | undefined> {
		return new Promise((resolve) => {
			const finish = (grant: Grant | undefined): void => {
				this.#channel.removeEventListener('message', listen);
				resolve(grant);
			};
			const listen = ({ data }: MessageEvent<Message>): void => {
				if (data.kind === 'grant') finish(data.grant);
			};
			this.#channel.addEventListener('message', listen);
			this.#post({ kind: 'ask' });
			setTimeout(finish, answerMs);
		});
	}

	#hear(message: Message): void {
		const state = this.#session.state();
		if (state.kind === 'out') return;
		if (message.kind === 'ask' && state.kind !== 'lapsed') this.#post({ kind: 'grant', grant: state.grant });
		if (message.kind === 'out' && message.token === state.grant.token) this.#session.forget();
		if (message.kind === 'grant' && message.grant.login === state.grant.login) {
			this.#told = message.grant;
			this.#session.adopt(message.grant);
		}
	}

	#tell(): void {
		const state = this.#session.state();
		const told = this.#told;
		if (state.kind === 'in' && (told?.token !== state.grant.token || told.expiresAtMs !== state.grant.expiresAtMs)) {
			this.#told = state.grant;
			this.#post({ kind: 'grant', grant: state.grant });
		}
		if (state.kind === 'out' && told !== undefined) {
			this.#told = undefined;
			this.#post({ kind: 'out', token: told.token });
		}
	}

	#post(message: Message): void {
		this.#channel.postMessage(message);
	}
}
