import { z } from 'zod';

/** Below it is what belongs to one device. */
export const devicePath = '/api/v1/devices/{deviceId}';
export const deviceId = z.string().regex(/^\d{1,15}$/);
export const deviceParameters = z.strictObject({ deviceId });
