// The graph on the page: what is asked of it, by pointer, by key and by address, and what it shows.
(() => {
  const $ = (id) => document.getElementById(id);
  const { nodes, edges, boxes, cards, claims, questions, refs, look } = model;
  const { make } = panel;
  const root = document.documentElement,
    LEAST = 0.6;
  const TALL = 3000; // a chain in a picture higher than this would run out of sight: its neighbourhood is shown instead
  document.querySelectorAll(".scripted").forEach((e) => {
    e.hidden = false;
  });

  // ---- drawing
  const boxesDrawn = new vis.DataSet();
  const network = new vis.Network(
    $("canvas"),
    { nodes: boxesDrawn, edges: new vis.DataSet() },
    {
      autoResize: false,
      physics: false,
      layout: { improvedLayout: false },
      interaction: { dragNodes: false, dragView: false, zoomView: false, hover: false, selectConnectedEdges: false },
      nodes: { shape: "custom", ctxRenderer, chosen: false },
    },
  );
  $("canvas")
    .querySelectorAll(".vis-network")
    .forEach((e) => {
      e.tabIndex = -1;
    });
  let scene = null,
    lit = null,
    zoom = 1,
    scale = 1,
    ink = () => "#888",
    state = null;
  function colours() {
    const style = getComputedStyle(root),
      known = new Map();
    ink = (name) => {
      if (!known.has(name)) known.set(name, style.getPropertyValue("--" + name).trim());
      return known.get(name);
    };
  }
  function recolour() {
    colours();
    restyle();
  }
  function ctxRenderer({ ctx, id, x, y }) {
    const n = scene.own.get(id);
    if (!n) return { drawNode: () => {}, nodeDimensions: { width: 1, height: 1 } }; // on its way out
    const drawNode = () => {
      for (const one of save.box(n, { x, y }, scene.more.get(id), {
        ink,
        dim: lit && !lit.faint && !lit.nodes.has(id),
        bold: n.card === state.n,
      }))
        save.paint(ctx, one);
    };
    return { drawNode, nodeDimensions: { width: n.w, height: n.h } };
  }
  // The lines are ours: those of vis-network run from middle to middle, behind the boxes between.
  network.on("beforeDrawing", (ctx) => {
    for (const one of save.under(scene, how())) save.paint(ctx, one);
  });
  function lineOf(e) {
    // what of a line changes with what is chosen
    const on = lit && lit.edges.has(e),
      sum = e.count ? Math.log2(e.count + 1) * 0.6 : 0;
    return {
      width: (e.strong ? 2.2 : on ? 1.8 : 1) + sum,
      hidden: state.off.has(e.rel) && !on,
      opacity: on ? 1 : lit ? (lit.faint ? 0.3 : 0.06) : e.strong ? 0.9 : e.count ? 0.45 : 0.6,
    };
  }
  function stage(next) {
    scene = next;
    light();
    boxesDrawn.clear();
    boxesDrawn.add([...next.places].map(([id, p]) => ({ id, x: p.x, y: p.y })));
    fit();
  }
  function restyle() {
    light();
    network.redraw();
  }
  function fit() {
    scale = zoom * Math.max(LEAST, Math.min(1.1, ($("scroller").clientWidth - 2) / (scene.width + 20)));
    const width = Math.floor((scene.width + 20) * scale),
      height = Math.ceil((scene.height + 30) * scale);
    $("canvas").style.width = width + "px";
    network.setSize(width + "px", height + "px");
    network.redraw();
    network.moveTo({ position: { x: scene.width / 2, y: scene.height / 2 }, scale });
  }

  // ---- what is asked for, and its address
  const { PLAIN, FIELDS, empty, parse } = address;
  const plain = (hash) => hash.replace(/&theme=\w*$/, "");
  const tab = document.querySelector('nav a[href="#graph"]');
  const framed = window.top !== window; // in a notebook the frame has no address of its own
  function go(change, replace = false) {
    state = { ...state, unknown: "", ...change };
    const to = address.write(state);
    tab.href = plain(to); // who leaves for another tab comes back to the same
    if (!framed && to !== (location.hash || "#graph")) {
      if (replace) history.replaceState(null, "", to);
      else history.pushState(null, "", to);
    }
    show();
  }
  function arrive() {
    const hash = plain(location.hash);
    if (framed) return false;
    let id = "";
    try {
      id = decodeURIComponent(hash.slice(1));
    } catch {
      id = "";
    }
    if (address.isOurs(hash)) state = parse(hash);
    else if (cards.has(id) && !document.getElementById(id)) state = { ...parse("#"), n: id };
    else return false;
    show();
    tab.href = plain(address.write(state));
    return true;
  }
  for (const kind of ["popstate", "hashchange"])
    window.addEventListener(kind, () => {
      if (arrive() && state.n) see();
    });

  // ---- what is shown
  let matched = null,
    base = null,
    baseKey = "";
  const isFiltered = () => PLAIN.some((key) => state[key]) || state.anon;
  function settle() {
    // the picture that nothing is chosen in
    const key = JSON.stringify([PLAIN.map((one) => state[one]), state.anon, [...state.off]]);
    if (key === baseKey) return;
    baseKey = key;
    matched = isFiltered() ? claims.filter((c) => model.matches(c, state)).map((c) => c.at) : null;
    if (scenes.small) base = scenes.whole(state.off);
    else if (matched && (state.q || matched.length <= scenes.MOST.claims))
      base = scenes.some(
        [...matched].sort(model.hotter),
        "",
        state.off,
        (some) =>
          some
            ? `Drawn: ${scenes.many(some, "claim")} that ${some === 1 ? "matches" : "match"}, the most contested first.`
            : "Nothing is drawn: filters hold together, of one and the same chain.",
        state.q,
      );
    else base = scenes.overview(matched ?? claims.map((c) => c.at), state.off);
  }
  const centreOf = () =>
    state.near ||
    (state.n &&
    !base.has(state.n) &&
    model.cards.get(state.n) &&
    (cards.get(state.n).kind === "question" || cards.get(state.n).claim || model.spots.has(state.n))
      ? state.n
      : "");
  const plainly = (card) => card.label.replace(/\.$/, ""); // another sign follows
  function next() {
    const centre = centreOf();
    if (!centre) return base;
    const card = cards.get(centre);
    if (card.kind === "question") {
      const inside = matched && new Set(matched),
        answering = inside ? card.claims.filter((at) => inside.has(at)) : card.claims;
      const narrowed = inside
        ? ` and match${answering.length === 1 ? "es" : ""} the filters, of ${card.claims.length}`
        : "";
      return scenes.some([...answering].sort(model.hotter), centre, state.off, (some) =>
        some
          ? `Drawn: ${scenes.many(some, "claim")} that answer${some === 1 ? "s" : ""} “${card.label}”${narrowed}, the most contested first.`
          : `Nothing is drawn: of ${scenes.many(card.claims.length, "claim")} that answer${card.claims.length === 1 ? "s" : ""} “${card.label}” none matches the filters.`,
      );
    }
    const steps = state.depth > 1 ? `${state.depth} steps` : "1 step";
    return scenes.some(
      model.around(centre, state.depth),
      centre,
      state.off,
      () =>
        `Drawn: the neighbourhood of “${plainly(card)}”, ${steps} along the links between claims.${isFiltered() ? " Filters do not apply to it." : ""}`,
    );
  }
  function light() {
    lit = null;
    if (state.n && scene.has(state.n)) {
      if (scene.kind === "overview") {
        const on = scene.lines.filter((e) => e.from.card === state.n || e.to.card === state.n);
        lit = {
          edges: new Set(on),
          nodes: new Set(
            [...scene.own.values()]
              .filter((n) => n.card === state.n)
              .map((n) => n.id)
              .concat(on.flatMap((e) => [e.from.id, e.to.id])),
          ),
        };
      } else if (centreOf() !== state.n || cards.get(state.n).kind !== "question") {
        lit = model.reach(state.n);
        lit.faint = state.depth > 1 && centreOf() === state.n; // a wider neighbourhood was asked for, to be read too
      }
    } else if (matched && scene.kind === "whole") {
      const inside = new Set(matched);
      lit = { nodes: new Set(matched.map((at) => nodes[at].id)), edges: new Set() };
      for (const e of edges)
        if (
          e.claims.length &&
          (e.strong ? e.claims.every((at) => inside.has(at)) : e.claims.some((at) => inside.has(at)))
        ) {
          lit.edges.add(e);
          lit.nodes.add(e.from.id).add(e.to.id);
        }
      lit.edges = new Set([...lit.edges].filter((e) => !state.off.has(e.rel)));
    }
  }
  let staged = "";
  function show() {
    settle();
    const key = JSON.stringify([baseKey, centreOf(), centreOf() && state.depth]);
    const isNew = key !== staged;
    if (isNew) {
      staged = key;
      stage(next());
    } else restyle();
    controls();
    const off = [...state.off]
        .filter((rel) => edges.some((e) => e.rel === rel))
        .map((rel) => `“${look.strokes[rel].words}”`),
      exempt = lit && scene.lines.some((e) => state.off.has(e.rel) && lit.edges.has(e));
    $("summary").textContent =
      (state.unknown ? `The address asks for what is not on this page: ${state.unknown}. ` : "") +
      scene.words +
      (off.length ? ` Switched off${exempt ? ", but for those of what is chosen" : ""}: lines ${off.join(", ")}.` : "");
    $("filtered").textContent = !matched
      ? ""
      : `${matched.length} of ${scenes.many(claims.length, "claim")} match${scene.kind === "whole" ? "; the others are dimmed." : "."}`;
    if (fill() || isNew)
      $("live").textContent = [describe(), isNew && $("filtered").textContent, isNew && $("summary").textContent]
        .filter(Boolean)
        .join(" ");
  }
  function describe() {
    // what is chosen in a line: its name, its kind, its place in the picture, its claims
    const card = cards.get(state.n),
      order = inOrder();
    if (!card) return "Nothing chosen.";
    const at =
        scene.own.get(cursor)?.card === card.id ? cursor : order.find((id) => scene.own.get(id).card === card.id),
      box = scene.own.get(at);
    const some = box && box.kind !== "claim" ? new Set(box.lines.flatMap((e) => e.claims)).size : 0;
    return (
      plainly(card) +
      ". " +
      [
        look.kinds[card.kind] ?? card.kind,
        box && `${order.indexOf(at) + 1} of ${order.length}`,
        some && scenes.many(some, "claim"),
      ]
        .filter(Boolean)
        .join(", ") +
      "."
    );
  }
  function button(words, act) {
    const e = make("button", words);
    e.type = "button";
    e.addEventListener("click", act);
    return e;
  }
  const keys = $("keys");
  let filled = "";
  function fill() {
    // the panel; whether it has changed
    const key = JSON.stringify([state.n, staged]);
    if (key === filled) return false;
    filled = key;
    const card = cards.get(state.n),
      near = centreOf();
    keys.hidden = Boolean(card);
    if (!card) {
      $("panel").replaceChildren(keys);
      return true;
    }
    const buttons = [],
      remarks = [],
      out = [...scene.own.values()]
        .filter((n) => n.card === card.id)
        .reduce((sum, n) => sum + (scene.more.get(n.id) ?? 0), 0);
    const again = (change) => {
      // the focus stays on the button of that name, or goes to the picture
      const { textContent } = document.activeElement;
      go(change);
      see();
      ([...$("panel").querySelectorAll("button")].find((one) => one.textContent === textContent) ?? $("canvas")).focus({
        preventScroll: true,
      });
    };
    if (near !== card.id)
      buttons.push(
        button(card.kind === "question" ? "Show its claims" : "Only its neighbourhood", () =>
          again({ near: card.id, depth: 1 }),
        ),
      );
    if (near)
      buttons.push(
        button(base.has(card.id) ? "Show it in the whole" : "Show the whole", () =>
          again({ near: "", n: base.has(card.id) ? card.id : "" }),
        ),
      );
    if (near === card.id && card.kind !== "question") {
      if (state.depth < address.DEEPEST)
        buttons.push(button("One step further", () => again({ near, depth: state.depth + 1 })));
      if (state.depth > 1) buttons.push(button("One step back", () => again({ near, depth: state.depth - 1 })));
    }
    if (card.claim) buttons.push(button("Copy as citation", () => copy(save.cite(card))));
    if (!scene.has(card.id) && near !== card.id) remarks.push("It has no box in the picture.");
    if (out) remarks.push(`Not drawn: ${scenes.many(out, "link")} of it, to what is not in the picture.`);
    $("panel").replaceChildren(keys, ...panel.build(card, buttons, remarks));
    $("panel").parentElement.scrollTop = 0;
    return true;
  }
  async function copy(text) {
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      done = false;
    }
    const old = $("citation"),
      field = make("textarea", text),
      note = make("p", done ? "Copied:" : "The browser does not let the page copy; the text to copy:");
    const box = make("div");
    old?.remove();
    box.id = "citation";
    field.readOnly = true;
    field.rows = 6;
    field.setAttribute("aria-label", "Citation");
    note.setAttribute("role", "status");
    box.append(note, field);
    $("panel").querySelector(".buttons").after(box);
    if (!done) {
      field.focus({ preventScroll: true });
      field.select();
    }
  }
  // A card asked for by a link or the search: in the picture if it is there, else with its neighbourhood. A link from
  // another tab asks afresh, without what the graph was narrowed to.
  function ask(id, afresh = false) {
    if (afresh) {
      state = { ...empty(), off: state.off };
      settle();
    }
    const far = (afresh ? base : scene).kind === "whole" && look.height > TALL;
    go({ n: id, near: scene.has(id) && !far ? state.near : base.has(id) && !far ? "" : centred(id) });
    see();
    $("panel").querySelector("h2").focus({ preventScroll: true });
    approach();
  }
  function approach() {
    // where the panel is below the picture, its head comes into view under what is left of that
    const head = $("panel").querySelector("h2")?.getBoundingClientRect();
    if (head && innerWidth <= 900 && (head.bottom > innerHeight || head.top < 0))
      scrollBy({ top: head.top - innerHeight * 0.6 });
  }
  const centred = (id) => (cards.get(id).claim || cards.get(id).kind === "question" || model.spots.has(id) ? id : "");
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-n]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !cards.has(link.dataset.n)) return;
    event.preventDefault();
    ask(link.dataset.n, !$("graph").contains(link));
  });
  function see() {
    // bring the chosen box into view, or at least the panel
    const box = [...scene.own.values()].find((n) => n.card === state.n),
      canvas = $("canvas").getBoundingClientRect();
    if (!box) {
      if (state.n) $("panel").scrollIntoView({ block: "nearest" });
      return;
    }
    const at = network.canvasToDOM(scene.places.get(box.id)),
      y = canvas.top + at.y;
    if (y < 90) scrollBy({ top: y - 160 });
    else if (y > innerHeight - 90) scrollBy({ top: y - innerHeight + 160 });
    $("scroller").scrollTo(at.x - $("scroller").clientWidth / 2, at.y - $("scroller").clientHeight / 2);
  }
  network.on("click", (event) => {
    $("canvas").focus({ preventScroll: true });
    const n = event.nodes.length ? scene.own.get(event.nodes[0]) : null;
    cursor = n?.id ?? "";
    if (!n) {
      if (state.n) go({ n: "" });
    } else if (n.kind === "question") go(n.card ? { n: n.card, near: n.card } : {});
    else go({ n: n.card });
    approach();
  });
  network.on("doubleClick", (event) => {
    if (event.nodes.length && scene.own.get(event.nodes[0])?.card)
      go({ n: scene.own.get(event.nodes[0]).card, near: scene.own.get(event.nodes[0]).card, depth: 1 });
  });

  // ---- keys, while the graph has the focus
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  let cursor = "";
  // Up and down go through a column and on to the next, so that every box is reached; left and right to the nearest.
  const inOrder = () => [...scene.places].sort(([, a], [, b]) => a.x - b.x || a.y - b.y).map(([one]) => one);
  function beside(id, key) {
    const order = inOrder(),
      from = scene.places.get(id);
    if (!from) return order[0] ?? "";
    const [right, down] = ways[key];
    if (down) return order[(order.indexOf(id) + down + order.length) % order.length];
    let best = null;
    for (const [other, p] of scene.places) {
      const along = (p.x - from.x) * right,
        cost = along + 2.5 * Math.abs(p.y - from.y);
      if (along >= 4 && (!best || cost < best.cost)) best = { id: other, cost };
    }
    return best ? best.id : "";
  }
  $("canvas").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const card = cards.get(state.n);
    if (ways[event.key]) {
      if (scene.own.get(cursor)?.card !== state.n)
        cursor = [...scene.own.values()].find((n) => n.card === state.n)?.id ?? "";
      const to = beside(cursor, event.key);
      if (to) {
        cursor = to;
        go({ n: scene.own.get(to).card, near: centreOf() }, true);
        see();
      }
    } else if (event.key === "Enter") $("panel").querySelector("h2")?.focus();
    else if (event.key === "Escape") {
      cursor = "";
      zoom = 1;
      go({ n: "", near: "", depth: 1 });
    } else if ((event.key === "f" || event.key === "F") && card)
      go({ near: state.near === card.id ? "" : centred(card.id), depth: 1 });
    else if (event.key === "+" || event.key === "-") magnify(event.key === "+" ? 1.2 : 1 / 1.2);
    else return;
    event.preventDefault();
  });
  $("panel").addEventListener("keydown", (event) => {
    if (event.key === "Escape") $("canvas").focus();
  });
  search.listen(ask);
  function magnify(by) {
    zoom = Math.min(3, Math.max(1, zoom * by));
    fit();
    if (state.n) see();
  }

  // ---- filters, legend, colours, files
  function offer(select, entries) {
    $(select).append(
      ...entries.map(([value, label]) => {
        const one = make("option", label);
        one.value = value;
        return one;
      }),
    );
    if (!entries.length) $(select).parentElement.hidden = true;
  }
  const ticks = [...$("graph").querySelectorAll("[data-rel]")]; // found once: a page may have very many elements
  function controls() {
    for (const [select, key] of Object.entries(FIELDS)) $(select).value = state[key];
    $("unnamed").checked = state.anon;
    ticks.forEach((tick) => {
      tick.checked = !state.off.has(tick.dataset.rel);
    });
  }
  function offers() {
    const docs = new Set(),
      actors = new Set(),
      bases = new Set(),
      stances = new Set();
    for (const c of claims) {
      for (const [doc, hops] of c.trails) {
        docs.add(doc);
        if (hops[0]) bases.add(hops[0][1].basis);
        for (const hop of hops) {
          if (refs[hop[0]].kind !== "document") actors.add(hop[0]);
          stances.add(hop[1].stance);
        }
      }
      for (const [, ref] of c.about) if (cards.has(refs[ref].id)) actors.add(ref);
    }
    const named = (set) =>
      [...set]
        .map((ref) => [refs[ref].id, refs[ref].label])
        .sort((a, b) => a[1].localeCompare(b[1], "en") || (a[0] < b[0] ? -1 : 1));
    const coded = (set, words) =>
      Object.keys(words)
        .filter((code) => set.has(code))
        .map((code) => [code, words[code]]);
    offer("document", named(docs));
    offer("actor", named(actors));
    offer("basis", coded(bases, look.bases));
    offer("stance", coded(stances, look.stances));
    offer(
      "question",
      [...questions.values()]
        .filter((q) => q.id && q.claims.length)
        .map((q) => [q.id, `${q.label} (${q.claims.length})`]),
    );
  }
  for (const [select, key] of Object.entries(FIELDS))
    $(select).addEventListener("change", () => go({ [key]: $(select).value, n: "", near: "" }));
  $("unnamed").addEventListener("change", () => go({ anon: $("unnamed").checked, n: "", near: "" }));
  $("whole").addEventListener("click", () => {
    zoom = 1;
    cursor = "";
    go({ ...empty(), off: state.off });
    fit();
  });
  $("larger").addEventListener("click", () => magnify(1.2));
  $("smaller").addEventListener("click", () => magnify(1 / 1.2));
  ticks.forEach((tick) =>
    tick.addEventListener("change", () => {
      const off = new Set(state.off);
      if (tick.checked) off.delete(tick.dataset.rel);
      else off.add(tick.dataset.rel);
      go({ off }, true);
    }),
  );
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  addEventListener("theme", recolour);
  let worn = "";
  addEventListener("beforeprint", () => {
    worn = root.dataset.theme ?? "";
    root.dataset.theme = "light";
    recolour();
  }); // paper is light
  addEventListener("afterprint", () => {
    if (worn) root.dataset.theme = worn;
    else delete root.dataset.theme;
    recolour();
  });
  window.addEventListener("resize", fit);
  const how = () => ({ ink, lit, chosen: state.n, line: lineOf });
  const title = () => {
    // what the page is, what it was narrowed to, and what is drawn
    const said = [...document.querySelectorAll("header h1, header p:not([role]), #filtered, #summary")].map((e) =>
      e.textContent.trim().replace(/\.$/, ""),
    );
    const chosen = Object.keys(FIELDS)
      .filter((one) => $(one).value)
      .map((one) => `${$(one).labels[0].textContent}: ${$(one).selectedOptions[0].textContent}`);
    return (
      [...said.slice(0, -2), ...chosen, state.anon && "With at least one unnamed speaker", ...said.slice(-2)]
        .filter(Boolean)
        .join(". ") + "."
    );
  };
  $("svg").addEventListener("click", () =>
    save.download(new Blob([save.svg(scene, how(), title())], { type: "image/svg+xml" }), "graph.svg"),
  );
  $("png").addEventListener("click", () =>
    save.canvas(scene, how(), title()).toBlob((blob) => save.download(blob, "graph.png")),
  );

  document.querySelector(".filters").open = innerWidth >= 700;
  document.querySelector(".filters").hidden = !claims.length;
  offers();
  colours();
  state = { ...parse("#"), n: cards.has(look.chosen) ? look.chosen : "" };
  if (/^(#(graph)?)?(&?theme=\w+)?$/.test(location.hash) || !arrive()) show();
  else if (state.n) {
    see();
    approach();
  }
  window.kgraph = {
    network,
    model,
    nodes,
    beside,
    lines: () => scene.lines.map((e) => ({ from: e.from.id, to: e.to.id, ...scene.curve(e), ...lineOf(e) })),
    find: search.find,
    go,
    places: () => scene.places,
    scene: () => scene,
    scale: () => scale,
    svg: () => save.svg(scene, how(), title()),
    ready: performance.now(),
  };
})();
