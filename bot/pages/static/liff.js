// The page of the LIFF browser: has LINE say who is here, signs them in, and leads on.
// Works inside LINE and in other browsers: https://developers.line.biz/en/docs/liff/developing-liff-apps/

const page = document.getElementById("liff").dataset;
const here = `${page.base}/liff`;
const SDK_WITHIN = 15_000; // milliseconds
const INIT_WITHIN = 20_000;
const AGAIN_AFTER = 5 * 60_000;
const OF_LINE = ["code", "state", "liffClientId", "liffRedirectUri", "friendship_status_changed", "error",
  "error_description", "liffOAuth2Error"];

const UNHEARD = ["offline", "blocked", "late", "slow"]; // LINE's app has given us more than the SDK has read

class Problem extends Error {}

const online = () => navigator.onLine;

const part = (id) => document.getElementById(id);

function show(id) {
  for (const each of ["busy", "problem", "member"]) part(each).hidden = each !== id;
}

function tell(name) {
  for (const each of document.querySelectorAll("[data-problem]")) each.hidden = each.dataset.problem !== name;
  part("again").href = address();
  part("again").onclick = UNHEARD.includes(name) ? afresh : forget;
  part("by-link").hidden = !["outside", "unknown", "stale"].includes(name) || !page.liffId;
  part("by-link").href = page.liffUrl + rest();
  show("problem");
}

// ---- once: what would otherwise go round in circles ---------------------------------------------

function once(what) {
  try {
    const key = `moorline ${here} ${what}`;
    if (Date.now() - Number(sessionStorage.getItem(key)) < AGAIN_AFTER) return false;
    sessionStorage.setItem(key, String(Date.now()));
    return true;
  } catch {
    return false; // a browser that keeps nothing cannot be led in circles
  }
}

function forget() {
  try {
    for (const what of ["begin", "sign-in", "renew", "closed"]) sessionStorage.removeItem(`moorline ${here} ${what}`);
  } catch {
    // nothing is kept, nothing is to be forgotten
  }
}

// With all that stands behind the "#": LINE's app tells there who the member is, and only once.
function afresh(event) {
  event.preventDefault();
  forget();
  location.reload();
}

// ---- where we are -------------------------------------------------------------------------------

function address() {
  const clean = new URL(location.href);
  OF_LINE.forEach((name) => clean.searchParams.delete(name));
  clean.hash = "";
  return clean.href;
}

// What follows the endpoint: "/tickets/claim/KEY?from=chat", or "".
function rest() {
  const { pathname, search } = new URL(address());
  return pathname.slice(here.length) + search;
}

// The page of this site a LIFF URL with a path leads on to; never anywhere else.
function onward() {
  const path = new URL(address()).pathname.slice(here.length);
  if (!path.startsWith("/") || path === "/") return null;
  let target;
  try {
    target = new URL(page.base + rest(), location.origin);
  } catch {
    return null; // "//" begins another host's address, here one without a host
  }
  const local = target.origin === location.origin && target.pathname.startsWith(`${page.base}/`);
  return local && !/^\/liff(\/|$)/.test(target.pathname.slice(page.base.length)) ? target.href : null;
}

// ---- LINE's SDK ---------------------------------------------------------------------------------

function within(milliseconds, work, name) {
  const late = new Promise((_, refuse) => setTimeout(() => refuse(new Problem(online() ? name : "offline")), milliseconds));
  return Promise.race([work, late]);
}

function load() {
  const script = document.createElement("script");
  if (page.integrity) Object.assign(script, { integrity: page.integrity, crossOrigin: "anonymous" });
  const done = new Promise((resolve, refuse) => {
    script.onload = resolve;
    script.onerror = () => refuse(new Problem(online() ? "blocked" : "offline"));
  });
  script.src = page.sdk;
  document.head.append(script);
  return within(SDK_WITHIN, done, "late");
}

async function begin() {
  try {
    await within(INIT_WITHIN, liff.init({ liffId: page.liffId }), "slow");
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (!online()) throw new Problem("offline");
    if (new URL(location.href).searchParams.has("liffOAuth2Error")) throw new Problem("declined");
    if (!once("begin")) throw new Problem("unknown");
    // An old LIFF id led here, or the id has changed since: the present one is in a fresh page.
    location.replace(liff.isInClient() ? page.liffUrl + rest() : address());
    await new Promise(() => {});
  }
  const { endpointUrl } = liff.getContext() || {};
  if (endpointUrl && !isBelow(new URL(endpointUrl))) throw new Problem("outside");
  history.replaceState(null, "", address());
}

function isBelow({ origin, pathname }) {
  return origin === location.origin && `${location.pathname}/`.startsWith(`${pathname.replace(/\/$/, "")}/`);
}

function signIn() {
  if (!once("sign-in")) throw new Problem("signin");
  liff.login({ redirectUri: address() });
  return new Promise(() => {});
}

// The tokens are too old, or another channel's: new ones, once.
function renew(present) {
  if (!once("renew")) throw new Problem("stale");
  const moved = present.liff_id !== page.liffId;
  liff.logout();
  if (liff.isInClient()) location.replace(present.liff_url + rest());
  else if (moved) location.replace(address());
  else liff.login({ redirectUri: address() });
  return new Promise(() => {});
}

// ---- our server ---------------------------------------------------------------------------------

async function post(path, body) {
  try {
    const headers = { "Content-Type": "application/json" };
    return await fetch(`${here}/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  } catch {
    throw new Problem(online() ? "server" : "offline");
  }
}

function again() {
  location.reload();
  return new Promise(() => {});
}

async function enter() {
  const answer = await post("session", { id_token: liff.getIDToken() || "", access_token: liff.getAccessToken() || "" });
  const said = await answer.json().catch(() => null);
  if (answer.status === 401 && said) return renew(said);
  if (answer.status === 404 && once("closed")) return again(); // the site is not in use any more
  if (!answer.ok || !said) throw new Problem(answer.status === 429 ? "limited" : "server");
  forget();
  return said;
}

const offers = (name) => {
  try {
    return liff.isApiAvailable(name);
  } catch {
    return false; // an SDK that does not know the name
  }
};

// ---- the member ---------------------------------------------------------------------------------

function showFriendship(friend) {
  part("is-friend").hidden = friend !== true;
  part("no-friend").hidden = friend !== false;
}

function welcome(member) {
  part("hello").textContent = member.hello;
  if (member.picture_url) Object.assign(part("picture"), { src: member.picture_url, hidden: false });
  showFriendship(member.friend);
  part("share").hidden = !offers("shareTargetPicker");
  part("share").addEventListener("click", share);
  part("add-friend").addEventListener("click", befriend);
  part("close").hidden = !liff.isInClient();
  part("close").addEventListener("click", () => liff.closeWindow());
  show("member");
}

async function befriend(event) {
  if (!offers("requestFriendship")) return; // the link leads to LINE's own page
  event.preventDefault();
  const { href } = event.currentTarget;
  try {
    await liff.requestFriendship();
  } catch (error) {
    if (error.code !== "UNAUTHORIZED") location.href = href; // else they changed their mind
    return;
  }
  showFriendship((await liff.getFriendship()).friendFlag);
}

async function share() {
  part("shared").hidden = part("not-shared").hidden = true;
  try {
    const result = await liff.shareTargetPicker([JSON.parse(part("card").textContent)]);
    part("shared").hidden = !result;
  } catch {
    part("not-shared").hidden = false;
  }
}

const seen = () => ({ share_target_picker: offers("shareTargetPicker"), in_client: liff.isInClient(), version: liff.getVersion() });

async function run() {
  show("busy");
  if (page.start) return tell(page.start);
  await load();
  await begin();
  if (!liff.isLoggedIn()) await signIn();
  const member = await enter();
  await post("seen", seen()).catch(() => {}); // of use to the shop's operators; the member can do without
  const next = onward();
  if (next) location.replace(next);
  else welcome(member);
}

// A page brought back by the back button shows what it showed then; what is true now is asked again.
addEventListener("pageshow", (event) => event.persisted && location.reload());
run().catch((error) => {
  if (!(error instanceof Problem)) console.error(error);
  tell(error instanceof Problem ? error.message : "unknown");
});
