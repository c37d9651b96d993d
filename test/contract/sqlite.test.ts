import { describe } from 'vitest';
import { useSqlite } from '../helpers/stores.ts';
import { storeContracts } from './contracts.ts';

describe('the store on SQLite', () => {
	const open = useSqlite();
	for (const contract of storeContracts) contract(open);
});
