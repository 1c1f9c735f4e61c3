import { outlineWords } from './words/outline.ts';
import { panelWords } from './words/panel.ts';

/** Every sentence that the board surface says, so that a translation is one module with the same shape. */
export const words = {
  board: 'Board',
  help: 'Press Enter to walk through the elements, Escape to leave them. Alt P goes to how they look, Shift F10 to what can be done with them, Alt O to all as a list.',
  somebody: 'Somebody',
  /** What a frame is called before somebody names it. */
  frameName: 'Frame',

  /** The board as a list that can be read. */
  outline: {
    title: 'Outline of the board',
    connected: (kind: string, from: string, to: string) => `${kind} from ${from} to ${to}`,
    unnamed: 'nothing',
    more: (count: number) => `And ${count} more.`,
  },

  together: {
    following: (name: string) => `Following ${name}`,
    /** Somebody has selected more than is outlined. */
    more: (name: string, count: number) => `${name} +${count}`,
  },

  tools: {
    select: 'Select',
    hand: 'Move the view',
    note: 'Note',
    text: 'Text',
    rectangle: 'Rectangle',
    diamond: 'Diamond',
    ellipse: 'Ellipse',
    arrow: 'Arrow',
    line: 'Line',
    pen: 'Pen',
    eraser: 'Eraser',
    frame: 'Frame',
    image: 'Picture',
    laser: 'Laser pointer',
  },

  /** Why writing has ended. */
  interrupted: {
    deleted: 'Somebody else has deleted what you were writing on.',
    locked: 'Somebody else has locked what you were writing on.',
  },

  /** Names of the fields in which words are written. */
  writing: {
    text: 'Text',
    rectangle: 'Text of rectangle',
    diamond: 'Text of diamond',
    ellipse: 'Text of ellipse',
    note: 'Text of note',
    arrow: 'Text of arrow',
    frame: 'Name of frame',
  },

  actions: {
    keepTool: 'Keep the tool after using it',
    undo: 'Undo',
    redo: 'Redo',
    remove: 'Delete',
    duplicate: 'Duplicate',
    group: 'Group',
    ungroup: 'Ungroup',
    front: 'Bring to front',
    forward: 'Bring forward',
    backward: 'Send backward',
    back: 'Send to back',
    lock: 'Lock or unlock',
    unlockAll: 'Unlock everything',
    flipX: 'Flip horizontally',
    flipY: 'Flip vertically',
    alignLeft: 'Align left',
    alignCenter: 'Centre horizontally',
    alignRight: 'Align right',
    alignTop: 'Align top',
    alignMiddle: 'Centre vertically',
    alignBottom: 'Align bottom',
    distributeX: 'Distribute horizontally',
    distributeY: 'Distribute vertically',
    connect: 'Connect with an arrow',
    editText: 'Edit text',
    crop: 'Crop the picture',
    cropDone: 'End cropping',
    cropWhole: 'Show the whole picture',
    cropMove: 'While cropping: move the picture',
    cropMoveFar: 'While cropping: move the picture by ten',
    cropEnd: 'While cropping: pull the right or lower edge',
    cropStart: 'While cropping: pull the left or upper edge',
    nudgeLeft: 'Move left',
    nudgeRight: 'Move right',
    nudgeUp: 'Move up',
    nudgeDown: 'Move down',
    nudgeLeftFar: 'Move left by ten',
    nudgeRightFar: 'Move right by ten',
    nudgeUpFar: 'Move up by ten',
    nudgeDownFar: 'Move down by ten',
    walk: 'Walk through the elements',
    walkNext: 'Next element',
    walkBack: 'Element before',
    finish: 'Finish the line',
    cancel: 'Cancel what is being done',
    place: 'Put one in the middle of the view',
    selectAll: 'Select all',
    stepOut: 'Step out',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    zoomReset: 'Zoom to 100 %',
    showAll: 'Show everything',
    showSelection: 'Show the selection',
    grid: 'Grid',
    snapping: 'Snap to other elements',
  },

  bars: {
    tools: 'Tools',
    moreShapes: 'More shapes',
    moreTools: 'More tools',
    view: 'View',
    zoom: 'Zoom',
    zoomNow: (percent: string) => `Zoom ${percent}, reset`,
    fit: 'Fit everything',
    selection: (what: string) => `Selection: ${what}`,
    close: 'Close',
    penMode: 'Pen in use: fingers move the view',
    penModeOff: 'Let fingers draw again',
  },

  io: {
    actions: {
      cut: 'Cut',
      copy: 'Copy',
      paste: 'Paste',
      copyStyle: 'Copy style',
      pasteStyle: 'Paste style',
      copyPng: 'Copy as PNG',
      copySvg: 'Copy as SVG',
      copyText: 'Copy the words',
      openLink: 'Open the link',
      exportPicture: 'Export as a picture',
      exportFile: 'Save as .excalidraw',
      importFile: 'Import an .excalidraw file',
    },
    dialog: {
      title: 'Export as a picture',
      kind: 'Format',
      kinds: [
        ['png', 'PNG'],
        ['svg', 'SVG'],
      ],
      scale: 'Size',
      scales: [
        ['1', '1×'],
        ['2', '2×'],
        ['3', '3×'],
      ],
      background: 'Ground',
      backgrounds: [
        ['paper', 'Paper'],
        ['transparent', 'Transparent'],
      ],
      theme: 'Colours',
      themes: [
        ['light', 'Light'],
        ['dark', 'Dark'],
      ],
      which: 'Elements',
      whichs: [
        ['selection', 'Selected'],
        ['all', 'All'],
      ],
      cancel: 'Cancel',
      copy: 'Copy',
      download: 'Download',
    },
    storing: 'Storing pictures',
    opens: (address: string) => `Open ${address}`,
    copied: 'Copied.',
    imported: (count: number) =>
      count === 1 ? 'One element was added.' : `${count} elements were added.`,
    empty: 'There are no elements in it.',
    readOnly: 'You can only read this board, so nothing was added.',
    unsupported: 'Only pictures and .excalidraw files can be put on a board.',
    tooLong: (length: number) =>
      `The text has ${length.toLocaleString('en')} characters; a board takes 20,000 at once. Nothing was added.`,
    pasteByKey: 'This browser lets pages paste by key only: press Ctrl+V, or ⌘V on a Mac.',
    nothingToExport: 'There is nothing on the board yet.',
    noWords: 'There are no words in the selection.',
    lost: (count: number) =>
      count === 1
        ? 'One picture could not be taken along: it is too large, or not of a kind that boards take.'
        : `${count} pictures could not be taken along: they are too large, or not of a kind that boards take.`,
    smaller: (percent: number) =>
      `The board is too large for a picture of this size: it was made at ${percent} % of it.`,
    notStored: {
      too_large: 'The picture is too large and was not added. Make it smaller and try again.',
      unsupported_type:
        'This is not a picture that boards can show. PNG, JPEG, GIF, WebP, AVIF and SVG are.',
      quota:
        'There is no room left for pictures on this board, where those taken off it count too, so nothing was added. ' +
        'Put it on another board, or ask whoever runs the server for more room.',
      offline: 'Pictures can be added only with a connection. Nothing was added; try again later.',
      read_only: 'You can only read this board, so nothing was added.',
      failed: 'The picture could not be stored, so nothing was added. Try again.',
    },
    notImported: {
      too_large: 'The file is too large for a board. Nothing was added.',
      not_json: 'The file is damaged and cannot be read. Nothing was added.',
      not_excalidraw: 'This is not an .excalidraw file. Nothing was added.',
      too_many: 'There are more elements in it than a board can hold. Nothing was added.',
    },
    notCopied: {
      pictures: 'The pictures could not be fetched, so nothing was copied. Try again later.',
      refused: 'The browser did not allow to copy.',
      insecure:
        'Browsers let pages copy pictures only over HTTPS. Export a file instead, from the menu of the page.',
    },
    notExported: {
      pictures: 'The pictures could not be fetched, so nothing was saved. Try again later.',
      memory: 'There is not enough memory for a picture of this size. Choose a smaller one.',
    },
  },

  ...panelWords,
  ...outlineWords,
} as const;
