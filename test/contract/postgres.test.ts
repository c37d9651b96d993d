import { describe } from 'vitest';
import { usePostgres } from '../helpers/stores.ts';
import { storeContracts } from './contracts.ts';

describe('the store on PostgreSQL', () => {
	const open = usePostgres();
	for (const contract of storeContracts) contract(open);
});
