import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';

export interface RowDrag {
	/** Where the row came from and where it is now, counted from 0; undefined: nothing is dragged. */
	readonly drag: { readonly from: number; readonly to: number } | undefined;
	readonly bodyRef: RefObject<HTMLTableSectionElement | null>;
	readonly begin: (index: number) => void;
}

/** Drags a row of a table with a mouse, a pen or a finger; Escape leaves it where it was. */
export function useRowDrag(onDrop: (from: number, to: number) => void): RowDrag {
	const [drag, setDrag] = useState<RowDrag['drag']>();
	const bodyRef = useRef<HTMLTableSectionElement>(null);
	const isDragging = drag !== undefined;

	const move = useEffectEvent((event: PointerEvent) => {
		const to = findRow(bodyRef.current, event.clientY);
		setDrag((before) => (before === undefined ? undefined : { ...before, to }));
	});
	const drop = useEffectEvent(() => {
		if (drag !== undefined && drag.from !== drag.to) onDrop(drag.from, drag.to);
		setDrag(undefined);
	});
	const cancel = useEffectEvent((event: Event) => {
		if (!(event instanceof KeyboardEvent) || event.key === 'Escape') setDrag(undefined);
	});

	// The row moves in the document while it is dragged: no element keeps the pointer for all of it.
	useEffect(() => {
		if (!isDragging) return undefined;
		const end = new AbortController();
		const { signal } = end;
		window.addEventListener('pointermove', (event) => move(event), { signal });
		window.addEventListener('pointerup', () => drop(), { signal });
		window.addEventListener('pointercancel', (event) => cancel(event), { signal });
		window.addEventListener('keydown', (event) => cancel(event), { signal });
		return () => end.abort();
	}, [isDragging]);

	return { drag, bodyRef, begin: (index) => setDrag({ from: index, to: index }) };
}

/** The row at a height of the window; the last one below all of them. */
function findRow(body: HTMLTableSectionElement | null, y: number): number {
	const rows = [...(body?.rows ?? [])];
	const found = rows.findIndex((row) => y < row.getBoundingClientRect().bottom);
	return found < 0 ? rows.length - 1 : found;
}
