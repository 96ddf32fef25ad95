// The pages are whole without this. With it a result follows its inputs, texts are copied, files dropped.
"use strict";

const said = document.getElementById("said");

function tell(text) {
  said.textContent = "";
  // A text that is set at once with the page isn't spoken.
  setTimeout(() => { said.textContent = text; }, 60);
}

// ---- a page that follows -----------------------------------------------------------------------

let latest = 0;

function place() {
  return document.querySelector(".result") || document.getElementById("content");
}

async function follow(address, { push = true, keep = null } = {}) {
  const turn = ++latest;
  place().setAttribute("aria-busy", "true");
  let reply;
  let text;
  try {
    reply = await fetch(address, { headers: { accept: "text/html" } });
    text = await reply.text();
  } catch {
    location.assign(address);
    return;
  }
  if (turn !== latest) return; // a later wish has overtaken this one
  const page = new DOMParser().parseFromString(text, "text/html");
  const content = page.getElementById("content");
  if (!content) {
    location.assign(address);
    return;
  }
  document.title = page.title;
  document.getElementById("content").replaceWith(document.adoptNode(content));
  if (push) history.pushState(null, "", reply.redirected ? reply.url : address);
  ready(document.getElementById("content"));
  const again = keep && document.querySelector(keep);
  if (again) again.focus({ preventScroll: true });
  const result = document.querySelector(".result[data-said], .wrong");
  if (result) tell(result.dataset.said || result.textContent.trim());
}

// The same element on the page that comes: by its name, its order in a row of links, or its key.
function selector(element) {
  if (element.name) return `[name="${CSS.escape(element.name)}"]${element.form ? `[form="${CSS.escape(element.form.id)}"]` : ""}`;
  if (element.dataset.key) return `[data-key="${CSS.escape(element.dataset.key)}"]`;
  return element.id ? `#${CSS.escape(element.id)}` : null;
}

function addressOf(form) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) fields.append(name, value);
  return `${form.getAttribute("action")}?${fields}`;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.submitter && event.submitter.dataset.copy) {
    event.preventDefault();
    copyFrom(event.submitter, () => sent(form, event.submitter));
    return;
  }
  if (!form.hasAttribute("data-follow")) {
    const button = form.querySelector("button");
    if (button) button.setAttribute("aria-busy", "true");
    return;
  }
  event.preventDefault();
  const focused = document.activeElement;
  follow(addressOf(form), { keep: focused && focused !== document.body ? selector(focused) : null });
});

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && form.hasAttribute("data-eager")) form.requestSubmit();
});

document.addEventListener("click", (event) => {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("a");
  if (!link) return;
  if (link.dataset.copy === "text") {
    event.preventDefault();
    copyFrom(link, () => fetch(link.href).then((reply) => reply.text()));
  } else if (link.dataset.copy === "address") {
    event.preventDefault();
    copyFrom(link, () => Promise.resolve(link.href));
  } else if (link.hasAttribute("data-follow")) {
    event.preventDefault();
    follow(link.href, { keep: selector(link) });
  }
});

addEventListener("popstate", () => follow(location.href, { push: false }));

// ---- copying -----------------------------------------------------------------------------------

async function sent(form, button) {
  const fields = new URLSearchParams(new FormData(form));
  fields.append(button.name, button.value);
  const reply = await fetch(form.getAttribute("action"), { method: "POST", body: fields });
  return reply.text();
}

async function copyFrom(element, text) {
  const name = element.dataset.name || element.textContent;
  element.dataset.name = name;
  try {
    await navigator.clipboard.writeText(await text());
    element.textContent = "Copied";
    tell(`${name} copied`);
  } catch {
    if (element.href) {
      location.assign(element.href);
      return;
    }
    element.textContent = "Can’t copy here";
  }
  setTimeout(() => { element.textContent = name; }, 1600);
}

// ---- keys --------------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  const element = event.target;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && element.matches("[data-enter]")) {
    // A question ends with the key; a pasted text has lines of its own already.
    if (!element.value.includes("\n")) {
      event.preventDefault();
      element.form.requestSubmit();
    }
    return;
  }
  if (element.matches("input, textarea, select") || event.metaKey || event.ctrlKey || event.altKey) return;
  if (!event.key.startsWith("Arrow") && event.key !== "Escape") return;
  const link = document.querySelector(`.reveal [data-key="${CSS.escape(event.key)}"]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});

// ---- files -------------------------------------------------------------------------------------

const LONGEST = 1_000_000;

function takeFiles(field) {
  for (const name of ["dragover", "drop"]) {
    field.addEventListener(name, (event) => {
      if ([...event.dataTransfer.types].includes("Files")) event.preventDefault();
    });
  }
  field.addEventListener("drop", async (event) => {
    const file = event.dataTransfer.files[0];
    if (!file) return;
    if (file.size > LONGEST) {
      tell(`${file.name} is too long`);
      field.setCustomValidity(`${file.name} is longer than a megabyte, the most that is read`);
      field.reportValidity();
      return;
    }
    field.setCustomValidity("");
    field.value = await file.text();
    tell(`${file.name} is in the field`);
  });
  field.addEventListener("input", () => field.setCustomValidity(""));
}

// ---- what a new page needs ---------------------------------------------------------------------

// What is wider than its box can be moved by keys; what isn't is no stop on the way.
function reachable() {
  for (const box of document.querySelectorAll(".equation")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

addEventListener("resize", reachable);

function ready(part) {
  reachable();
  for (const element of part.querySelectorAll("[data-scripted]")) element.hidden = false;
  for (const element of part.querySelectorAll(".revise")) element.hidden = true; // the result follows
  for (const field of part.querySelectorAll("[data-drop]")) takeFiles(field);
  const lasting = document.querySelector("link[rel=canonical]");
  if (lasting && part === document && !new URLSearchParams(location.search).has("catalog")) {
    history.replaceState(null, "", lasting.getAttribute("href") + location.hash);
  }
}

ready(document);
