// What the page knows: who plays, and how Slack and LINE stand. Whoever changes it calls `changed`.

import { get, post } from "./api.js";

export const store = {
  about: null,
  me: "", // the Slack person, by id
  channel: "", // the Slack channel in front, by id
  tab: "", // of the app's own place, when that is in front: home or messages
  person: "", // the member with the phone, by key
  threads: new Set(), // timestamps of messages whose thread is open
  dismissed: new Set(), // timestamps of ephemeral messages put away
  busy: new Set(), // names of buttons that wait for an answer
  slack: null, // GET /workspace/state
  conversation: null, // GET /workspace/channels/…
  screen: null, // GET /workspace/users/…
  line: null, // GET /console/state
  chat: [], // GET /console/chats/…
  deliveries: [],
  calls: [], // what the program asked LINE last
  shares: [], // what people shared from LIFF pages
  facts: { roles: {}, sites: [] }, // GET /facts
  where: { count: 0, address: "" }, // GET /phone/…
  phones: new Map(), // each person's phone, by key: see phone()
};

const listeners = [];
export const onChange = (listener) => listeners.push(listener);
export const changed = () => listeners.forEach((listener) => listener());

export const account = () =>
  store.line.accounts.find((one) => one.basic_id === store.about.account) ?? store.line.accounts[0];
// LINE Login channels, the parent site's first.
export const logins = () => store.line.login_channels.filter((one) => !one.deleted)
  .toSorted((a, b) => (b.channel_id === store.about.login_channel) - (a.channel_id === store.about.login_channel));
export const login = () => logins()[0];
export const member = () => store.line.people.find((one) => one.key === store.person);
// Every LIFF app, with its channel.
export const apps = () => store.line.login_channels.flatMap((channel) =>
  channel.liff_apps.map((app) => ({ ...app, channel })));

// What a phone shows: the app in front, LINE's window over the chat, the page in its browser.
export function phone(person = store.person) {
  if (!store.phones.has(person)) {
    store.phones.set(person, { app: "line", sheet: null, tray: false, menus: {}, url: "", at: "", number: 0 });
  }
  return store.phones.get(person);
}

export const user = (id) =>
  [...store.slack.users, store.slack.bot].find((one) => one.id === id) ?? null;
export const me = () => user(store.me);

export async function begin() {
  store.about = await get("/about");
  store.slack = await get("/slack/state");
  store.me = store.slack.users.find((one) => one.name === store.about.operator).id;
  store.channel = store.slack.channels.find((one) => one.name === store.about.channel).id;
  store.person = store.about.member;
  await post("/phone", { person: store.person });
}

export async function refreshSlack() {
  const { channel, me: mine } = store;
  const [slack, conversation, screen] = await Promise.all([
    get("/slack/state"),
    get(`/slack/channels/${channel}?user=${mine}`),
    get(`/slack/users/${mine}`),
  ]);
  if (channel !== store.channel || mine !== store.me) return; // somebody chose another meanwhile
  Object.assign(store, { slack, conversation, screen });
}

// What only the program knows may take it a while; nothing else waits for it.
export async function refreshFacts() {
  store.facts = await get("/facts");
}

export async function refreshPhone() {
  const { person } = store;
  const where = await get(`/phone/${person}`);
  if (person !== store.person) return;
  store.where = where;
  if (phone().app === "browser" && phone().url) phone().at = where.address;
}

export async function refreshLine() {
  store.line = await get("/line/state");
  const after = Math.max(0, store.line.deliveries - 8);
  const [chat, deliveries, shares, calls] = await Promise.all([
    get(`/line/chats/${account().basic_id}/${store.person}`),
    get(`/line/deliveries?after=${after}`),
    get("/line/shares"),
    get(`/line/calls?after=${Math.max(0, store.line.calls - 8)}`),
  ]);
  Object.assign(store, { chat, deliveries, shares, calls });
}
