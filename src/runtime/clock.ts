import type { Clock } from '../domain/ports.ts';

/** The time of the machine. */
export const systemClock: Clock = { now: () => new Date() };
