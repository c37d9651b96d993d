/** Texts of the navigation and the titles of this area. */
export const peopleTexts = {
	people: { title: 'People', description: 'Who may sign in, and what they may do' },
	serviceAccounts: { title: 'Service accounts', description: 'Accounts of programs' },
	tokens: { title: 'My account', description: 'Where you are signed in; your password' },
	roles: { title: 'Roles', description: 'What each role may do' },
	accessControl: { title: 'Access control', description: 'How devices and clients may prove who they are' },
} as const;
