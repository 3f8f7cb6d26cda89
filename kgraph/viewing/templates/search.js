// The search box and its list: words, names and ids, without regard to case or accents.
const search = (() => {
  const { cards, refs, look } = model;
  const { make } = panel;
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const box = document.getElementById("search"), hits = document.getElementById("hits");
  let index = null, at = -1, ask = () => {}, soon = 0;
  const said = (c) => c.trails.map(([doc, hops, , quote = ""]) => [refs[doc].label, quote, ...hops.map((hop) => refs[hop[0]].label)].join(" ")).join(" ");
  function indexed() {
    index ??= [...cards.values()].map((card) => ({ card, name: fold(card.id + " " + card.label), rest: card.claim ? fold(said(card.claim)) : fold((card.source?.facts ?? []).join(" ")) }));
    return index;
  }
  function find(asked) {
    const words = fold(asked).split(/\s+/).filter(Boolean), first = [], second = [];
    if (!words.length) return null;
    for (const one of indexed()) {
      if (words.every((word) => one.name.includes(word))) first.push(one.card);
      else if (words.every((word) => one.name.includes(word) || one.rest.includes(word))) second.push(one.card);
    }
    return [...first, ...second];
  }
  function list() {
    const found = find(box.value);
    at = -1;
    hits.replaceChildren(...(found ?? []).slice(0, 20).map((card, i) => {
      const hit = make("li", card.label + (card.claim ? "" : ` (${look.kinds[card.kind] ?? card.kind})`));
      hit.id = "hit" + i;
      hit.setAttribute("role", "option");
      hit.setAttribute("aria-selected", "false");
      hit.addEventListener("mousedown", (event) => { event.preventDefault(); take(card.id); });
      hit.card = card.id;
      return hit;
    }));
    if (found && !found.length) hits.append(Object.assign(make("li", "Nothing found"), { role: "option", ariaDisabled: "true" }));
    open(hits.children.length > 0);
    clearTimeout(soon); // not at every letter
    soon = setTimeout(() => { document.getElementById("live").textContent = !found ? "" : found.length + " found" + (found.length > 20 ? ", the first 20 are listed" : ""); }, 400);
  }
  function open(yes) { hits.hidden = !yes; box.setAttribute("aria-expanded", String(yes)); box.removeAttribute("aria-activedescendant"); }
  function take(card) {
    if (!card) return;
    clearTimeout(soon);
    open(false);
    ask(card);
  }
  function listen(found) { // what is chosen is handed on
    ask = found;
    box.addEventListener("focus", indexed);
    box.addEventListener("input", list);
    box.addEventListener("blur", () => open(false));
    box.addEventListener("keydown", (event) => {
      const options = [...hits.children].filter((one) => one.card);
      if (event.key === "Escape") return open(false);
      if (event.key === "Enter" && !hits.hidden && options.length) return take(options[Math.max(at, 0)].card);
      if (event.key === "ArrowDown" && hits.hidden && box.value) list();
      if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || !options.length) return;
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1) + options.length) % options.length;
      options.forEach((o, i) => o.setAttribute("aria-selected", String(i === at)));
      options[at].scrollIntoView({ block: "nearest" });
      box.setAttribute("aria-activedescendant", options[at].id);
    });
  }
  return { find, listen };
})();
