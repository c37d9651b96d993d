import type { ApiSchema } from '../api/client.ts';

type Anchor = Pick<ApiSchema<'TrustAnchor'>, 'kind' | 'enabled' | 'owner' | 'subject' | 'ouis'>;

/** Whose certificates prove devices with these MAC addresses; without an address those of all vendors. */
export function toVendors(anchors: readonly Anchor[], macAddresses: readonly string[]): readonly string[] {
	const ouis = new Set(macAddresses.map(toOui));
	const concerns = (anchor: Anchor): boolean =>
		anchor.ouis.length === 0 || ouis.size === 0 || anchor.ouis.some((oui) => ouis.has(toOui(oui)));
	return [...new Set(anchors.filter((anchor) => anchor.kind === 'Http' && anchor.enabled && concerns(anchor)).map(toVendor))];
}

/** The organisation that its certificate names, else its own name. */
function toVendor({ subject, owner }: Anchor): string {
	return /(?:^|, )O=((?:\\.|[^,\\])+)/.exec(subject)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? owner;
}

/** The first half of a MAC address: who has made the device. */
function toOui(macAddress: string): string {
	return macAddress
		.replaceAll(/[^0-9a-f]/gi, '')
		.slice(0, 6)
		.toLowerCase();
}
