import { Button, Divider, Group, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { AclField, toAcls } from './acl-field.tsx';
import { AclReach } from './acl-reach.tsx';
import { AclTest } from './acl-test.tsx';
import type { ServiceAccount } from './queries.ts';
import { useServiceAccountChanges } from './service-account-changes.ts';
import { serviceAccountTexts } from './service-account-texts.ts';

const texts = serviceAccountTexts.acls;

export interface AccountAclsProps {
	readonly account: ServiceAccount;
	readonly etag: string;
	readonly isReadOnly: boolean;
}

/** What an account may do: edited as ACLs, shown as operations, and tried with a request. */
export function AccountAcls({ account, etag, isReadOnly }: AccountAclsProps): ReactNode {
	const changes = useServiceAccountChanges();
	const [text, setText] = useState(account.acls.join('\n'));
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);
	const acls = toAcls(text);

	async function save(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			await changes.change(account.name, etag, { acls: [...acls] });
			notifyDone(texts.saved);
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		void save();
	}

	return (
		<Section title={texts.title}>
			<form onSubmit={handleSubmit}>
				<Stack>
					<AclField value={text} onChange={setText} isReadOnly={isReadOnly} />
					<ProblemAlert error={failure} />
					{isReadOnly ? null : (
						<Group justify="flex-end">
							<Button type="submit" loading={isBusy} disabled={acls.join('\n') === account.acls.join('\n')}>
								{texts.save}
							</Button>
						</Group>
					)}
				</Stack>
			</form>
			<Divider />
			<AclTest acls={acls} />
			<Divider />
			<AclReach acls={acls} />
		</Section>
	);
}
