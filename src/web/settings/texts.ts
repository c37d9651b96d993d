/** Texts of this area. */
export const settingsTexts = {
	tagSets: { title: 'Tag sets', description: 'Tags that many devices share' },
	serviceProviders: { title: 'Service providers', description: 'What differs for a provider or a group' },
	lockouts: { title: 'Lockouts', description: 'Who has been locked out after failed attempts' },
	settings: { title: 'Settings', description: 'Settings of the system; restart' },
} as const;
