/** Texts of the navigation and the titles of this area. */
export const interfacesTexts = {
	interfaces: { title: 'Interfaces', description: 'Where the server listens, with which certificate' },
	tlsPolicy: { title: 'TLS policy', description: 'Protocols and cipher suites' },
	clientIdentities: { title: 'Client identities', description: 'Clients of events that may come in' },
} as const;
