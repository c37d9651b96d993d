import { Button } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { TimeInput } from '../ui/time-input.tsx';
import { TypedFilter } from '../ui/typed-filter.tsx';
import classes from './audit.module.css';
import type { AuditSearch } from './audit-search.ts';
import { pageTexts } from './page-texts.ts';

const texts = pageTexts.filter;
/** What actions begin with. */
const actions = [
	...['device', 'type', 'type file', 'dtaf import', 'tag', 'tag-set', 'trust', 'trust deny', 'interface', 'certificate', 'client identity'],
	...['access control', 'setting', 'lockout', 'user', 'user login', 'service-account', 'token', 'draft', 'history restore', 'restart'],
];

export interface AuditFiltersProps {
	readonly search: AuditSearch;
	readonly onChange: (search: AuditSearch) => void;
}

/** Which changes are shown; the filter stands in the address. */
export function AuditFilters({ search, onChange }: AuditFiltersProps): ReactNode {
	const listId = useId();
	const change = (name: keyof AuditSearch, value: string | undefined) => {
		const { [name]: _old, ...rest } = search;
		onChange(value === undefined || value === '' ? rest : { ...rest, [name]: value });
	};
	return (
		<div className={classes['filters']} role="search" aria-label={texts.label}>
			<TypedFilter
				label={texts.actor}
				placeholder={texts.actorPlaceholder}
				value={search.actor}
				onFilter={(actor) => change('actor', actor)}
			/>
			<TypedFilter
				label={texts.action}
				placeholder={texts.actionPlaceholder}
				value={search.action}
				onFilter={(action) => change('action', action)}
				list={listId}
			/>
			<datalist id={listId}>
				{actions.map((action) => (
					<option key={action}>{action}</option>
				))}
			</datalist>
			<TypedFilter
				label={texts.subject}
				placeholder={texts.subjectPlaceholder}
				value={search.subject}
				onFilter={(subject) => change('subject', subject)}
			/>
			<TimeInput label={texts.from} value={search.from} onChange={(from) => change('from', from)} />
			<TimeInput label={texts.to} value={search.to} onChange={(to) => change('to', to)} />
			{Object.keys(search).length === 0 ? null : (
				<Button variant="subtle" color="gray" leftSection={<IconFilterOff size={16} aria-hidden />} onClick={() => onChange({})}>
					{texts.clear}
				</Button>
			)}
		</div>
	);
}
