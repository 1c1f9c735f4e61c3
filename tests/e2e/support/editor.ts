import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { document as words } from '../../../src/lib/strings/document.ts';

/** An open document as somebody sees it. */
export class DocumentPage {
  readonly page: Page;
  /** Where the text is written. */
  readonly text: Locator;
  readonly title: Locator;
  readonly saveState: Locator;

  private constructor(page: Page) {
    this.page = page;
    this.text = page.locator('.ProseMirror');
    this.title = page.getByRole('textbox', { name: 'Title' });
    this.saveState = page.getByLabel(words.save.label);
  }

  /** Opens a document in a new tab and waits until it can be edited or, for readers, is shown by the editor. */
  static async open(context: BrowserContext, documentId: string): Promise<DocumentPage> {
    const page = await context.newPage();
    await page.goto(`/d/${documentId}`);
    return DocumentPage.on(page);
  }

  /** Takes a page that shows a document already. */
  static async on(page: Page): Promise<DocumentPage> {
    const opened = new DocumentPage(page);
    await expect(opened.text).toBeVisible();
    return opened;
  }

  async saved(): Promise<void> {
    await expect(this.saveState).toContainText(words.save.saved);
  }

  /** Waits until the device has all that was typed: the last letter is on the screen before it is on the disk. */
  async kept(): Promise<void> {
    await this.page.evaluate(async () => {
      const done = <T>(request: IDBRequest<T> | IDBTransaction) =>
        new Promise<void>((resolve, reject) => {
          request.addEventListener(request instanceof IDBTransaction ? 'complete' : 'success', () =>
            resolve(),
          );
          request.addEventListener('error', () => reject(new Error('The device cannot be read')));
        });
      for (const { name } of await indexedDB.databases()) {
        const opening = indexedDB.open(name ?? '');
        await done(opening);
        const database = opening.result;
        const stores = [...database.objectStoreNames];
        // Writes wait for each other. The first may stand behind one that lacks the last letter; the one with it comes
        // as soon as that is through, and the second stands behind it.
        for (let turn = 0; turn < 2; turn++) await done(database.transaction(stores, 'readwrite'));
        database.close();
      }
    });
  }

  /** Puts the caret at the end of the text and types there. */
  async type(text: string): Promise<void> {
    await this.caretAtEnd();
    await this.page.keyboard.type(text);
  }

  async caretAtEnd(): Promise<void> {
    await this.text.focus();
    await this.page.keyboard.press('Control+End');
  }

  async caretAtStart(): Promise<void> {
    await this.text.focus();
    await this.page.keyboard.press('Control+Home');
  }

  /** The text without carets of others, whitespace squeezed. */
  async words(): Promise<string> {
    return this.text.evaluate((root) => {
      const copy = root.cloneNode(true) as HTMLElement;
      for (const caret of copy.querySelectorAll('.caret')) caret.remove();
      // ProseMirror puts these beside widgets.
      return copy.textContent.replace(/[\u2060\ufeff]/g, '');
    });
  }

  /** The title, whether it is written in a field or in the text. */
  async titleText(): Promise<string> {
    return this.title.evaluate((element) =>
      element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement
        ? element.value
        : element.textContent,
    );
  }
}
