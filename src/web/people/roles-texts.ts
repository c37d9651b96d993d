/** Texts of the page of roles. */
export const rolesTexts = {
	description: 'Each role includes those before it. A service account has permissions of its own instead.',
	label: 'What each role may do',
	resource: 'Resource of the API',
	rights: { nothing: 'nothing', sees: 'sees', some: 'sees, changes some', changes: 'sees and changes', does: 'does it' },
	scope:
		'A person who is bound to a service provider sees and changes the devices of that one alone, and nothing that belongs to the whole system.',
} as const;
