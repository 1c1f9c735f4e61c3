/** What is said of a board to those who do not look at it; part of `words`. */
export const outlineWords = {
  tree: {
    label: 'Outline',
    show: 'Outline of the board',
    close: 'Close the outline',
    empty: 'Nothing is on the board yet.',
    help: 'Enter selects and shows, Shift Space selects more, F2 edits the words, Delete removes.',
  },

  said: {
    label: 'What happens on the board',
    place: (what: string, at: number, of: number) => `${what}, ${at} of ${of}`,
    selected: (count: number) => `${count} elements selected`,
    nothing: 'Nothing selected',
    made: (what: string) => `${what} added`,
    deleted: (what: string) => `${what} deleted`,
    cropping:
      'Cropping. Arrow keys move the picture, with Alt they pull its right and lower edges, with Alt and Shift the left and upper ones. Enter ends.',
    undone: 'Undone',
    redone: 'Redone',
  },

  menu: {
    label: 'What can be done here',
    open: 'Open the menu',
  },

  minimap: {
    label: 'Overview of the board',
    hide: 'Hide the overview',
    show: 'Show the overview',
    help: 'Arrow keys move the view.',
  },

  hint: {
    title: 'An empty board',
    note: 'for a note',
    shape: 'for a shape: pull it open',
    text: 'to write, or double-click anywhere',
    hand: 'Space',
    move: 'and drag to move the view',
    help: 'for all shortcuts',
    touch: 'Choose a tool below and touch the board. Two fingers move and zoom.',
  },

  shortcuts: {
    tools: 'Tools of the board',
    edit: 'On the board',
    view: 'View of the board',
  },
} as const;
