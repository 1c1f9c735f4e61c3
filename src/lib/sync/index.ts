/** The sync library's public entry. Described in README.md beside this file. */
export { createProvider } from './provider.ts';
export type { ProviderOptions } from './options.ts';
export { deleteDevice, unsentEdits } from './devices.ts';
export { MemoryDevice } from './device-memory.ts';
export { DeviceError, type Batch, type Device, type Row, type Stored } from './device.ts';
export type { Clock, Random } from './clock.ts';
export type { Page, PageListeners } from './page.ts';
export type { TabGroup, TabHandlers, TabMessage, Tabs } from './tabs.ts';
export type { KeptCopy, Provider, ProviderEvents, ProviderStatus } from './types.ts';
