// A setup file of vitest: whatever a test does, nothing of it leaves the machine. Connections, datagrams and name look-ups that are not for
// the loopback interface throw at the call. Processes that a test starts are not covered.
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { BlockList, isIP, Socket } from 'node:net';

type AnyFunction = (...args: never[]) => unknown;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
// The unspecified addresses are this machine too, and a server that listens on all interfaces names them.
loopback.addAddress('0.0.0.0', 'ipv4');
loopback.addAddress('::', 'ipv6');

const isLocal = (host: string): boolean => {
	const family = isIP(host);
	if (family === 0) return host === '' || host === 'localhost' || host.endsWith('.localhost');
	return loopback.check(host, family === 4 ? 'ipv4' : 'ipv6');
};

const refuseForeign = (host: unknown): void => {
	if (typeof host !== 'string' || isLocal(host)) return;
	throw new Error(`A test may not reach ${host}: only the loopback interface is allowed`);
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The host that a call of `Socket.connect` names: `(options)`, `([options])` as `net.connect` passes it on, `(port, host)`, `(path)`. */
const findConnectHost = (args: readonly unknown[]): unknown => {
	const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
	if (isObject(first)) return typeof first['path'] === 'string' ? undefined : first['host'];
	return typeof first === 'number' ? args[1] : undefined;
};

/** Puts a check before a function of a built-in; the check throws, or the call goes on as it was. */
const guard = (owner: object, name: string, check: (args: readonly unknown[]) => void): void => {
	const original: unknown = Reflect.get(owner, name);
	if (typeof original !== 'function') throw new Error(`There is no function ${name} to guard`);
	const guarded = function (this: unknown, ...args: unknown[]): unknown {
		check(args);
		return Reflect.apply(original as AnyFunction, this, args);
	};
	Object.defineProperty(owner, name, { value: guarded, configurable: true, writable: true });
};

guard(Socket.prototype, 'connect', (args) => refuseForeign(findConnectHost(args)));
guard(dgram.Socket.prototype, 'connect', (args) => refuseForeign(args[1]));
guard(dgram.Socket.prototype, 'send', (args) => {
	for (const arg of args.slice(1)) refuseForeign(arg);
});
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveSrv', 'resolveTxt', 'reverse']) {
	guard(dns, name, ([host]) => refuseForeign(host));
	guard(dns.promises, name, ([host]) => refuseForeign(host));
}
// Without this, `import { lookup } from 'node:dns'` would still give the function as it was.
syncBuiltinESMExports();
