import { isAbsolute } from 'node:path';
import { z } from 'zod';

const text = z.string().min(1).max(4_096);
const name = z.string().min(1).max(256);

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/** HTTPS, or HTTP on this very machine, which a switch must allow as well. */
function findServerUrlFault(value: string): string | undefined {
	const url = URL.parse(value);
	if (url === null) return 'must be a URL';
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopbackHosts.has(url.hostname))) return 'must begin with https://';
	if (url.username !== '' || url.password !== '' || /[?#]/.test(value)) return 'must have no user, query or fragment';
	return undefined;
}

const serverUrl = z.string().max(1_024).superRefine(addFault(findServerUrlFault));

/** A URL of this server, in the one spelling that a browser gives it. */
const ownUrl = z
	.string()
	.max(1_024)
	.superRefine(
		addFault((value) => {
			const url = URL.parse(value);
			if (url === null || !/^https?:$/.test(url.protocol)) return 'must be an http or https URL';
			return url.href === value && !/[?#]/.test(value)
				? undefined
				: `must be written ${url.origin}${url.pathname}, without query and fragment`;
		}),
	);

/** Several words as a list, or in one text with white space between them, as a variable has them. */
export function listOf<Item extends z.ZodType>(item: Item) {
	return z.preprocess(
		(value) => (typeof value === 'string' ? value.split(/\s+/).filter((word) => word !== '') : value),
		z.array(item).max(64),
	);
}

const issuer = z
	.strictObject({
		issuer: serverUrl,
		name: z.string().min(1).max(64).optional(),
		clientId: name,
		/** Absolute, for it stands inside a value. */
		clientSecretFile: text.refine(isAbsolute, 'must be an absolute path').optional(),
		audience: name.optional(),
		loginClaim: name.prefault('preferred_username'),
		loginDomain: name.optional(),
		scope: name.prefault('openid profile').refine((value) => value.split(' ').includes('openid'), 'must have the word openid'),
	})
	.refine((settings) => settings.audience !== settings.clientId, {
		path: ['audience'],
		message: 'must differ from clientId: an ID token would pass for an access token',
	});

const issuers = z.preprocess(
	(value) => (typeof value === 'string' ? (parseJson(value) ?? value) : value),
	z
		.array(issuer)
		.max(16)
		.refine((list) => new Set(list.map((settings) => settings.issuer)).size === list.length, 'names an issuer twice'),
);

const cas = z
	.strictObject({
		server: serverUrl
			.transform((value) => value.replace(/\/+$/, ''))
			.optional()
			.meta({ unit: 'URL', description: 'CAS server whose tickets are accepted, e.g. `https://sso.example.com/cas`.' }),
		services: listOf(ownUrl).prefault([]).meta({
			unit: 'URLs',
			description:
				'URLs of this server, as CAS knows them, for which a ticket may have been issued; in a variable with spaces between them.',
			defaultText: 'none',
		}),
		caFile: text.optional().meta({
			unit: 'path',
			description: 'PEM certificates of the CAs that may vouch for the CAS server.',
			defaultText: 'the public ones',
		}),
	})
	.refine((section) => section.server === undefined || section.services.length > 0, {
		path: ['services'],
		message: 'is needed where admin.sso.cas.server is given',
	})
	.prefault({});

const oidc = z
	.strictObject({
		issuers: issuers.prefault([]).meta({
			unit: 'list',
			description:
				'OpenID providers whose tokens are accepted. Each one has `issuer` and `clientId`, and may have `name` (for the page), `clientSecretFile`, `audience` (of access tokens), `loginClaim` (`preferred_username`), `loginDomain` (what must follow the `@` of that claim) and `scope` (`openid profile`). In a variable: JSON.',
			defaultText: 'none',
		}),
		redirectUrl: ownUrl.optional().meta({
			unit: 'URL',
			description: 'URL of this server to which providers send browsers back. Without it tokens are accepted, and no sign-in is begun.',
			defaultText: 'none',
		}),
		clockSkewSeconds: z.int().min(0).max(60).prefault(30).meta({
			unit: 'seconds',
			description: "How far the providers' clocks may be off.",
		}),
		caFile: text.optional().meta({
			unit: 'path',
			description: 'PEM certificates of the CAs that may vouch for the providers.',
			defaultText: 'the public ones',
		}),
	})
	.refine((section) => section.redirectUrl === undefined || section.issuers.length > 0, {
		path: ['issuers'],
		message: 'is needed where admin.sso.oidc.redirectUrl is given',
	})
	.prefault({});

const kerberosNames = ['service', 'realm', 'keytabFile'] as const;

const kerberos = z
	.strictObject({
		service: z
			.string()
			.regex(/^HTTP@[a-z0-9.-]{1,253}$/, 'must be HTTP@ and a host name in lower case')
			.optional()
			.meta({ unit: 'name', description: 'Kerberos service of this server: `HTTP@` and the host name that browsers use.' }),
		realm: name.optional().meta({ unit: 'name', description: 'The only realm whose people come in; it is taken off their names.' }),
		keytabFile: text.optional().meta({
			unit: 'path',
			description: 'Keys of the service, AES alone; readable by the server alone. The package `kerberos` must be installed.',
		}),
	})
	.superRefine((section, context) => {
		if (kerberosNames.every((key) => section[key] === undefined)) return;
		for (const key of kerberosNames) {
			if (section[key] === undefined) context.addIssue({ code: 'custom', path: [key], message: 'is needed where Kerberos is configured' });
		}
	})
	.prefault({});

/** The section `admin.sso`: who besides this server itself may say who somebody is. */
export const ssoConfiguration = z
	.strictObject({
		cas,
		oidc,
		kerberos,
		timeoutMs: z.int().min(100).max(60_000).prefault(5_000).meta({
			unit: 'ms',
			description: 'How long an answer of a CAS server or an OpenID provider may take.',
		}),
		plainLoopback: z.enum(['refuse', 'allow']).prefault('refuse').meta({
			unit: 'choice',
			description: 'Whether providers on this very machine may be asked over plain HTTP: `refuse` or `allow`.',
		}),
	})
	.superRefine((section, context) => {
		if (section.plainLoopback === 'allow') return;
		const message = 'is plain HTTP, which admin.sso.plainLoopback refuses';
		if (section.cas.server?.startsWith('http:')) context.addIssue({ code: 'custom', path: ['cas', 'server'], message });
		if (section.oidc.issuers.some((settings) => settings.issuer.startsWith('http:'))) {
			context.addIssue({ code: 'custom', path: ['oidc', 'issuers'], message });
		}
	})
	.prefault({});

function addFault(find: (value: string) => string | undefined) {
	return (value: string, context: z.RefinementCtx<string>): void => {
		const message = find(value);
		if (message !== undefined) context.addIssue({ code: 'custom', input: value, message });
	};
}

function parseJson(value: string): unknown {
	try {
		return JSON.parse(value);
	} catch {
		return undefined;
	}
}
