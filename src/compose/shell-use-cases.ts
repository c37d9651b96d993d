import { addInterface } from '../app/administration/add-interface.ts';
import { updateTrust } from '../app/administration/add-trust-anchor.ts';
import type { Administration, CommandOrigin } from '../app/administration/administration.ts';
import {
	changeDeviceCertificates,
	changeProxyCertificates,
	loadAccessControl,
	requestRestart,
	setAllowClientApp,
} from '../app/administration/change-access-control.ts';
import { addClientIdentity, deleteClientIdentity } from '../app/administration/change-client-identity.ts';
import { changeInterface, deleteInterface } from '../app/administration/change-interface.ts';
import { addTlsPolicyValue, deleteTlsPolicyValue } from '../app/administration/change-tls-policy.ts';
import { changeTrustAnchor, findTrustAnchor, removeTrustAnchor } from '../app/administration/change-trust-anchor.ts';
import type { FixedInterface } from '../app/administration/find-interface.ts';
import type { InterfaceAdministration } from '../app/administration/interface-administration.ts';
import { listInterfaces } from '../app/administration/list-interfaces.ts';
import { findRulingTlsPolicy, listTlsPolicy } from '../app/administration/list-tls-policy.ts';
import { findTrustUse, listTrustAnchors } from '../app/administration/list-trust-anchors.ts';
import { listWebApps, setWebApp } from '../app/administration/set-web-app.ts';
import {
	exportServerCertificate,
	generateServerCertificate,
	listServerCertificates,
	rollBackServerCertificate,
	updateServerCertificate,
} from '../app/administration/update-server-certificate.ts';
import type { Store } from '../domain/ports.ts';
import type { ChangeOutcome, ShellUseCases } from '../shell/shell-ports.ts';
import { hostPorts } from './host-ports.ts';

/** The interfaces of the configuration, as they are at the time of a command. */
type FindFixedInterfaces = () => readonly FixedInterface[];

/** Plugs the use cases into the contexts of the shell. */
export function toShellUseCases(administration: Administration, findFixed: FindFixedInterfaces): ShellUseCases {
	const { store, clock } = administration;
	const by = (origin: CommandOrigin): InterfaceAdministration => ({
		...administration,
		...{ fixedInterfaces: findFixed(), ...hostPorts, origin },
	});
	return {
		...toInterfacePorts(store, findFixed, by),
		identities: {
			list: () => store.clientIdentities.list(),
			add: (origin, identity) => addClientIdentity(by(origin), identity),
			remove: async (origin, name) => withoutWarnings(await deleteClientIdentity(by(origin), name)),
		},
		trust: {
			list: (kind) => listTrustAnchors(store, kind, clock.now()),
			update: (origin, requested) => updateTrust(by(origin), requested),
			change: async (origin, key, change) => withoutWarnings(await changeTrustAnchor(by(origin), key, change)),
			remove: (origin, key) => removeTrustAnchor(by(origin), key),
			async use(key) {
				await findTrustAnchor(store, key);
				return findTrustUse(store, key);
			},
		},
		accessControl: {
			load: () => loadAccessControl(store),
			setAllowClientApp: (origin, allowed) => setAllowClientApp(by(origin), allowed),
			setCertificates: (origin, change) => changeDeviceCertificates(by(origin), change),
			setHeaders: (origin, change) => changeProxyCertificates(by(origin), change),
		},
		restart: async (origin) => withoutWarnings(await requestRestart(by(origin))),
	};
}

type InterfacePorts = Pick<ShellUseCases, 'interfaces' | 'tlsPolicy' | 'certificates' | 'webApps'>;

function toInterfacePorts(
	store: Store,
	findFixed: FindFixedInterfaces,
	by: (origin: CommandOrigin) => InterfaceAdministration,
): InterfacePorts {
	const reader = () => ({ store, fixedInterfaces: findFixed() });
	return {
		interfaces: {
			list: (kind) => listInterfaces(store, findFixed(), kind),
			add: (origin, row, options) => addInterface(by(origin), row, options),
			change: (origin, reference, change) => changeInterface(by(origin), reference, change),
			remove: async (origin, reference) => withoutWarnings(await deleteInterface(by(origin), reference)),
		},
		tlsPolicy: {
			list: (setting, place) => listTlsPolicy(reader(), setting, place),
			effective: (setting, place) => findRulingTlsPolicy(reader(), setting, place),
			add: (origin, setting, place, value, options) => addTlsPolicyValue(by(origin), place, { setting, value }, options),
			remove: (origin, setting, place, value) => deleteTlsPolicyValue(by(origin), place, { setting, value }),
		},
		certificates: {
			list: async (kind) => (await listServerCertificates(reader())).filter((row) => row.kind === kind),
			update: (origin, reference, files) => updateServerCertificate(by(origin), reference, files),
			generate: (origin, reference) => generateServerCertificate(by(origin), reference),
			rollBack: (origin, reference) => rollBackServerCertificate(by(origin), reference),
			export: (reference) => exportServerCertificate(reader(), reference),
		},
		webApps: {
			list: (kind) => listWebApps(store, kind),
			setClientAuth: async (origin, reference, application, required) =>
				withoutWarnings(await setWebApp(by(origin), reference, application, required)),
		},
	};
}

/** A change about which there is nothing to say. */
function withoutWarnings(_done: unknown): ChangeOutcome {
	return { warnings: [] };
}
