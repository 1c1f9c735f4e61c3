import AlignBottom from '@lucide/svelte/icons/align-end-horizontal';
import AlignCenter from '@lucide/svelte/icons/align-center-vertical';
import AlignEnd from '@lucide/svelte/icons/align-end-vertical';
import AlignMiddle from '@lucide/svelte/icons/align-center-horizontal';
import AlignStart from '@lucide/svelte/icons/align-start-vertical';
import AlignTop from '@lucide/svelte/icons/align-start-horizontal';
import ArrowDown from '@lucide/svelte/icons/chevron-down';
import ArrowUp from '@lucide/svelte/icons/chevron-up';
import BringToFront from '@lucide/svelte/icons/bring-to-front';
import Connect from '@lucide/svelte/icons/waypoints';
import Copy from '@lucide/svelte/icons/copy';
import Crop from '@lucide/svelte/icons/crop';
import DistributeX from '@lucide/svelte/icons/align-horizontal-space-around';
import DistributeY from '@lucide/svelte/icons/align-vertical-space-around';
import FlipHorizontal from '@lucide/svelte/icons/square-centerline-dashed-horizontal';
import FlipVertical from '@lucide/svelte/icons/square-centerline-dashed-vertical';
import Group from '@lucide/svelte/icons/group';
import Link from '@lucide/svelte/icons/link';
import Lock from '@lucide/svelte/icons/lock';
import LockOpen from '@lucide/svelte/icons/lock-open';
import SendToBack from '@lucide/svelte/icons/send-to-back';
import Trash from '@lucide/svelte/icons/trash-2';
import Unknown from '@lucide/svelte/icons/circle-question-mark';
import Ungroup from '@lucide/svelte/icons/ungroup';
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
import type { ElementType } from '../model/types.ts';

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

/** Pictures of actions, by their ids. */
export const ACTION_ICONS: Readonly<Record<string, Icon>> = {
  front: BringToFront,
  forward: ArrowUp,
  backward: ArrowDown,
  back: SendToBack,
  group: Group,
  ungroup: Ungroup,
  lock: Lock,
  unlock: LockOpen,
  flipX: FlipHorizontal,
  flipY: FlipVertical,
  duplicate: Copy,
  connect: Connect,
  crop: Crop,
  cropDone: Crop,
  link: Link,
  remove: Trash,
  alignLeft: AlignStart,
  alignCenter: AlignCenter,
  alignRight: AlignEnd,
  alignTop: AlignTop,
  alignMiddle: AlignMiddle,
  alignBottom: AlignBottom,
  distributeX: DistributeX,
  distributeY: DistributeY,
};

/** Pictures of kinds of elements. */
export const KIND_ICONS: Readonly<Record<ElementType, Icon>> = {
  rectangle: Square,
  diamond: Diamond,
  ellipse: Circle,
  note: StickyNote,
  text: Type,
  arrow: Spline,
  line: Slash,
  freedraw: Pencil,
  image: Image,
  frame: Frame,
  unknown: Unknown,
};
