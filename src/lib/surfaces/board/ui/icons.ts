import Circle from '@lucide/svelte/icons/circle';
import Diamond from '@lucide/svelte/icons/diamond';
import Eraser from '@lucide/svelte/icons/eraser';
import Frame from '@lucide/svelte/icons/frame';
import Hand from '@lucide/svelte/icons/hand';
import Image from '@lucide/svelte/icons/image';
import MousePointer from '@lucide/svelte/icons/mouse-pointer-2';
import Pencil from '@lucide/svelte/icons/pencil';
import Slash from '@lucide/svelte/icons/slash';
import Spline from '@lucide/svelte/icons/spline';
import Square from '@lucide/svelte/icons/square';
import StickyNote from '@lucide/svelte/icons/sticky-note';
import Type from '@lucide/svelte/icons/type';
import Wand from '@lucide/svelte/icons/wand';
import type { Component } from 'svelte';
import type { ToolId } from '../editor/tool-ids.ts';

/** What the bars and panels draw as a picture. */
export type Icon = Component<{ class?: string; 'aria-hidden'?: 'true' }>;

export const TOOL_ICONS: Readonly<Record<ToolId, Icon>> = {
  select: MousePointer,
  hand: Hand,
  note: StickyNote,
  text: Type,
  rectangle: Square,
  diamond: Diamond,
  ellipse: Circle,
  arrow: Spline,
  line: Slash,
  pen: Pencil,
  eraser: Eraser,
  frame: Frame,
  image: Image,
  laser: Wand,
};
