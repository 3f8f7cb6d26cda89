// A card as elements: a claim, a source or a question, with what is recorded of it.
const card = (() => {
  const { nodes, cards, claims, refs, look, word } = model;
  const MOST = 40;
  const make = (tag, text = "", cls = "") => {
    const e = document.createElement(tag);
    e.textContent = text;
    if (cls) e.className = cls;
    return e;
  };
  const link = (id, label) => {
    const a = make("a", label);
    a.href = "#n=" + encodeURIComponent(id);
    a.dataset.n = id;
    return a;
  };
  function refer(ref) {
    const part = document.createDocumentFragment();
    part.append(cards.has(ref.id) ? link(ref.id, ref.label) : ref.label);
    if (ref.mark) part.append(" ", make("span", ref.mark, "badge"));
    return part;
  }
  const claim = (at) => link(nodes[at].id, nodes[at].label);
  function away(words, url) {
    const a = make("a", words),
      part = document.createDocumentFragment();
    if (!/^https?:\/\//i.test(url)) return part;
    Object.assign(a, { href: url, rel: "noopener noreferrer", target: "_blank" });
    part.append(a);
    return part;
  }
  function entry(title, items, total = items.length) {
    if (!items.length) return [];
    const div = document.createElement("div");
    div.append(
      make("dt", title),
      ...items.map((item) => {
        const dd = make("dd");
        dd.append(...[item].flat());
        return dd;
      }),
    );
    if (total > items.length) div.append(make("dd", `and ${total - items.length} more, not listed here`, "quiet"));
    return [div];
  }
  // A chain's sentence: its pieces, then the claim.
  function sentence(c, pieces) {
    return [...pieces.map(word), `“${nodes[c.at].label}”`].join(" ");
  }
  function chain(c, [doc, hops, [weakest, ...pieces], quote, live, mark]) {
    const steps = document.createElement("ol"),
      said = [make("p", sentence(c, pieces), "sentence")];
    hops.forEach(([who, { how, basis }, ...works], i) => {
      const li = document.createElement("li");
      li.append(refer(refs[who]), ": " + how);
      for (const work of works) li.append("; cites ", refer(refs[work]));
      if (!i && basis === "noneStated") li.append(" ", make("span", "⟨unstated⟩", "badge"));
      steps.append(li);
    });
    const last = make("li", "in ");
    last.append(refer(refs[doc]));
    steps.append(last);
    if (quote) {
      const passage = make("blockquote", "“" + quote + "”");
      if (mark) {
        const a = Object.assign(make("a", "in the annotated copy"), { href: "#" + encodeURIComponent(mark) });
        a.append(make("span", ", passage " + mark.split("-").pop(), "unseen"));
        passage.append(" ", a);
      }
      if (live) passage.append(" ", away("live page", live));
      said.push(passage);
    }
    return [...said, steps, ...(word(weakest) ? [make("p", word(weakest), "quiet")] : [])];
  }
  function ties(c) {
    const grouped = new Map();
    for (const e of c.lines) {
      if (!look.relations[e.rel] || e.claims.length !== 2) continue;
      const out = e.from.at === c.at,
        words = look.relations[e.rel][out ? 0 : 1],
        other = (out ? e.to : e.from).at;
      const implied = e.implied[out ? 1 : 0];
      const note = e.reason + (e.drawer ? ` (link drawn by ${e.drawer})` : "") + (implied ? `; ${implied}` : "");
      model.gather(grouped, words, [claim(other), " ", make("span", note, "quiet")]);
    }
    return [...grouped]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([words, items]) => entry(words, items.slice(0, MOST), items.length));
  }
  function ofClaim({ claim: c }) {
    return [
      ...entry("documents and roots", [word(c.counts)]),
      ...entry(
        "who says it",
        c.trails.length ? c.trails.slice(0, MOST).map((trail) => chain(c, trail)) : ["No speaker is recorded."],
        c.trails.length,
      ),
      ...ties(c),
      ...entry(
        "about",
        c.about.map(([role, at]) => [
          refer(refs[at]),
          " ",
          make("span", word(role) === "about" ? "" : word(role), "quiet"),
        ]),
      ),
      ...entry(
        c.questions.length > 1 ? "questions" : "question",
        c.questions.filter((q) => cards.has(q)).map((q) => refer(cards.get(q))),
      ),
    ];
  }
  function ofSource({ id, source }) {
    const says = [],
      within = [],
      spoken = [];
    for (const c of claims) {
      for (const trail of c.trails)
        for (const hop of trail[1])
          if (refs[hop[0]].id === id)
            says.push([claim(c.at), " ", make("span", hop[1].how + "; in " + refs[trail[0]].label, "quiet")]);
      if (c.trails.some((trail) => refs[trail[0]].id === id)) within.push(claim(c.at));
      if (c.about.some(([, at]) => refs[at].id === id)) spoken.push(claim(c.at));
    }
    return [
      ...entry("why inferred", source.ground ? [source.ground] : []),
      ...entry(
        "links",
        (source.links ?? []).map(([words, url]) => away(words, url)),
      ),
      ...entry("says", says.slice(0, MOST), says.length),
      ...entry("claims in it", within.slice(0, MOST), within.length),
      ...entry("claims about it", spoken.slice(0, MOST), spoken.length),
    ];
  }
  function ofQuestion(card) {
    const places = new Map();
    for (const at of card.claims)
      for (const doc of new Set(claims[at].trails.map((trail) => trail[0])))
        places.set(doc, (places.get(doc) ?? 0) + 1);
    const sorted = [...places].sort((a, b) => b[1] - a[1] || a[0] - b[0]),
      listed = [...card.claims].sort(model.hotter);
    return [
      ...entry("claims, the most contested first", listed.slice(0, MOST).map(claim), listed.length),
      ...entry(
        "documents that speak of it",
        sorted.slice(0, 12).map(([at, number]) => [refer(refs[at]), ` (${scenes.many(number, "claim")})`]),
        sorted.length,
      ),
    ];
  }
  const facts = (card) =>
    card.claim
      ? [card.id, word(card.claim.sort), ...card.claim.facts]
      : card.kind === "question"
        ? [card.id, scenes.many(card.claims.length, "claim")]
        : [card.id, ...(card.source.facts ?? [])];
  // The parts of a card, from the name down; buttons and remarks come from the panel.
  function build(card, buttons, remarks) {
    const head = make("h2", card.label),
      row = make("p", "", "buttons"),
      list = document.createElement("dl");
    head.tabIndex = -1;
    row.append(...buttons);
    list.append(...(card.claim ? ofClaim(card) : card.kind === "question" ? ofQuestion(card) : ofSource(card)));
    return [
      make("p", look.kinds[card.kind] ?? card.kind, "kind quiet"),
      head,
      make("p", facts(card).filter(Boolean).join(" · "), "quiet"),
      row,
      ...remarks.map((text) => make("p", text, "note")),
      list,
    ];
  }
  return { build, make };
})();
