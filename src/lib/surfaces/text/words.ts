/** Every sentence that the text surface says, so that a translation is one module with the same shape. */
export const words = {
  title: 'Title',
  untitled: 'Untitled',
  body: 'Document text',
  placeholder: 'Write, or press / for blocks',
  somebody: 'Somebody',
  table: 'Table',
  task: 'Task',

  code: {
    plain: 'Plain text',
    block: (language: string) => `Code: ${language}`,
    language: (language: string) => `Language: ${language}`,
    languages: 'Languages',
    find: 'Find a language',
    none: 'No language matches',
    pick: 'Language',
    copy: 'Copy code',
    copied: 'Copied',
  },

  /** Name, what it is for, and other words by which people look for it. */
  blocks: {
    paragraph: ['Text', 'Plain words', 'paragraph body'],
    heading1: ['Heading 1', 'The largest heading', 'h1 title'],
    heading2: ['Heading 2', 'For sections', 'h2 subtitle'],
    heading3: ['Heading 3', 'For parts of a section', 'h3'],
    bulletList: ['Bullet list', 'Points in any order', 'ul unordered'],
    orderedList: ['Numbered list', 'Points in their order', 'ol ordered'],
    taskList: ['Task list', 'Boxes to tick', 'todo checkbox checklist'],
    blockquote: ['Quote', 'Somebody else’s words', 'blockquote citation'],
    codeBlock: ['Code', 'With colours for its language', 'pre program snippet'],
    table: ['Table', 'Rows and columns, three by three', 'grid cells'],
    horizontalRule: ['Divider', 'A line between parts', 'hr rule separator'],
  },

  slash: {
    label: 'Insert a block',
    all: 'Blocks',
    matching: (query: string) => `Blocks that match “${query}”`,
    none: (query: string) => `No block matches “${query}”`,
  },

  format: {
    selection: 'Format selection',
    bar: 'Format',
    turnInto: 'Turn into',
    turnIntoNow: (kind: string) => `Turn into, now ${kind}`,
    style: 'Text style',
    bold: 'Bold',
    italic: 'Italic',
    underline: 'Underline',
    strike: 'Strikethrough',
    code: 'Code',
    link: 'Link',
    undo: 'Undo',
  },

  block: {
    label: 'Block',
    change: 'Move or change block',
    up: 'Move up',
    down: 'Move down',
    upKeys: 'Alt Shift ↑',
    downKeys: 'Alt Shift ↓',
    duplicate: 'Duplicate',
    delete: 'Delete',
  },

  tables: {
    addRow: 'Row',
    addColumn: 'Column',
    actions: 'Table actions',
    rowAbove: 'Row above',
    rowBelow: 'Row below',
    columnBefore: 'Column before',
    columnAfter: 'Column after',
    headerRow: 'Header row',
    deleteRow: 'Delete row',
    deleteColumn: 'Delete column',
    deleteTable: 'Delete table',
  },

  link: {
    label: 'Link',
    address: 'Address',
    placeholder: 'Paste or type an address',
    save: 'Save',
    change: 'Change',
    remove: 'Remove link',
    wrong: 'Links may lead to http, https and mailto addresses.',
  },

  obstacle: {
    newer: [
      'This document was written with a newer version of Runnel.',
      'You can read it here. To edit it, reload the page; nothing in it is lost.',
    ],
    foreign: [
      'This document contains something that this version cannot edit.',
      'You can read it here, and nothing in it is lost.',
    ],
  },
} as const;
