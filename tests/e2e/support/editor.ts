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
