import type { FleetPorts } from '../cli/fleet-ports.ts';
import type { Clock } from '../domain/ports.ts';
import { writeFleetCsv } from '../qa/fleet/fleet-csv.ts';
import { FleetPlan } from '../qa/fleet/fleet-plan.ts';
import { plotSvg } from '../qa/fleet/plot-svg.ts';
import { plotText } from '../qa/fleet/plot-text.ts';
import { simulateFleet } from '../qa/fleet/simulate-fleet.ts';

/** Plugs the fleets of the test bench into the command line. */
export function toFleetPorts(clock: Clock): FleetPorts {
	return {
		simulate: (options) => simulateFleet({ ...options, now: clock.now() }),
		toCsv: (shape, options) => writeFleetCsv(new FleetPlan(shape), options),
		toTextPlot: plotText,
		toSvgPlot: plotSvg,
	};
}
