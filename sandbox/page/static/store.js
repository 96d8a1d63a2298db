// What the page knows: who plays, and how Slack and LINE stand. Whoever changes it calls `changed`.

import { get } from "./api.js";

export const store = {
  about: null,
  me: "", // the Slack person, by id
  channel: "", // the Slack channel in front, by id
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
};

const listeners = [];
export const onChange = (listener) => listeners.push(listener);
export const changed = () => listeners.forEach((listener) => listener());

export const account = () =>
  store.line.accounts.find((one) => one.basic_id === store.about.account) ?? store.line.accounts[0];
export const login = () =>
  store.line.login_channels.find((one) => one.channel_id === store.about.login_channel)
  ?? store.line.login_channels[0];
export const user = (id) =>
  [...store.slack.users, store.slack.bot].find((one) => one.id === id) ?? null;
export const me = () => user(store.me);

export async function begin() {
  store.about = await get("/about");
  store.slack = await get("/slack/state");
  store.me = store.slack.users.find((one) => one.name === store.about.operator).id;
  store.channel = store.slack.channels.find((one) => one.name === store.about.channel).id;
  store.person = store.about.member;
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

export async function refreshLine() {
  store.line = await get("/line/state");
  const after = Math.max(0, store.line.deliveries - 8);
  const [chat, deliveries] = await Promise.all([
    get(`/line/chats/${account().basic_id}/${store.person}`),
    get(`/line/deliveries?after=${after}`),
  ]);
  Object.assign(store, { chat, deliveries });
}
