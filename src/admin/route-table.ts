import { createAccessControlRoutes } from './resources/access-control.ts';
import { createOneAccessRecordRoutes } from './resources/access-record.ts';
import { createAccessRecordStreamRoutes } from './resources/access-record-stream.ts';
import { createAccessRecordRoutes } from './resources/access-records.ts';
import { createAuditEntryRoutes } from './resources/audit-entries.ts';
import { createAuthenticationRoutes } from './resources/authentication.ts';
import { createCipherSuiteRoutes } from './resources/cipher-suites.ts';
import { createClientIdentityRoutes } from './resources/client-identities.ts';
import { createDenyListRoutes } from './resources/deny-list.ts';
import { createDeviceAccessRecordRoutes } from './resources/device-access-records.ts';
import { createDeviceBulkRoutes } from './resources/device-bulk.ts';
import { createDeviceFileRoutes } from './resources/device-files.ts';
import { createDeviceIdentityRoutes } from './resources/device-identity.ts';
import { createDeviceLineRoutes } from './resources/device-lines.ts';
import { createDeviceTagRoutes } from './resources/device-tags.ts';
import { createDeviceTypeFileRoutes } from './resources/device-type-files.ts';
import { createDeviceTypeTagRoutes } from './resources/device-type-tags.ts';
import { createDeviceTypeRoutes } from './resources/device-types.ts';
import { createDeviceUploadRoutes } from './resources/device-uploads.ts';
import { createDeviceRoutes } from './resources/devices.ts';
import { createDtafRoutes } from './resources/dtafs.ts';
import { createEventStreamRoutes } from './resources/event-stream.ts';
import { createExplainRoutes } from './resources/explain.ts';
import { createHealthRoutes } from './resources/health.ts';
import { createHistoryResourceRoutes } from './resources/history.ts';
import { createImpactRoutes } from './resources/impact.ts';
import { createInterfaceRoutes } from './resources/interfaces.ts';
import { createLastRequestRoutes } from './resources/last-requests.ts';
import { createLockoutRoutes } from './resources/lockouts.ts';
import { createMetricsRoutes } from './resources/metrics.ts';
import { createOpenApiRoutes } from './resources/open-api.ts';
import { createOverviewRoutes } from './resources/overview.ts';
import { createNodeRoutes } from './resources/overview-nodes.ts';
import { createTrafficRoutes } from './resources/overview-traffic.ts';
import { createPageRoutes } from './resources/page.ts';
import { createPageSignInRoutes } from './resources/page-sign-in.ts';
import { createPeopleRoutes } from './resources/people.ts';
import { createRestartRoutes } from './resources/restart.ts';
import { createRevealedFileRoutes } from './resources/revealed-files.ts';
import { createRoleRoutes } from './resources/roles.ts';
import { createSelfRoutes } from './resources/self.ts';
import { createServerCertificateRoutes } from './resources/server-certificates.ts';
import { createServiceAccountRoutes } from './resources/service-accounts.ts';
import { createServiceProviderListRoutes } from './resources/service-provider-list.ts';
import { createServiceProviderRoutes } from './resources/service-providers.ts';
import { createSettingsRoutes } from './resources/settings.ts';
import { createSignInMethodRoutes } from './resources/sign-in-methods.ts';
import { createSsoRoutes } from './resources/sso.ts';
import { createTagSetRoutes } from './resources/tag-sets.ts';
import { createTlsPolicyRoutes } from './resources/tls-policy.ts';
import { createTrustAnchorRoutes } from './resources/trust-anchors.ts';
import { createUnknownDeviceRoutes } from './resources/unknown-devices.ts';
import { createWebAppRoutes } from './resources/web-apps.ts';
import type { AdminRoute } from './route.ts';
import { StreamPlaces } from './stream-places.ts';

/** Windows of a browser, and a program or two. */
const streamLimits = { mostOfOne: 6, most: 48 };

/** Every route of the administration plane; what is not here is refused. */
export function createRoutes(): readonly AdminRoute[] {
	const places = new StreamPlaces(streamLimits);
	const routes: AdminRoute[] = [
		...createAuthenticationRoutes(),
		...createSsoRoutes(),
		...createPageSignInRoutes(),
		...createSignInMethodRoutes(),
		...createSelfRoutes(),
		...createDeviceTypeRoutes(),
		...createDeviceTypeFileRoutes(),
		...createDeviceTypeTagRoutes(),
		...createDtafRoutes(),
		...createDeviceRoutes(),
		...createDeviceBulkRoutes(),
		...createDeviceLineRoutes(),
		...createDeviceTagRoutes(),
		...createDeviceFileRoutes(),
		...createDeviceUploadRoutes(),
		...createDeviceAccessRecordRoutes(),
		...createLastRequestRoutes(),
		...createRevealedFileRoutes(),
		...createDeviceIdentityRoutes(),
		...createServiceProviderListRoutes(),
		...createServiceProviderRoutes(),
		...createTagSetRoutes(),
		...createHistoryResourceRoutes(),
		...createExplainRoutes(),
		...createOverviewRoutes(),
		...createTrafficRoutes(),
		...createNodeRoutes(),
		...createUnknownDeviceRoutes(),
		...createImpactRoutes(),
		...createAccessRecordRoutes(),
		...createAccessRecordStreamRoutes(places),
		...createOneAccessRecordRoutes(),
		...createEventStreamRoutes(places),
		...createAuditEntryRoutes(),
		...createPeopleRoutes(),
		...createRoleRoutes(),
		...createServiceAccountRoutes(),
		...createTrustAnchorRoutes(),
		...createDenyListRoutes(),
		...createInterfaceRoutes(),
		...createServerCertificateRoutes(),
		...createTlsPolicyRoutes(),
		...createCipherSuiteRoutes(),
		...createClientIdentityRoutes(),
		...createAccessControlRoutes(),
		...createWebAppRoutes(),
		...createLockoutRoutes(),
		...createSettingsRoutes(),
		...createRestartRoutes(),
		...createHealthRoutes(),
		...createMetricsRoutes(),
	];
	// They describe themselves too.
	routes.push(...createOpenApiRoutes(routes), ...createPageRoutes());
	return routes;
}
