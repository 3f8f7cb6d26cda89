// The search box and its list: finds words, names and ids, whatever their case and accents.
const search = (() => {
  const { cards, refs, look } = model;
  const { make } = card;
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const box = document.getElementById("search"),
    hits = document.getElementById("hits");
  const MOST = 20;
  let index = null,
    at = -1,
    ask = () => {},
    soon = 0;
  const said = (c) =>
    c.trails
      .map(([doc, hops, , quote = ""]) => [refs[doc].label, quote, ...hops.map((hop) => refs[hop[0]].label)].join(" "))
      .join(" ");
  const spaced = (text) => " " + text.replace(/[^\p{L}\p{N}]+/gu, " ").trim() + " ";
  function indexed() {
    index ??= [...cards.values()].map((card) => {
      const name = fold(card.id + " " + card.label);
      return {
        card,
        name,
        spaced: spaced(name),
        rest: card.claim ? fold(said(card.claim)) : fold((card.source?.facts ?? []).join(" ")),
      };
    });
    return index;
  }
  // Order: names that match come before texts that match, and other cards before claims. Among these, an exact name
  // comes first, then whole words, then beginnings of words, then parts of words; shorter names first.
  function find(asked) {
    const words = fold(asked).split(/\s+/).filter(Boolean),
      matches = [];
    if (!words.length) return null;
    const wholes = words.map(spaced),
      starts = wholes.map((word) => word.trimEnd());
    for (const entry of indexed()) {
      const named = words.every((word) => entry.name.includes(word));
      if (!named && !words.every((word) => entry.name.includes(word) || entry.rest.includes(word))) continue;
      const far = [wholes, starts].findIndex((some) => some.every((word) => entry.spaced.includes(word)));
      const { id, label, claim } = entry.card,
        exact =
          !far &&
          !claim &&
          [label, id.slice(id.indexOf(":") + 1)].some(
            (own) => spaced(fold(own)) === wholes.join("").replaceAll("  ", " "),
          );
      matches.push([
        exact ? 0 : (named ? 0 : 6e5) + (claim ? 3e5 : 0) + (far < 0 ? 2e5 : far * 1e5) + Math.min(label.length, 9e4),
        entry.card,
      ]);
    }
    return matches.sort((a, b) => a[0] - b[0]).map(([, card]) => card);
  }
  function list() {
    const matches = find(box.value);
    at = -1;
    hits.replaceChildren(
      ...(matches ?? []).slice(0, MOST).map((card, i) => {
        const hit = make("li", card.label + (card.claim ? "" : ` (${look.kinds[card.kind] ?? card.kind})`));
        hit.id = "hit" + i;
        hit.setAttribute("role", "option");
        hit.setAttribute("aria-selected", "false");
        hit.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(card.id);
        });
        hit.card = card.id;
        return hit;
      }),
    );
    const note = !matches
      ? ""
      : !matches.length
        ? "Nothing found"
        : matches.length > MOST
          ? `The first ${MOST} of ${matches.length}. Add words to find fewer.`
          : "";
    if (note) hits.append(Object.assign(make("li", note, "quiet"), { role: "option", ariaDisabled: "true" }));
    open(hits.children.length > 0);
    clearTimeout(soon); // announce when the typing rests
    soon = setTimeout(() => {
      document.getElementById("live").textContent = !matches
        ? ""
        : matches.length + " found" + (matches.length > MOST ? `, the first ${MOST} are listed` : "");
    }, 400);
  }
  function open(yes) {
    hits.hidden = !yes;
    box.setAttribute("aria-expanded", String(yes));
    box.removeAttribute("aria-activedescendant");
  }
  function take(card) {
    if (!card) return;
    clearTimeout(soon);
    open(false);
    ask(card);
  }
  function listen(handler) {
    // `handler` is called with the chosen card
    ask = handler;
    box.addEventListener("focus", indexed);
    box.addEventListener("input", list);
    box.addEventListener("blur", () => open(false));
    box.addEventListener("keydown", (event) => {
      const options = [...hits.children].filter((entry) => entry.card);
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
