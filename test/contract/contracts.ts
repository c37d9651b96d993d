import type { OpenTestStore } from '../helpers/stores.ts';
import { accessRecordsContract } from './access-records.contract.ts';
import { changeFeedContract } from './change-feed.contract.ts';
import { clientIdentitiesContract } from './client-identities.contract.ts';
import { contentContract } from './content.contract.ts';
import { deviceRecordsContract } from './device-records.contract.ts';
import { deviceTypesContract } from './device-types.contract.ts';
import { devicesContract } from './devices.contract.ts';
import { digestNoncesContract } from './digest-nonces.contract.ts';
import { draftsContract } from './drafts.contract.ts';
import { durabilityContract } from './durability.contract.ts';
import { eventsContract } from './events.contract.ts';
import { grantedDevicesContract } from './granted-devices.contract.ts';
import { interfacesContract } from './interfaces.contract.ts';
import { keyedRequestsContract } from './keyed-requests.contract.ts';
import { lastFetchesContract } from './last-fetches.contract.ts';
import { lockoutsContract } from './lockouts.contract.ts';
import { migrationsContract } from './migrations.contract.ts';
import { noticesContract } from './notices.contract.ts';
import { overviewContract } from './overview.contract.ts';
import { peopleContract } from './people.contract.ts';
import { recordSpoolContract } from './record-spool.contract.ts';
import { revisionsContract } from './revisions.contract.ts';
import { scopesContract } from './scopes.contract.ts';
import { secretsContract } from './secrets.contract.ts';
import { serverCertificatesContract } from './server-certificates.contract.ts';
import { settingsContract } from './settings.contract.ts';
import { sightingsContract } from './sightings.contract.ts';
import { subscriptionsContract } from './subscriptions.contract.ts';
import { tagSetsContract } from './tag-sets.contract.ts';
import { tlsPolicyContract } from './tls-policy.contract.ts';
import { tokensContract } from './tokens.contract.ts';
import { trafficContract } from './traffic.contract.ts';
import { transactionsContract } from './transactions.contract.ts';
import { trustContract } from './trust.contract.ts';
import { unknownDevicesContract } from './unknown-devices.contract.ts';
import { uploadsContract } from './uploads.contract.ts';

/** What every store must do, whatever it is built on. */
export const storeContracts: readonly ((open: OpenTestStore) => void)[] = [
	deviceTypesContract,
	devicesContract,
	deviceRecordsContract,
	tagSetsContract,
	scopesContract,
	trustContract,
	interfacesContract,
	serverCertificatesContract,
	tlsPolicyContract,
	clientIdentitiesContract,
	contentContract,
	uploadsContract,
	settingsContract,
	lockoutsContract,
	peopleContract,
	tokensContract,
	keyedRequestsContract,
	digestNoncesContract,
	accessRecordsContract,
	subscriptionsContract,
	noticesContract,
	recordSpoolContract,
	sightingsContract,
	trafficContract,
	unknownDevicesContract,
	overviewContract,
	grantedDevicesContract,
	eventsContract,
	lastFetchesContract,
	revisionsContract,
	draftsContract,
	changeFeedContract,
	transactionsContract,
	secretsContract,
	migrationsContract,
	durabilityContract,
];
