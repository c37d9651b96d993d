import { createServer } from 'node:http';
import { type HttpListener, type HttpListenerOptions, ServerLife } from './http-listener.ts';
import { toServerOptions } from './listener-limits.ts';

/** Opens a listener without encryption, for files that a device may fetch over HTTP. @throws DmsError `listener.*`. */
export async function openPlainListener(options: HttpListenerOptions): Promise<HttpListener> {
	const requireHostHeader = options.answerMalformed === undefined;
	const life = new ServerLife(createServer({ ...toServerOptions(options.limits), requireHostHeader }), options);
	await life.listen();
	return life;
}
