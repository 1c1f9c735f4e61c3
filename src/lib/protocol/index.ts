/** The wire contract, shared by server and client. Pure: no I/O, no state. */
export * from './cursor.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './limits.ts';
export * from './roles.ts';
