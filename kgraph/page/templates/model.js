"use strict";
// The data of the page: boxes, lines and cards, with the questions that the other scripts ask of them.
const model = (() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const gather = (lists, key, value) => {
    if (lists.has(key)) lists.get(key).push(value);
    else lists.set(key, [value]);
  };
  const nodes = read("nodes"),
    deck = read("cards"),
    look = read("look");
  const refs = deck.refs.map(([id, label, kind, mark]) => ({ id, label, kind, mark }));
  const word = (at) => deck.words[at] ?? "";
  const manners = deck.manners.map(([how, stance, basis]) => ({ how, stance, basis }));
  const boxes = new Map(),
    cards = new Map(),
    spots = new Map();
  nodes.forEach((n, at) => {
    const ink = look.inks[n.kind];
    Object.assign(n, { at, card: n.card ?? n.id, mark: n.mark ?? "", w: ink.w, col: ink.col, lines: [] });
    boxes.set(n.id, n);
    gather(spots, n.card, n);
  });
  const edges = read("edges").map(([line, from, to, ...rest], at) => {
    const rel = look.lines[line],
      strong = look.strokes[rel].strong,
      link = typeof rest[0] === "string";
    const e = {
      id: link ? rest[0] : "line " + at,
      rel,
      strong,
      from: nodes[from],
      to: nodes[to],
      claims: rest,
      reason: "",
      drawer: "",
      implied: [],
    };
    if (link) {
      e.claims = [e.from, e.to].filter((n) => n.kind === "claim").map((n) => n.at);
      [, e.reason = "", e.drawer = "", ...e.implied] = rest;
    }
    e.from.lines.push(e);
    if (e.to !== e.from) e.to.lines.push(e);
    return e;
  });
  // A claim has the same number as its box, because the boxes of claims come first.
  const claims = deck.claims.map((c, at) => ({
    at,
    sort: "",
    questions: [],
    facts: [],
    trails: [],
    about: [],
    hot: 0,
    ...c,
    lines: [],
  }));
  for (const e of edges) for (const at of e.claims) claims[at].lines.push(e);
  const questions = new Map(deck.questions.map(([id, label]) => [id, { id, label, claims: [] }]));
  for (const c of claims) {
    for (const [, hops] of c.trails) for (const hop of hops) hop[1] = manners[hop[1]];
    c.questions = c.questions.map((number) => deck.questions[number][0]);
    if (!c.questions.length) c.questions = [""];
    if (!questions.has(c.questions[0])) questions.set("", { id: "", label: "No question recorded", claims: [] });
    c.questions.forEach((q) => questions.get(q).claims.push(c.at));
    cards.set(nodes[c.at].id, { id: nodes[c.at].id, label: nodes[c.at].label, kind: "claim", claim: c });
  }
  for (const [at, source] of Object.entries(deck.sources)) cards.set(refs[at].id, { ...refs[at], source });
  for (const q of questions.values()) if (q.id && q.claims.length) cards.set(q.id, { ...q, kind: "question" });

  const speaks = (trail, id) => trail[1].some((hop) => refs[hop[0]].id === id);
  const isSpokenOf = (c, id) => c.about.some(([, ref]) => refs[ref].id === id);
  // Filters on who, where and how must all match the same chain.
  function matches(c, f) {
    if (f.q && !c.questions.includes(f.q)) return false;
    if (!(f.doc || f.actor || f.basis || f.stance || f.anon)) return true;
    const spoken = f.actor && isSpokenOf(c, f.actor);
    return c.trails.some(
      (trail) =>
        (!f.doc || refs[trail[0]].id === f.doc) &&
        (!f.actor || spoken || speaks(trail, f.actor)) &&
        (!f.basis || trail[1][0]?.[1].basis === f.basis) &&
        (!f.stance || trail[1].some((hop) => hop[1].stance === f.stance)) &&
        (!f.anon || trail[1].some((hop) => refs[hop[0]].mark)),
    );
  }

  // The boxes and lines within one step of a card: chains and links of a claim, claims of a source and their way to it.
  function reach(card) {
    const near = { nodes: new Set(), edges: new Set() },
      known = cards.get(card);
    const take = (e) => {
      near.edges.add(e);
      near.nodes.add(e.from.id).add(e.to.id);
    };
    if (!known) return near;
    if (known.claim) {
      near.nodes.add(card);
      known.claim.lines.forEach(take);
    } else if (known.kind === "question") {
      known.claims.forEach((at) => {
        near.nodes.add(nodes[at].id);
        claims[at].lines.forEach(take);
      });
    } else {
      const own = spots.get(card) ?? [],
        touching = own.flatMap((n) => n.lines);
      own.forEach((n) => near.nodes.add(n.id));
      touching.forEach(take);
      for (const e of touching) {
        if (e.rel !== "said" && e.rel !== "cites") continue;
        for (const at of e.claims)
          claims[at].lines.filter((o) => o.from === e.to && (o.rel === "states" || o.rel === "denied")).forEach(take);
      }
    }
    return near;
  }
  // The claims within some steps of a card along the links between claims, nearest first. Each maps to whether its
  // sources belong to the neighbourhood too: they do before the last step.
  function around(card, depth) {
    const known = cards.get(card),
      seen = new Map();
    let edge = known.claim
      ? [known.claim.at]
      : [...reach(card).nodes]
          .map((id) => boxes.get(id))
          .filter((n) => n.kind === "claim")
          .map((n) => n.at);
    edge.sort(hotter).forEach((at) => seen.set(at, Boolean(known.claim) || depth > 1));
    for (let step = known.claim ? 1 : 2; step <= depth; step += 1) {
      const next = new Set();
      for (const at of edge)
        for (const e of claims[at].lines)
          if (e.strong)
            e.claims.forEach((o) => {
              if (!seen.has(o)) next.add(o);
            });
      edge = [...next].sort(hotter);
      edge.forEach((at) => seen.set(at, step < depth));
    }
    return seen;
  }
  const hotter = (a, b) => claims[b].hot - claims[a].hot || a - b;

  return {
    nodes,
    edges,
    boxes,
    cards,
    claims,
    questions,
    refs,
    look,
    spots,
    word,
    gather,
    matches,
    reach,
    around,
    hotter,
  };
})();
