import { parseTheme, THEME_COOKIE } from '$lib/components/shell/theme';
import { can } from '$lib/server/policy';
import { loading } from '../problem.server';
import type { LayoutServerLoad } from './$types';
import { person } from './person.server';

/** Key by which pages ask for a fresh list of documents. */
const DOCUMENTS = 'runnel:documents';

export const load: LayoutServerLoad = async (event) => {
  const user = person(event);
  const { app } = event.locals;
  event.depends(DOCUMENTS);
  // Asking for the path makes the sidebar as fresh as the page after every step.
  void event.url.pathname;
  const [workspace, documents] = await Promise.all([
    app.accounts.workspace(),
    loading(app.documents.records(user, { trashed: false })),
  ]);
  return {
    user: { id: user.id, name: user.name, email: user.email, color: user.color, role: user.role },
    workspace: workspace?.name ?? 'Runnel',
    pages: documents.map(({ id, kind, title, people }) => ({
      id,
      kind,
      title,
      people: people.filter((each) => each.id !== user.id),
    })),
    mayCreate: can(user, 'document:create'),
    mayInvite: can(user, 'people:invite'),
    theme: parseTheme(event.cookies.get(THEME_COOKIE)),
    sidebar: event.cookies.get('runnel_sidebar') !== 'closed',
  };
};
