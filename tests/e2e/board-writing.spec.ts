import { words } from '../../src/lib/surfaces/board/words.ts';
import { BoardPage } from './support/board-page.ts';
import { boardWith, changeBoard, doubleClick, fieldOf } from './support/board-words.ts';
import { complaintsOf, expect, test } from './support/fixtures.ts';

const box = { x: 100, y: 100, width: 240, height: 120 } as const;
const line = [
  [0, 0],
  [300, 0],
] as const;

test('words are written on notes, shapes, arrows and frames', async ({ site, browserOf }) => {
  const { owner } = site.people;
  const client = site.as(owner);
  const id = await boardWith(client, [
    { ...box, id: 'shape', type: 'rectangle' },
    { id: 'arrow', type: 'arrow', x: 100, y: 300, points: line },
    { ...box, id: 'frame', type: 'frame', x: 500 },
  ]);
  const board = await BoardPage.open(await browserOf(owner), id, client);
  const complaints = complaintsOf(board.page);
  const { keyboard } = board.page;
  const field = fieldOf(board);

  await doubleClick(board, [220, 160]);
  await expect(field).toBeFocused();
  await expect(field).toHaveAccessibleName(words.writing.rectangle);
  await keyboard.type('In a shape');
  await keyboard.press('Escape');
  await expect(field).toHaveCount(0);
  await expect(board.view).toBeFocused();

  await doubleClick(board, [250, 300]);
  await keyboard.type('On an arrow');
  await keyboard.press('Control+Enter');
  await expect(field).toHaveCount(0);

  await board.click([500, 160]);
  await keyboard.press('Enter');
  await expect(field).toHaveAccessibleName(words.writing.frame);
  await keyboard.type('Name');
  await keyboard.press('Enter');
  await expect(field).toHaveCount(0);

  await board.tool('n');
  await board.click([420, 430]);
  await expect(field).toHaveAccessibleName(words.writing.note);
  await keyboard.type('On a note');
  await keyboard.press('Enter');
  await keyboard.type('in two lines');
  await board.click([620, 430]);
  await expect(field).toHaveCount(0);

  const elements = await board.elements();
  const of = (type: string): unknown => elements.find((element) => element.type === type);
  expect(of('rectangle')).toMatchObject({ text: 'In a shape' });
  expect(of('arrow')).toMatchObject({ text: 'On an arrow' });
  expect(of('frame')).toMatchObject({ name: 'Name' });
  expect(of('note')).toMatchObject({ text: 'On a note\nin two lines' });
  expect(complaints).toEqual([]);
});

test('a text begins with a double click where nothing is, and one without words leaves nothing', async ({
  site,
  browserOf,
}) => {
  const { owner } = site.people;
  const client = site.as(owner);
  const id = await client.createDocument('Texts', 'board');
  const board = await BoardPage.open(await browserOf(owner), id, client);
  const { keyboard } = board.page;
  const field = fieldOf(board);

  await doubleClick(board, [200, 200]);
  await expect(field).toBeFocused();
  await keyboard.press('Escape');
  await expect(field).toHaveCount(0);
  expect(await board.elements()).toEqual([]);

  await doubleClick(board, [200, 200]);
  await keyboard.type('Two words');
  await board.click([500, 400]);
  expect(await board.only()).toMatchObject({ type: 'text', text: 'Two words', x: 200 });

  // Begun by keyboard, all of it is selected: what is typed takes its place.
  await board.click([210, 200]);
  await keyboard.press('Enter');
  await keyboard.press('Delete');
  await keyboard.press('Escape');
  await expect(field).toHaveCount(0);
  expect(await board.elements()).toEqual([]);
  // One step: the words come back, and not an empty text.
  await keyboard.press('Control+z');
  expect(await board.only()).toMatchObject({ type: 'text', text: 'Two words' });
});

test('writing is undone word by word, in the field and after it', async ({ site, browserOf }) => {
  const { owner } = site.people;
  const client = site.as(owner);
  const id = await boardWith(client, [{ ...box, id: 'shape', type: 'rectangle', text: 'Was ' }]);
  const board = await BoardPage.open(await browserOf(owner), id, client);
  const { keyboard } = board.page;
  const field = fieldOf(board);
  await board.click([105, 160]);
  await keyboard.press('Enter');
  await keyboard.press('End');
  await keyboard.type('one two');
  await expect(field).toHaveValue('Was one two');
  await keyboard.press('Control+z');
  await expect(field).toHaveValue('Was one ');
  await keyboard.press('Control+z');
  await expect(field).toHaveValue('Was ');
  await keyboard.press('Control+Shift+z');
  await expect(field).toHaveValue('Was one ');
  await keyboard.press('Escape');
  await keyboard.press('Control+z');
  expect(await board.only()).toMatchObject({ text: 'Was ' });
});

test('two people write in one label, and undo takes back one’s own words only', async ({
  site,
  browserOf,
}) => {
  const { owner, editor } = site.people;
  const client = site.as(owner);
  const id = await boardWith(client, [
    { ...box, id: 'shape', type: 'rectangle', text: 'Middle. ', textAlign: 'left' },
  ]);
  const mine = await BoardPage.open(await browserOf(owner), id, client);
  const theirs = await BoardPage.open(await browserOf(editor), id, client);
  for (const board of [mine, theirs]) {
    await board.click([220, 160], { double: true });
    await expect(fieldOf(board)).toBeFocused();
  }
  await mine.page.keyboard.press('Control+Home');
  await theirs.page.keyboard.press('Control+End');
  await theirs.page.keyboard.type('Theirs');
  await expect(fieldOf(mine)).toHaveValue('Middle. Theirs');
  await mine.page.keyboard.type('Mine');
  await expect(fieldOf(theirs)).toHaveValue('MineMiddle. Theirs');
  // Their caret stayed behind their last letter.
  await theirs.page.keyboard.type('!');
  await mine.page.keyboard.type('.');
  await expect(fieldOf(mine)).toHaveValue('Mine.Middle. Theirs!');
  await mine.page.keyboard.press('Control+z');
  await expect(fieldOf(theirs)).toHaveValue('Middle. Theirs!');
  await expect(fieldOf(mine)).toHaveValue('Middle. Theirs!');
});

test('an input method composes while somebody else writes in the same label', async ({
  site,
  browserOf,
}) => {
  const { owner, editor } = site.people;
  const client = site.as(owner);
  const id = await boardWith(client, [{ ...box, id: 'note', type: 'note', text: 'ab' }]);
  const context = await browserOf(owner);
  const board = await BoardPage.open(context, id, client);
  const field = fieldOf(board);
  await board.click([220, 160], { double: true });
  await expect(field).toBeFocused();
  await board.page.keyboard.press('Home');
  await board.page.keyboard.press('ArrowRight');
  const devtools = await context.newCDPSession(board.page);
  await devtools.send('Input.imeSetComposition', {
    text: 'ｎ',
    selectionStart: 1,
    selectionEnd: 1,
  });
  await expect(field).toHaveValue('aｎb');
  const before = await field.boundingBox();
  await changeBoard(site.as(editor), id, (theirs) => {
    theirs.textOf('note')?.insert(0, 'Before ');
    theirs.textOf('note')?.insert(9, ' after');
    theirs.update('note', { x: 140 });
  });
  // What they did has arrived, as the note has moved; their words wait.
  await expect.poll(async () => (await field.boundingBox())?.x).not.toBe(before?.x);
  await devtools.send('Input.imeSetComposition', {
    text: '日本',
    selectionStart: 2,
    selectionEnd: 2,
  });
  await expect(field).toHaveValue('a日本b');
  expect(await board.stored()).toMatchObject([{ text: 'Before ab after' }]);
  await devtools.send('Input.insertText', { text: '日本' });
  await expect(field).toHaveValue('Before a日本b after');
  await board.page.keyboard.type('!');
  expect(await board.only()).toMatchObject({ text: 'Before a日本!b after' });
});

test('a field closes when its element is deleted or locked by somebody else', async ({
  site,
  browserOf,
}) => {
  const { owner, editor } = site.people;
  const client = site.as(owner);
  const id = await boardWith(client, [
    { ...box, id: 'one', type: 'rectangle' },
    { ...box, id: 'two', type: 'rectangle', y: 300 },
  ]);
  const board = await BoardPage.open(await browserOf(owner), id, client);
  const complaints = complaintsOf(board.page);
  const field = fieldOf(board);
  await doubleClick(board, [220, 160]);
  await board.page.keyboard.type('gone');
  await board.saved();
  await changeBoard(site.as(editor), id, (theirs) => theirs.delete(['one']));
  await expect(field).toHaveCount(0);
  await expect(board.page.getByText(words.interrupted.deleted)).toBeVisible();
  // The rest of the sentence chooses no tools.
  await board.page.keyboard.type(' for ever');
  await expect(board.page.getByRole('radio', { name: words.tools.select })).toBeChecked();
  await doubleClick(board, [220, 360]);
  await board.page.keyboard.type('kept');
  await board.saved();
  await changeBoard(site.as(editor), id, (theirs) => theirs.update('two', { locked: true }));
  await expect(field).toHaveCount(0);
  expect(await board.only()).toMatchObject({ id: 'two', text: 'kept', locked: true });
  expect(complaints).toEqual([]);
});
