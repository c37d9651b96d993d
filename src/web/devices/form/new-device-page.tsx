import { Button, Group, Stack } from '@mantine/core';
import { IconBoxModel } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { useDeviceTypeNames } from '../../api/device-type-names.ts';
import { useSession } from '../../session/session-context.tsx';
import { texts as shared } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { PageFrame } from '../../ui/page-frame.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RouteLink } from '../../ui/route-link.tsx';
import { deviceKeys } from '../queries.ts';
import { deviceWords } from '../words.ts';
import { CredentialFields } from './credential-fields.tsx';
import { DetailFields } from './detail-fields.tsx';
import { type DeviceDraft, type DeviceKeyDraft, emptyDraft, toFieldError, toNewDevice } from './device-draft.ts';
import { FormSection } from './form-section.tsx';
import { KeyFields } from './key-fields.tsx';
import { isMacComplete, MacInput } from './mac-input.tsx';
import { formTexts as texts } from './texts.ts';

const route = getRouteApi('/shell/devices/new');

export function NewDevicePage(): ReactNode {
	const types = useDeviceTypeNames();
	return (
		<PageFrame title={texts.newTitle} description={texts.newDescription} parents={[{ label: deviceWords.devices, to: '/devices' }]}>
			<ProblemAlert error={types.error} onRetry={() => void types.refetch()} />
			{types.data?.length === 0 ? (
				<EmptyState
					icon={IconBoxModel}
					title={texts.noTypes}
					action={<Button renderRoot={(props) => <RouteLink {...props} to="/device-types" />}>{texts.noTypesAction}</Button>}
				/>
			) : (
				<NewDeviceForm types={types.data ?? []} />
			)}
		</PageFrame>
	);
}

function NewDeviceForm({ types }: { readonly types: readonly string[] }): ReactNode {
	const { type = '', mac = '' } = route.useSearch();
	const { scope } = useSession().self;
	const [key, setKey] = useState<DeviceKeyDraft>(() => ({ ...toPlace(scope), deviceType: type, deviceName: '' }));
	const [draft, setDraft] = useState<DeviceDraft>({ ...emptyDraft, macAddress: mac });
	const { add, failure, isBusy } = useAddDevice();

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		void add(key, draft);
	}

	return (
		<form onSubmit={handleSubmit}>
			<Stack maw={880}>
				<FormSection title={texts.identity}>
					<KeyFields value={key} onChange={setKey} types={types} scope={scope} failure={failure}>
						<MacInput
							value={draft.macAddress}
							onChange={(macAddress) => setDraft({ ...draft, macAddress })}
							error={toFieldError(failure, 'macAddress')}
						/>
					</KeyFields>
				</FormSection>
				<FormSection title={texts.credentials}>
					<CredentialFields value={draft} onChange={setDraft} failure={failure} hasPassword={false} />
				</FormSection>
				<FormSection title={texts.details}>
					<DetailFields value={draft} onChange={setDraft} failure={failure} />
				</FormSection>
				<ProblemAlert error={failure} />
				<Group justify="flex-end">
					<Button variant="default" renderRoot={(props) => <RouteLink {...props} to="/devices" />}>
						{shared.actions.cancel}
					</Button>
					<Button type="submit" loading={isBusy} disabled={key.deviceType === '' || !isMacComplete(draft.macAddress)}>
						{texts.create}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

function toPlace(scope: { readonly serviceProviderId: string; readonly groupId?: string | null } | null) {
	if (scope === null) return { level: 'system', serviceProviderId: '', groupId: '' } as const;
	const { serviceProviderId, groupId } = scope;
	return { level: typeof groupId === 'string' ? 'group' : 'provider', serviceProviderId, groupId: groupId ?? '' } as const;
}

/** Adds a device and goes to its page. */
function useAddDevice() {
	const api = useApi();
	const queryClient = useQueryClient();
	const navigate = useNavigate();
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);

	async function add(key: DeviceKeyDraft, draft: DeviceDraft): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			const device = await answerOf(api.POST('/api/v1/devices', { body: toNewDevice(key, draft) }));
			notifyDone(texts.created(device.deviceName));
			await queryClient.invalidateQueries({ queryKey: deviceKeys.all });
			await navigate({ to: '/devices/$deviceId', params: { deviceId: device.id }, search: {} });
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	return { add, failure, isBusy };
}
