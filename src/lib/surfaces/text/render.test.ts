import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prosemirrorToYXmlFragment } from 'y-prosemirror';
import * as Y from 'yjs';
import { excerpt, renderText } from './render.ts';
import { CONTENT_ROOT, textSchema, TITLE_ROOT } from './schema.ts';
import { seedText } from './seed.ts';

function docOf(content: object[]): Y.Doc {
  const doc = new Y.Doc();
  const node = textSchema.nodeFromJSON({ type: 'doc', content });
  prosemirrorToYXmlFragment(node, doc.getXmlFragment(CONTENT_ROOT));
  return doc;
}
const text = (words: string, ...marks: object[]) => ({ type: 'text', text: words, marks });
const paragraph = (...content: object[]) => ({ type: 'paragraph', content });

/** Puts elements into the body that no editor would write. */
function docWith(...children: (Y.XmlElement | Y.XmlText)[]): Y.Doc {
  const doc = new Y.Doc();
  doc.getXmlFragment(CONTENT_ROOT).insert(0, children);
  return doc;
}
function element(
  name: string,
  attributes: Record<string, unknown> = {},
  ...children: (Y.XmlElement | Y.XmlText)[]
) {
  const made = new Y.XmlElement<Record<string, never>>(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as never);
  made.insert(0, children);
  return made as unknown as Y.XmlElement;
}
function words(content: string, attributes?: Record<string, unknown>): Y.XmlText {
  const made = new Y.XmlText();
  made.applyDelta([{ insert: content, ...(attributes ? { attributes } : {}) }]);
  return made;
}
const html = (doc: Y.Doc): string => renderText(doc).html;

test('a seeded document has its title and one empty line', () => {
  const doc = new Y.Doc();
  seedText(doc, ' Offline  maps ');
  expect(renderText(doc)).toEqual({ title: 'Offline maps', html: '<p><br></p>', text: '' });
});

test('every block and mark has its markup', () => {
  const doc = docOf([
    { type: 'heading', attrs: { level: 2 }, content: [text('Plan')] },
    paragraph(
      text('a '),
      text('b', { type: 'bold' }),
      text('c', { type: 'bold' }, { type: 'italic' }),
      { type: 'hardBreak' },
      text('site', { type: 'link', attrs: { href: 'https://example.com/?a=1&b=2' } }),
    ),
    { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(text('x'))] }] },
    {
      type: 'orderedList',
      attrs: { start: 3 },
      content: [{ type: 'listItem', content: [paragraph()] }],
    },
    {
      type: 'taskList',
      content: [{ type: 'taskItem', attrs: { checked: true }, content: [paragraph(text('Pack'))] }],
    },
    { type: 'blockquote', content: [paragraph(text('q'))] },
    { type: 'horizontalRule' },
    { type: 'codeBlock', attrs: { language: 'typescript' }, content: [text('const a = "<"')] },
    {
      type: 'table',
      content: [
        { type: 'tableRow', content: [{ type: 'tableHeader', content: [paragraph(text('H'))] }] },
        { type: 'tableRow', content: [{ type: 'tableCell', content: [paragraph(text('1'))] }] },
      ],
    },
  ]);
  expect(html(doc)).toBe(
    '<h2>Plan</h2>' +
      '<p>a <strong>b<em>c</em></strong><br>' +
      '<a href="https://example.com/?a=1&amp;b=2" rel="noopener noreferrer nofollow" target="_blank">site</a></p>' +
      '<ul><li><p>x</p></li></ul><ol start="3"><li><p><br></p></li></ol>' +
      '<ul data-type="taskList"><li data-type="taskItem" data-checked="true"><label contenteditable="false">' +
      '<input type="checkbox" aria-label="Pack" checked="checked" disabled="disabled"></label><div><p>Pack</p></div></li></ul>' +
      '<blockquote><p>q</p></blockquote><hr>' +
      '<div class="code"><header contenteditable="false"><span class="lang">TypeScript</span></header>' +
      '<pre spellcheck="false" tabindex="0" role="group" aria-label="Code: TypeScript"><code><span class="hljs-keyword">const</span> a = ' +
      '<span class="hljs-string">"&lt;"</span></code></pre></div>' +
      '<div class="table" tabindex="0" role="group" aria-label="Table"><table><tbody><tr><th><p>H</p></th></tr><tr><td><p>1</p></td></tr></tbody></table></div>',
  );
  expect(renderText(doc).text).toBe('Plan\na bc\nsite\nx\n\nPack\nq\nconst a = "<"\nH\n1');
});

test('script in words, names and attributes is inert', () => {
  const doc = docWith(
    element(
      'paragraph',
      { onclick: 'alert(1)', style: 'x' },
      words('<script>alert(1)</script>&amp;'),
    ),
    element(
      'paragraph',
      {},
      words('run', { link: { href: 'javascript:alert(1)', onmouseover: 'x' } }),
    ),
    element('paragraph', {}, words('tab', { link: { href: 'java\tscript:alert(1)' } })),
    element('paragraph', {}, words('data', { link: { href: 'data:text/html,<script>' } })),
    element('paragraph', {}, words('quote', { link: { href: 'https://e.com/"><script>' } })),
    element('script', { src: 'https://evil.example' }, words('alert(2)')),
    element('iframe', { srcdoc: '<script>' }),
    element('heading', { level: '1><script>' }, words('h')),
    element('codeBlock', { language: '"><script>' }, words('code')),
    element('orderedList', { start: '1"><b' }, element('listItem', {}, element('paragraph'))),
    element(
      'taskList',
      {},
      element('taskItem', { checked: '"><b' }, element('paragraph', {}, words('"><b'))),
    ),
  );
  const out = html(doc);
  expect(out).toBe(
    '<p>&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;</p><p><a>run</a></p><p><a>tab</a></p><p><a>data</a></p>' +
      '<p><a href="https://e.com/&quot;&gt;&lt;script&gt;" rel="noopener noreferrer nofollow" target="_blank">quote</a></p>' +
      '<p>alert(2)</p><h3>h</h3>' +
      '<div class="code"><header contenteditable="false"><span class="lang">Plain text</span></header>' +
      '<pre spellcheck="false" tabindex="0" role="group" aria-label="Code: Plain text"><code>code</code></pre></div><ol><li><p><br></p></li></ol>' +
      '<ul data-type="taskList"><li data-type="taskItem" data-checked="false"><label contenteditable="false">' +
      '<input type="checkbox" aria-label="&quot;&gt;&lt;b" disabled="disabled"></label>' +
      '<div><p>"&gt;&lt;b</p></div></li></ul>',
  );
});

test('content that fits nowhere keeps its words', () => {
  const doc = docWith(
    words('loose'),
    element('tableCell', { colspan: 1e9, rowspan: 1e9 }, words('cell')),
    element('listItem', {}, element('bulletList')),
    element('newBlock', {}, element('paragraph', {}, words('from the future'))),
    element('codeBlock', {}, element('paragraph', {}, words('bold', { bold: {} }))),
  );
  expect(renderText(doc).text.split('\n').filter(Boolean)).toEqual([
    'loose',
    'cell',
    'from the future',
    'bold',
  ]);
});

test('roots of another kind, and nesting without end, do no harm', () => {
  const other = new Y.Doc();
  other.getMap(CONTENT_ROOT).set('a', 1);
  other.getArray(TITLE_ROOT).insert(0, [1]);
  expect(renderText(other)).toEqual({ title: '', html: '<p><br></p>', text: '' });

  const deep = new Y.Doc();
  let inner: Y.XmlFragment = deep.getXmlFragment(CONTENT_ROOT);
  for (let i = 0; i < 3000; i++) {
    const quote = element('blockquote');
    inner.insert(0, [quote]);
    inner = quote;
  }
  inner.insert(0, [element('paragraph', {}, words('bottom'))]);
  expect(renderText(deep).text).toContain('bottom');
});

test('reading changes nothing', () => {
  const doc = docWith(element('paragraph', {}, words('a', { strange: true })), element('unknown'));
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const before = Y.encodeStateAsUpdate(doc);
  renderText(doc);
  expect(updates).toEqual([]);
  expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
});

const NAMES = [...Object.keys(textSchema.nodes), 'script', 'constructor', '__proto__', 'x<y', ''];
const MARKS = [...Object.keys(textSchema.marks), 'onclick', 'constructor', 'ychange', ''];
const odd = fc.oneof(
  fc.constantFrom(
    'javascript:alert(1)',
    '"><script>alert(1)</script>',
    'https://ok.example',
    -1,
    1e12,
    NaN,
  ),
  fc.jsonValue(),
);
type Tree =
  | { name: string; attributes: Record<string, unknown>; children: Tree[] }
  | { words: string; marks: Record<string, unknown> };
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    fc.record({
      words: fc.oneof(
        fc.string(),
        fc.constantFrom('<img src=x onerror=alert(1)>', '\n', '\u0000', '\ud800'),
      ),
      marks: fc.dictionary(fc.constantFrom(...MARKS), odd, { maxKeys: 3 }),
    }),
    fc.record({
      name: fc.constantFrom(...NAMES),
      attributes: fc.dictionary(
        fc.constantFrom(
          'level',
          'href',
          'start',
          'checked',
          'language',
          'colspan',
          'onclick',
          'style',
        ),
        odd,
        { maxKeys: 3 },
      ),
      children: fc.array(tie('tree'), { maxLength: 4 }),
    }),
  ),
}));
function grow(node: Tree): Y.XmlElement | Y.XmlText {
  return 'words' in node
    ? words(node.words, node.marks)
    : element(node.name, node.attributes, ...node.children.map(grow));
}
const TAG =
  /^<(?:\/?(?:p|h[1-3]|ul|ol|li|blockquote|strong|em|u|s|code|div|table|tbody|tr|th|td|label|pre|span|header|a)|hr|br|input)(?: (?:href|rel|target|start|class|data-type|data-checked|contenteditable|spellcheck|type|tabindex|role|aria-label|checked|disabled)="[^"<>]*")*>$/;

test('any document at all becomes harmless markup', () => {
  fc.assert(
    fc.property(fc.array(tree, { maxLength: 5 }), (trees) => {
      const out = html(docWith(...trees.map(grow)));
      for (const [tag] of out.matchAll(/<[^>]*>/g)) expect(tag).toMatch(TAG);
      expect(out).not.toMatch(/href="(?!https?:|mailto:|[^":]*")/i);
    }),
    { numRuns: 400 },
  );
});

test('an excerpt is one line, cut at a word', () => {
  expect(excerpt('one\ntwo   three')).toBe('one two three');
  expect(excerpt('a long sentence about maps', 16)).toBe('a long sentence…');
  expect(excerpt('x'.repeat(300), 10)).toBe('xxxxxxxxx…');
});
