export const providerTexts = {
	description: 'Whose devices there are. A service provider and its groups may give tags other values, type by type.',
	name: 'Service provider',
	group: 'Group',
	whole: 'The service provider itself',
	devices: 'Devices',
	types: 'Types with values of its own',
	tags: 'Tags',
	tagsOf: (name: string) => `Tags of ${name} for a device type`,
	noTypes: 'There is no device type yet',
	filter: 'Find by name',
	emptyTitle: 'No service provider yet',
	emptyText:
		'A service provider is here as soon as a device belongs to it, or a device type has tags for it. Add a device and name its service provider and group.',
	addDevice: 'Add a device',
	incomplete: (count: number) => `These are the first ${count.toLocaleString('en-GB')} of them.`,
};
