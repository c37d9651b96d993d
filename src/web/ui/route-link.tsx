import { Link } from '@tanstack/react-router';
import type { ComponentPropsWithRef, ReactNode } from 'react';

export interface RouteLinkProps extends Omit<ComponentPropsWithRef<'a'>, 'href'> {
	/** A path of the page, with its search and its parameters filled in. */
	readonly to: string;
}

/** A link to a path that is known only as text; where the route is known, use `Link`, which checks its parameters. */
export function RouteLink({ to, ...rest }: RouteLinkProps): ReactNode {
	return <Link {...rest} to={to} />;
}
