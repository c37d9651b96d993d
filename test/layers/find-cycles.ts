/** The knots of a graph: every set of nodes that reach each other (Tarjan's strongly connected components), and nodes that name themselves. */
export const findCycles = (edges: ReadonlyMap<string, readonly string[]>): string[][] => {
	const order = new Map<string, number>();
	const stack: string[] = [];
	const cycles: string[][] = [];

	const visit = (node: string): number => {
		order.set(node, order.size);
		let lowest = order.size - 1;
		stack.push(node);
		for (const next of edges.get(node) ?? []) {
			if (!order.has(next)) lowest = Math.min(lowest, visit(next));
			else if (stack.includes(next)) lowest = Math.min(lowest, order.get(next) ?? lowest);
		}
		if (lowest === order.get(node)) {
			const knot = stack.splice(stack.indexOf(node));
			if (knot.length > 1 || edges.get(node)?.includes(node) === true) cycles.push(knot.toSorted());
		}
		return lowest;
	};

	for (const node of [...edges.keys()].toSorted()) if (!order.has(node)) visit(node);
	return cycles;
};
