/** Texts of this area. */
export const auditTexts = {
	audit: { title: 'Audit', description: 'Who changed what, and when' },
} as const;
