import { code, h, ol, p, quote, rule, table, tasks, ul, type Block } from './blocks.ts';

/** Somebody of the demo workspace, by first name. */
export type DemoName = 'ines' | 'tomasz' | 'priya' | 'jonas' | 'amara' | 'yuki' | 'leila';

export interface DemoPage {
  readonly title: string;
  readonly by: DemoName;
  /** Minutes before now at which it was last edited. */
  readonly ago: number;
  readonly trashed?: true;
  readonly blocks: readonly Block[];
}

const HOUR = 60;
const DAY = 24 * HOUR;

/** The pages of a small cooperative that makes walking maps. */
export const DEMO_PAGES: readonly DemoPage[] = [
  {
    title: 'Offline maps',
    by: 'tomasz',
    ago: 4,
    blocks: [
      p(
        'Most of our routes lose signal within a mile of the car park. In the April field test nine of fourteen walkers opened the map past the last mast and saw a grey grid. This page settles what we download, when we refresh it, and what we say while it happens.',
      ),
      quote(
        '**Decided on 14 May.** We download by route, not by region. People plan routes, so a route is the thing they should be able to keep.',
      ),
      h(2, 'What we heard'),
      p(
        'Fourteen walkers, two weekends. A download **has to finish before the boots go on**, which puts it on the planning screen. The reasons, heaviest first:',
      ),
      ul(
        '“I only found out at the top.” Six people believed that opening a route once was enough to keep it.',
        'Storage comes second: four of them had under 2 GB free.',
        'Waiting at home is fine. A minute over breakfast costs nothing, at the trailhead it costs the morning.',
      ),
      h(2, 'Before the beta'),
      tasks(
        'x Measure tile size per kilometre on the Fell Loop',
        'x Agree what a download contains',
        'Draw the storage screen for nearly full phones',
        'Resume after the system stops the app',
      ),
      h(2, 'What a route costs'),
      p('Build of 12 May, zoom levels 9 to 16, with paths and contours.'),
      table(
        ['Route', 'Length', 'Tiles', 'Size', 'On 3G'],
        ['Buttermere circuit', '7.2 km', '164', '3.9 MB', '16 s'],
        ['Fell Loop', '18.4 km', '412', '9.6 MB', '38 s'],
        ['Pennine Way, stage 1', '26.1 km', '1,630', '38.0 MB', '2 min 32 s'],
      ),
      h(2, 'The record we keep'),
      p(
        'One row per download. `tiles` is the only field that changes while a download runs, so a stopped app can go on where it was.',
      ),
      code(
        'typescript',
        `type Download = {
  route: RouteId
  tiles: Bitset     // one bit per tile, in Z-order
  etag: string      // changes when the source does
  staleAfter: Date  // then the map says how old it is
}`,
      ),
      h(2, 'Open questions'),
      ol(
        'Do we refresh on mobile data, or only on Wi-Fi unless asked?',
        'How long do we keep a route that nobody has opened since last season?',
      ),
    ],
  },
  {
    title: 'Interview notes: Kirsty, hut keeper',
    by: 'leila',
    ago: 51,
    blocks: [
      p(
        'Kirsty has kept the summit hut for eleven seasons. We spoke for an hour over a very small stove. She sees who arrives late, and most of them have a dead phone.',
      ),
      h(2, 'In her words'),
      quote('“They don’t get lost. They get slow, and then it is dark, and then they get lost.”'),
      ul(
        'Winter closures are announced on paper, at the door, a day late.',
        'Nobody downloads anything in the valley: the pub’s Wi-Fi asks for an email.',
        'A printed strip map would have helped more people than any app. She said it kindly.',
      ),
      h(2, 'To follow up'),
      tasks('Ask the park who owns the closure list', 'x Send Kirsty the photographs'),
    ],
  },
  {
    title: 'Route data model',
    by: 'jonas',
    ago: 2 * HOUR,
    blocks: [
      p(
        'A route is a list of stages. A stage is what one person walks in one day: it has a start, an end, a line on the ground and a surface for every metre of it. Routes share stages, never copies.',
      ),
      h(2, 'Why stages'),
      p(
        'A long-distance path is too large to keep, and nobody walks it at once. A stage carries its own surface and gradient, so the planner can warn before the climb.',
      ),
      table(
        ['Field', 'Unit', 'Changes'],
        ['line', 'WGS 84, 1 m', 'rarely'],
        ['surface', 'class per metre', 'after storms'],
        ['gradient', 'per cent', 'never'],
      ),
    ],
  },
  {
    title: 'Beta plan',
    by: 'ines',
    ago: 5 * HOUR,
    blocks: [
      p(
        'Forty walkers, three huts, six weeks. We want to know one thing: does a route that was kept at home still help at the top?',
      ),
      h(2, 'Weeks'),
      ol(
        'Invite the forty. Half of them have phones older than four years.',
        'First downloads, with somebody on the phone.',
        'Quiet. We only watch what fails.',
        'Second build, smaller tiles.',
        'The huts: three keepers write down every question they are asked.',
        'Talk to everyone, decide.',
      ),
      rule(),
      p('What we will *not* measure: time in the app. Less is better.'),
    ],
  },
  {
    title: 'Field test, April',
    by: 'priya',
    ago: 26 * HOUR,
    blocks: [
      p(
        'Two weekends, fourteen people, four valleys. It rained on three days of four, which turned out to be the most useful thing about it.',
      ),
      h(2, 'Kit'),
      ul('Six phones with a dying battery', 'Paper maps for everyone, folded away', 'Tea'),
    ],
  },
  {
    title: 'Storage screen',
    by: 'priya',
    ago: 2 * DAY,
    blocks: [
      p(
        'What a nearly full phone sees before a download begins: what fits, what would have to go, and one button. Never a percentage on its own.',
      ),
    ],
  },
  {
    title: 'How we write release notes',
    by: 'amara',
    ago: 4 * DAY,
    blocks: [
      p('Say what changed for the person who walks, in the order in which they will meet it.'),
      ol('What you can do now', 'What is different', 'What was wrong, and since when'),
    ],
  },
  {
    title: 'Members’ meeting, minutes',
    by: 'yuki',
    ago: 12 * DAY,
    blocks: [
      p('Present: eleven of fourteen. The accounts were accepted; the coffee machine was not.'),
      tasks('x Renew the domain', 'Find a second hut for the winter course'),
    ],
  },
  {
    title: 'Old pricing ideas',
    by: 'jonas',
    ago: 30 * DAY,
    trashed: true,
    blocks: [p('Three tiers. No. Two tiers. No. We are a cooperative.')],
  },
];

/** Whom the demo workspace has. The first is its owner. */
export const DEMO_PEOPLE: Readonly<
  Record<
    DemoName,
    { readonly name: string; readonly email: string; readonly role: 'owner' | 'editor' | 'viewer' }
  >
> = {
  ines: { name: 'Ines Carvalho', email: 'ines@fellside.example', role: 'owner' },
  tomasz: { name: 'Tomasz Wilk', email: 'tomasz@fellside.example', role: 'editor' },
  priya: { name: 'Priya Nair', email: 'priya@fellside.example', role: 'editor' },
  jonas: { name: 'Jonas Berg', email: 'jonas@fellside.example', role: 'editor' },
  amara: { name: 'Amara Osei', email: 'amara@fellside.example', role: 'editor' },
  yuki: { name: 'Yuki Tanabe', email: 'yuki@fellside.example', role: 'editor' },
  leila: { name: 'Leila Haddad', email: 'leila@fellside.example', role: 'viewer' },
};
