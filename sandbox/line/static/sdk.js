// Stands in for LINE's LIFF SDK on this machine; sandbox/line/liff_sdk.py says what it covers.
// Written from LINE's reference (https://developers.line.biz/en/reference/liff/); none of it is LINE's.

(() => {
  const LINE = new URL(document.currentScript.src).origin;
  const VERSION = "{version}";
  const HERE = window.name; // several phones may be frames of one page, which share a shelf
  const IN_CLIENT = `stand-in:in-client:${HERE}`;
  const OURS = ["code", "state", "liffClientId", "liffRedirectUri", "liff.state", "error", "error_description", "liffOAuth2Error"];
  const never = () => new Promise(() => {});
  let liffId = null;
  let markReady;
  const ready = new Promise((resolve) => { markReady = resolve; });

  // ---- what is kept: for the LIFF browser until it closes, else until logout -------------------

  const inClient = () => sessionStorage.getItem(IN_CLIENT) === "1";
  const shelf = () => (inClient() ? sessionStorage : localStorage);
  const kept = () => JSON.parse(shelf().getItem(`stand-in:${HERE}:${liffId}`) || "{}");
  const keep = (more) => shelf().setItem(`stand-in:${HERE}:${liffId}`, JSON.stringify({ ...kept(), ...more }));

  function failure(code, message) {
    return Object.assign(new Error(message), { code });
  }

  const decoded = (token) => {
    const part = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(part), (one) => one.charCodeAt(0))));
  };

  async function ask(path, { body, form, quiet } = {}) {
    const headers = { Accept: "application/json" };
    const token = liffId && kept().accessToken;
    if (token && !quiet) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    const sent = body ? JSON.stringify(body) : form && new URLSearchParams(form);
    let answer;
    try {
      answer = await fetch(LINE + path, { method: sent ? "POST" : "GET", headers, body: sent });
    } catch (error) {
      throw failure("UNKNOWN", error.message);
    }
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw failure(said.error || String(answer.status), said.error_description || said.message || "");
    return said;
  }

  // ---- init ------------------------------------------------------------------------------------

  async function init(config, onDone, onFailure) {
    try {
      await begin(config || {});
    } catch (error) {
      if (onFailure) onFailure(error);
      throw error;
    }
    if (onDone) onDone();
    markReady();
  }

  async function begin(config) {
    if (!config.liffId) throw failure("INVALID_CONFIG", "liffId is necessary for liff.init()");
    liffId = liff.id = config.liffId;
    const here = new URL(location.href);
    const fragment = new URLSearchParams(here.hash.slice(1));
    if (fragment.has("access_token")) sessionStorage.setItem(IN_CLIENT, "1");
    if (kept().until < Date.now()) logout();
    if (here.searchParams.get("liffOAuth2Error")) {
      throw failure("INIT_FAILED", `${here.searchParams.get("error")}: ${here.searchParams.get("error_description")}`);
    }
    if (here.searchParams.has("code") && kept().verifier) await comeBack(here.searchParams);
    if (inClient()) await fromLine(fragment);
    else if (!isLoggedIn() || !kept().context) await learn();
    await leadOn(here);
    clean(here, fragment);
    if (config.withLoginOnExternalBrowser && !isLoggedIn()) {
      login();
      await never();
    }
  }

  async function learn() {
    keep({ context: decoded((await ask(`/liff/v2/apps/${liffId}/contextToken`)).contextToken) });
  }

  async function fromLine(fragment) {
    const context = fragment.has("context_token") ? decoded(fragment.get("context_token")) : kept().context;
    if (context && context.liffId !== liffId) throw failure("INIT_FAILED", "Invalid LIFF ID");
    if (context) keep({ context });
    if (fragment.has("access_token")) {
      keep({ accessToken: fragment.get("access_token"), idToken: fragment.get("id_token") || null });
    }
    if (!isLoggedIn()) {
      login();
      throw failure("INIT_FAILED", "Failed to parse feature_token or access_token");
    }
    const known = await ask(`/oauth2/v2.1/verify?access_token=${encodeURIComponent(kept().accessToken)}`, { quiet: true });
    if (known.client_id !== liffId.split("-")[0]) throw failure("INIT_FAILED", "Failed to verify access_token");
    keep({ until: Date.now() + known.expires_in * 1000 });
  }

  async function comeBack(query) {
    const { verifier } = kept();
    keep({ verifier: null });
    const tokens = await ask("/oauth2/v2.1/token", { quiet: true, form: {
      grant_type: "authorization_code", client_id: query.get("liffClientId"), appId: liffId,
      code: query.get("code"), code_verifier: verifier, redirect_uri: query.get("liffRedirectUri"), id_token_key_type: "JWK",
    } });
    keep({ accessToken: tokens.access_token, idToken: tokens.id_token || null, until: Date.now() + tokens.expires_in * 1000 });
    await learn();
  }

  async function leadOn(here) {
    const state = here.searchParams.get("liff.state");
    if (!state) return;
    const endpoint = new URL(kept().context.endpointUrl);
    const more = new URL(endpoint.origin + (/^[/?#]/.test(state) ? "" : "/") + state.replace(/^(?=[?#])/, "/"));
    const path = endpoint.pathname.replace(/\/$/, "") + (/^[?#]/.test(state) ? "" : more.pathname);
    const query = [endpoint.search.slice(1), more.search.slice(1)].filter(Boolean).join("&");
    location.replace(endpoint.origin + (path || "/") + (query && `?${query}`) + more.hash);
    await never();
  }

  function clean(here, fragment) {
    const { endpointUrl } = kept().context || {};
    if (endpointUrl && !isBelow(here.href)) {
      console.warn(`liff.init() was called at ${here.origin}${here.pathname}, which is not below ${endpointUrl}`);
    }
    OURS.forEach((name) => here.searchParams.delete(name));
    if (fragment.has("access_token")) here.hash = "";
    history.replaceState(history.state, "", here.href);
  }

  function isBelow(address) {
    const [given, endpoint] = [new URL(address), new URL(kept().context.endpointUrl)];
    const whole = (path) => `${path.replace(/\/$/, "")}/`;
    return given.origin === endpoint.origin && whole(given.pathname).startsWith(whole(endpoint.pathname));
  }

  // ---- signing in and out ----------------------------------------------------------------------

  const isLoggedIn = () => Boolean(kept().accessToken);
  const logout = () => shelf().removeItem(`stand-in:${HERE}:${liffId}`);

  async function login(options) {
    const word = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    const verifier = word(crypto.getRandomValues(new Uint8Array(32)));
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
    keep({ verifier });
    const query = new URLSearchParams({ app_id: liffId, state: verifier.slice(0, 12), response_type: "code",
      code_challenge_method: "S256", code_challenge: word(new Uint8Array(digest)), liff_sdk_version: VERSION });
    if (options?.redirectUri) query.set("redirect_uri", options.redirectUri);
    location.href = `${LINE}/liff/v1/authorize?${query}`;
  }

  // ---- windows of LINE's own -------------------------------------------------------------------

  function isApiAvailable(name) {
    const { availability = {} } = kept().context || {};
    const needs = { shareTargetPicker: "shareTargetPicker", requestFriendship: "subwindowOpen" }[name];
    return Boolean(needs && isLoggedIn() && availability[needs]?.permission);
  }

  function choose(title, lines, go) {
    const window = document.createElement("dialog");
    const head = document.createElement("p");
    head.textContent = title;
    const boxes = lines.map(({ key, name }) => {
      const label = document.createElement("label");
      const box = Object.assign(document.createElement("input"), { type: "checkbox", value: key });
      label.style.display = "block";
      label.append(box, ` ${name}`);
      return [label, box];
    });
    const buttons = [[go, true], ["取消 · Cancel", false]].map(([words, yes]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: words });
      button.addEventListener("click", () => { answered = yes; window.close(); });
      return button;
    });
    let answered = false;
    window.dataset.line = "window";
    window.append(head, ...boxes.map(([label]) => label), ...buttons);
    document.body.append(window);
    window.showModal();
    return new Promise((resolve) => window.addEventListener("close", () => {
      window.remove();
      resolve(answered ? boxes.filter(([, box]) => box.checked).map(([, box]) => box.value) : null);
    }));
  }

  async function shareTargetPicker(messages) {
    if (!isLoggedIn()) throw failure("UNAUTHORIZED", "Need access_token for api call, Please login first");
    if (!isApiAvailable("shareTargetPicker")) throw failure("FORBIDDEN", "shareTargetPicker is not allowed in this LIFF app");
    if (!Array.isArray(messages) || !messages.length || messages.length > 5) throw failure("INVALID_ARGUMENT", "no proper argument");
    const to = await choose("分享給 · Share with", await ask(`/liff/stand-in/${liffId}/friends`), "分享 · Share");
    return to?.length ? ask(`/liff/stand-in/${liffId}/share`, { body: { messages, to } }) : undefined;
  }

  async function requestFriendship() {
    if (!isApiAvailable("requestFriendship")) throw failure("FORBIDDEN", "requestFriendship is not allowed in this LIFF app");
    if (await choose("加入官方帳號好友？ · Add as a friend?", [], "加入 · Add")) {
      await ask(`/liff/stand-in/${liffId}/friend`, { body: {} });
    }
  }

  function closeWindow() {
    window.parent.postMessage({ liff: "closeWindow" }, "*");
    window.close();
  }

  const liff = window.liff = {
    id: null, ready, init, login, logout, isLoggedIn, isApiAvailable, shareTargetPicker, requestFriendship, closeWindow,
    isInClient: inClient,
    getIDToken: () => kept().idToken || null,
    getDecodedIDToken: () => (kept().idToken ? decoded(kept().idToken) : null),
    getAccessToken: () => kept().accessToken || null,
    getContext: () => kept().context || null,
    getProfile: () => ask("/v2/profile"),
    getFriendship: () => ask("/friendship/v1/status"),
    getOS: () => (/android/i.test(navigator.userAgent) ? "android" : /iphone|ipad/i.test(navigator.userAgent) ? "ios" : "web"),
    getLanguage: () => navigator.language,
    getAppLanguage: () => navigator.language,
    getVersion: () => VERSION,
    getLineVersion: () => (inClient() ? "16.0.0" : null),
    openWindow: ({ url }) => window.open(url),
    permanentLink: { createUrl: () => `${LINE}/${liffId}${location.href.slice(kept().context.endpointUrl.length)}` },
  };
})();
