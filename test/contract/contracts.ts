import type { OpenTestStore } from '../helpers/stores.ts';
import { accessRecordsContract } from './access-records.contract.ts';
import { changeFeedContract } from './change-feed.contract.ts';
import { contentContract } from './content.contract.ts';
import { deviceTypesContract } from './device-types.contract.ts';
import { devicesContract } from './devices.contract.ts';
import { digestNoncesContract } from './digest-nonces.contract.ts';
import { durabilityContract } from './durability.contract.ts';
import { lockoutsContract } from './lockouts.contract.ts';
import { migrationsContract } from './migrations.contract.ts';
import { scopesContract } from './scopes.contract.ts';
import { secretsContract } from './secrets.contract.ts';
import { settingsContract } from './settings.contract.ts';
import { tagSetsContract } from './tag-sets.contract.ts';
import { transactionsContract } from './transactions.contract.ts';
import { trustContract } from './trust.contract.ts';
import { uploadsContract } from './uploads.contract.ts';

/** What every store must do, whatever it is built on. */
export const storeContracts: readonly ((open: OpenTestStore) => void)[] = [
	deviceTypesContract,
	devicesContract,
	tagSetsContract,
	scopesContract,
	trustContract,
	contentContract,
	uploadsContract,
	settingsContract,
	lockoutsContract,
	digestNoncesContract,
	accessRecordsContract,
	changeFeedContract,
	transactionsContract,
	secretsContract,
	migrationsContract,
	durabilityContract,
];
