import { createAccessControlRoutes } from './resources/access-control.ts';
import { createAccessRecordRoutes } from './resources/access-records.ts';
import { createAuditEntryRoutes } from './resources/audit-entries.ts';
import { createAuthenticationRoutes } from './resources/authentication.ts';
import { createClientIdentityRoutes } from './resources/client-identities.ts';
import { createDenyListRoutes } from './resources/deny-list.ts';
import { createDeviceBulkRoutes } from './resources/device-bulk.ts';
import { createDeviceFileRoutes } from './resources/device-files.ts';
import { createDeviceLineRoutes } from './resources/device-lines.ts';
import { createDeviceTagRoutes } from './resources/device-tags.ts';
import { createDeviceTypeFileRoutes } from './resources/device-type-files.ts';
import { createDeviceTypeRoutes } from './resources/device-types.ts';
import { createDeviceUploadRoutes } from './resources/device-uploads.ts';
import { createDeviceRoutes } from './resources/devices.ts';
import { createDtafRoutes } from './resources/dtafs.ts';
import { createExplainRoutes } from './resources/explain.ts';
import { createHealthRoutes } from './resources/health.ts';
import { createHistoryResourceRoutes } from './resources/history.ts';
import { createInterfaceRoutes } from './resources/interfaces.ts';
import { createLockoutRoutes } from './resources/lockouts.ts';
import { createMetricsRoutes } from './resources/metrics.ts';
import { createOpenApiRoutes } from './resources/open-api.ts';
import { createPeopleRoutes } from './resources/people.ts';
import { createRestartRoutes } from './resources/restart.ts';
import { createSelfRoutes } from './resources/self.ts';
import { createServerCertificateRoutes } from './resources/server-certificates.ts';
import { createServiceAccountRoutes } from './resources/service-accounts.ts';
import { createServiceProviderRoutes } from './resources/service-providers.ts';
import { createSettingsRoutes } from './resources/settings.ts';
import { createSsoRoutes } from './resources/sso.ts';
import { createTagSetRoutes } from './resources/tag-sets.ts';
import { createTlsPolicyRoutes } from './resources/tls-policy.ts';
import { createTrustAnchorRoutes } from './resources/trust-anchors.ts';
import { createWebAppRoutes } from './resources/web-apps.ts';
import type { AdminRoute } from './route.ts';

/** Every route of the administration plane; what is not here is refused. */
export function createRoutes(): readonly AdminRoute[] {
	const routes: AdminRoute[] = [
		...createAuthenticationRoutes(),
		...createSsoRoutes(),
		...createSelfRoutes(),
		...createDeviceTypeRoutes(),
		...createDeviceTypeFileRoutes(),
		...createDtafRoutes(),
		...createDeviceRoutes(),
		...createDeviceBulkRoutes(),
		...createDeviceLineRoutes(),
		...createDeviceTagRoutes(),
		...createDeviceFileRoutes(),
		...createDeviceUploadRoutes(),
		...createServiceProviderRoutes(),
		...createTagSetRoutes(),
		...createHistoryResourceRoutes(),
		...createExplainRoutes(),
		...createAccessRecordRoutes(),
		...createAuditEntryRoutes(),
		...createPeopleRoutes(),
		...createServiceAccountRoutes(),
		...createTrustAnchorRoutes(),
		...createDenyListRoutes(),
		...createInterfaceRoutes(),
		...createServerCertificateRoutes(),
		...createTlsPolicyRoutes(),
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
	routes.push(...createOpenApiRoutes(routes));
	return routes;
}
