// Signing with the token at this PC: carries words between the page, the program on this PC and the server, judges
// nothing. What the program is asked and answers: docs/reference/signing-agent.md.
const form = document.querySelector("[data-agent]");
const told = document.querySelector("[data-told]");
const { agent, finish } = form.dataset;
const button = form.querySelector("button");
const PROTOCOL = 1;

// Why signing ends here: the name of what the page says then, or a sentence that the program or the server said.
class Stop extends Error {
  constructor(word, sentence) {
    super(word);
    this.sentence = sentence;
  }
}

form.hidden = false;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (button.ariaDisabled) return;
  button.ariaDisabled = "true"; // keeps the focus, unlike a button that is off
  try {
    await sign();
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    say(stop.message, { sentence: stop.sentence });
  } finally {
    button.ariaDisabled = null;
  }
});

async function sign() {
  say("looking");
  const found = await ask("/");
  if (found.agent !== "langbiang" || found.protocol !== PROTOCOL) throw new Stop("other");
  say("preparing");
  const { session, request } = await send(form.action);
  const { id, confirm } = await ask("/requests", request);
  if (!String(confirm).startsWith(`${agent}/confirm/`)) throw new Stop("other");
  say("waiting", { confirm });
  window.open(confirm, "_blank", "noopener");
  let answer;
  do answer = await ask(`/requests/${encodeURIComponent(id)}`);
  while (answer.state === "waiting");
  if (answer.state !== "signed") throw new Stop(answer.reason);
  say("sending");
  location.assign((await send(finish, { session, signature: answer.signature })).address);
}

// Ask the program on this PC.
async function ask(path, said) {
  const posted = said && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(said) };
  const answer = await fetch(agent + path, { cache: "no-store", ...posted }).catch(async () => { throw new Stop(await whyNot()); });
  const words = await answer.json().catch(() => { throw new Stop("other"); });
  if (!answer.ok) throw new Stop(words.reason, words.sentence);
  return words;
}

// Send a form of this page to the server, as the form would be sent, with more fields.
async function send(address, more = {}) {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(more)) body.append(name, value);
  const answer = await fetch(address, { method: "POST", body }).catch(() => { throw new Stop("server"); });
  const words = await answer.json().catch(() => { throw new Stop("server"); });
  if (!answer.ok) throw new Stop("refused", words.sentence);
  return words;
}

// Browsers hide why a call failed; those that ask the person tell what was answered, under one name or the other.
async function whyNot() {
  for (const name of ["loopback-network", "local-network-access"]) {
    const permission = await navigator.permissions?.query({ name }).catch(() => null);
    if (permission) return permission.state === "denied" ? "denied" : "none";
  }
  return "none";
}

function say(word, { sentence = "", confirm = "" } = {}) {
  const words = document.querySelector(`[data-words="${CSS.escape(word ?? "")}"]`) ?? document.querySelector("[data-words=told]");
  const shown = words.content.cloneNode(true);
  shown.querySelector("[data-sentence]")?.append(sentence);
  shown.querySelector("[data-confirm]")?.setAttribute("href", confirm);
  told.replaceChildren(shown);
}
