import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useSession } from '../session/session-context.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { PeopleTable } from './people-table.tsx';
import { peoplePageTexts as texts } from './people-texts.ts';
import { PersonDialogs, type PersonQuestion } from './person-dialogs.tsx';
import { PersonModal } from './person-modal.tsx';
import { usePeople } from './queries.ts';
import { peopleTexts } from './texts.ts';

/** Who administers. */
export function PeoplePage(): ReactNode {
	const { data, error, refetch } = usePeople();
	const { can } = useSession();
	const [isAdding, setAdding] = useState(false);
	const [question, setQuestion] = useState<PersonQuestion>();
	return (
		<PageFrame
			title={peopleTexts.people.title}
			description={texts.description}
			actions={
				<>
					<Button variant="default" renderRoot={(props) => <Link {...props} to="/roles" />}>
						{texts.roleHelp}
					</Button>
					{can('dms.rest.people.create') ? (
						<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
							{texts.add}
						</Button>
					) : null}
				</>
			}
		>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{data === undefined ? error === null ? <TableSkeleton /> : null : <PeopleTable people={data} onAsk={setQuestion} />}
			<PersonModal opened={isAdding} onClose={() => setAdding(false)} />
			<PersonDialogs question={question} onClose={() => setQuestion(undefined)} />
		</PageFrame>
	);
}
