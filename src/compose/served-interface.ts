import type { Socket } from 'node:net';
import type { CertificateDemands } from '../app/device-request/certificate-demands.ts';
import type { InterfaceKey } from '../domain/interface.ts';
import type { RequestHandler } from '../tls/http-listener.ts';

/** The interface on which a request came in, as it stands now. */
export interface ServedInterface extends InterfaceKey {
	/** As `toInterfaceText` writes it. */
	readonly text: string;
	readonly demands: CertificateDemands;
	/** Aborted when the listener closes: for answers that would never end by themselves. */
	readonly closing: AbortSignal;
}

/** Knows of each connection on which interface it came in. */
export class ServedInterfaces {
	readonly #bySocket = new WeakMap<Socket, { readonly current: ServedInterface }>();

	/** Undefined before the first request of a connection. */
	of(socket: Socket): ServedInterface | undefined {
		return this.#bySocket.get(socket)?.current;
	}

	/** @param place tells at any time what the interface demands. */
	wrap(place: { readonly current: ServedInterface }, handler: RequestHandler): RequestHandler {
		return (request, response) => {
			if (!this.#bySocket.has(request.socket)) this.#bySocket.set(request.socket, place);
			handler(request, response);
		};
	}
}
