/** Without those that look like each other. */
const characters = 'abcdefghijkmnpqrstuvwxyz23456789';
const groups = 5;
const groupLength = 4;

/** 100 bits in groups that can be read aloud: `k7fq-…`. */
export function generatePassword(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(groups * groupLength));
	const letters = [...bytes].map((byte) => characters[byte % characters.length]).join('');
	return letters.replaceAll(new RegExp(`.{${groupLength}}(?=.)`, 'g'), '$&-');
}
