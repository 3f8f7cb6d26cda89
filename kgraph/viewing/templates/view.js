"use strict";
(() => {
  // Text reaches the page as text only: textContent, the canvas, and clones of what the server side escaped.
  const $ = (id) => document.getElementById(id);
  const read = (id) => JSON.parse($(id).textContent);
  const nodes = read("nodes"), edges = read("edges"), look = read("look");
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const cards = new Map([...document.querySelectorAll("[data-card]")].map((e) => [e.id, e]));
  const title = (card) => cards.get(card).querySelector("h3").textContent;
  const root = document.documentElement;
  const LEAST = 0.6, LIMIT = { 0: 12, 1: 12, 2: 1, 3: 36, 4: 12 };
  const off = new Set();
  let chosen = "", lit = null, scene = null, zoom = 1, scale = 1, focused = false, local = false, ink = null;
  const TALL = 3000; // a chain in a picture higher than this would run out of sight: its neighbourhood is shown instead

  document.querySelectorAll(".scripted").forEach((e) => { e.hidden = false; });
  document.querySelectorAll("a[data-n]").forEach((a) => { a.setAttribute("href", "#n=" + encodeURIComponent(a.dataset.n)); });

  // ---- drawing
  const drawnNodes = new vis.DataSet(), drawnEdges = new vis.DataSet();
  const network = new vis.Network($("canvas"), { nodes: drawnNodes, edges: drawnEdges }, {
    autoResize: false, physics: false, layout: { improvedLayout: false },
    interaction: { dragNodes: false, dragView: false, zoomView: false, hover: false, selectConnectedEdges: false },
    nodes: { shape: "custom", ctxRenderer: paint, chosen: false }, edges: { chosen: false },
  });
  $("canvas").querySelectorAll(".vis-network").forEach((e) => { e.tabIndex = -1; });

  function colours() {
    const style = getComputedStyle(root);
    ink = (name) => style.getPropertyValue("--" + name).trim();
  }

  const outlines = {
    box: (c, x, y, w, h) => c.roundRect(x, y, w, h, 7),
    pill: (c, x, y, w, h) => c.roundRect(x, y, w, h, h / 2),
    hexagon: (c, x, y, w, h) => trace(c, [[x + 11, y], [x + w - 11, y], [x + w, y + h / 2], [x + w - 11, y + h], [x + 11, y + h], [x, y + h / 2]]),
    page: (c, x, y, w, h) => { trace(c, [[x, y], [x + w - 12, y], [x + w, y + 12], [x + w, y + h], [x, y + h]]); c.moveTo(x + w - 12, y); c.lineTo(x + w - 12, y + 12); c.lineTo(x + w, y + 12); },
    speech: (c, x, y, w, h) => trace(c, [[x, y], [x + w, y], [x + w, y + h], [x + 26, y + h], [x + 16, y + h + 9], [x + 16, y + h], [x, y + h]]),
  };
  function trace(c, points) {
    points.forEach(([x, y], i) => (i ? c.lineTo(x, y) : c.moveTo(x, y)));
    c.closePath();
  }

  function wrap(c, n, width, most) {
    if (n.lines) return n.lines;
    const lines = [""];
    const put = (word, gap) => {
      const line = lines[lines.length - 1];
      if (!line || c.measureText(line + gap + word).width <= width) lines[lines.length - 1] = line ? line + gap + word : word;
      else lines.push(word);
    };
    for (const word of n.label.split(/\s+/)) {
      if (c.measureText(word).width <= width) put(word, " ");
      else [...word].forEach((letter, i) => put(letter, i ? "" : " "));
    }
    if (lines.length > most) {
      lines.length = most;
      while (lines[most - 1] && c.measureText(lines[most - 1] + "…").width > width) lines[most - 1] = lines[most - 1].slice(0, -1);
      lines[most - 1] += "…";
    }
    return (n.lines = lines);
  }

  function paint({ ctx: c, id, x, y }) {
    const n = byId.get(id), left = x - n.w / 2, top = y - n.h / 2, kind = look.inks[n.kind];
    const drawNode = () => {
      c.save();
      c.globalAlpha = lit && !lit.nodes.has(id) ? 0.18 : 1;
      c.fillStyle = ink(n.kind + "-fill");
      c.strokeStyle = ink(n.kind + "-line");
      c.lineWidth = n.card === chosen ? 4 : 1.6;
      c.setLineDash(kind.dashed ? [6, 3] : []);
      c.beginPath();
      outlines[kind.shape](c, left, top, n.w, n.h);
      c.fill();
      c.stroke();
      c.fillStyle = ink(n.kind + "-text");
      c.textBaseline = "middle";
      c.font = "14px system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif";
      const claim = n.kind === "claim", inset = claim ? 28 : 12;
      const lines = wrap(c, n, n.w - inset - (claim ? 8 : 14), Math.floor((n.h - 8) / 17));
      c.textAlign = claim ? "left" : "center";
      lines.forEach((line, i) => c.fillText(line, claim ? left + inset : x, y + (i - (lines.length - 1) / 2) * 17));
      c.textAlign = "center";
      if (n.mark) c.fillText(n.mark, claim ? left + 15 : left + n.w - 8, claim ? y : top + 10);
      c.restore();
    };
    return { drawNode, nodeDimensions: { width: n.w, height: n.h } };
  }

  network.on("beforeDrawing", (c) => {
    c.font = "bold 14px system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif";
    c.textAlign = "left";
    c.textBaseline = "middle";
    for (const band of scene.bands) {
      c.fillStyle = ink("band");
      c.beginPath();
      c.roundRect(band.x, band.y, band.w, band.h, 8);
      c.fill();
      c.fillStyle = ink("ink");
      c.fillText(band.label, band.x + 12, band.y + 16, band.w - 24);
    }
  });

  function shade(e) { // what of a line changes with what is chosen
    const on = lit && lit.edges.has(e.id), strong = look.strokes[e.rel].strong;
    const opacity = on ? 1 : lit ? 0.06 : strong ? 0.9 : 0.6;
    return { id: e.id, width: strong ? 2.2 : on ? 1.8 : 1, hidden: off.has(e.rel) && !on, color: { color: ink(e.rel + "-stroke"), opacity, inherit: false } };
  }
  function stroke(e) {
    const how = look.strokes[e.rel], apart = Math.abs(scene.places.get(e.from).x - scene.places.get(e.to).x) >= 60;
    return {
      ...shade(e), from: e.from, to: e.to,
      dashes: how.dashes.length ? how.dashes : false,
      arrows: { to: { enabled: how.arrow, scaleFactor: how.strong ? 0.6 : 0.45 } },
      smooth: apart ? { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.4 } : { enabled: true, type: "curvedCW", roundness: 0.35 },
    };
  }
  const drawn = () => edges.filter((e) => scene.places.has(e.from) && scene.places.has(e.to));
  const shown = new Map();
  const fresh = (change) => { // updating a line is slow: those that look the same are left alone
    const key = JSON.stringify(change), known = shown.get(change.id) === key;
    shown.set(change.id, key);
    return !known;
  };

  function stage(next) {
    scene = next;
    shown.clear();
    drawnEdges.clear();
    drawnNodes.clear();
    drawnNodes.add([...next.places].map(([id, p]) => ({ id, x: p.x, y: p.y })));
    drawnEdges.add(drawn().map(stroke));
    fit();
  }
  function restyle() {
    drawnEdges.update(drawn().map(shade).filter(fresh));
    network.redraw();
  }
  function fit() {
    scale = zoom * Math.max(LEAST, Math.min(1.1, ($("scroller").clientWidth - 2) / (scene.width + 20)));
    const width = Math.floor((scene.width + 20) * scale), height = Math.ceil((scene.height + 30) * scale);
    $("canvas").style.width = width + "px";
    network.setSize(width + "px", height + "px");
    network.redraw();
    network.moveTo({ position: { x: scene.width / 2, y: scene.height / 2 }, scale });
  }
  const whole = () => ({ places: new Map(nodes.filter((n) => "x" in n).map((n) => [n.id, n])), bands: look.bands, width: look.width, height: look.height });

  // A card and its neighbours in five columns: the chosen claim has one to itself.
  function around(card) {
    const near = reach(card), columns = [[], [], [], [], []];
    let left = 0;
    for (const n of nodes) {
      if (!near.nodes.has(n.id)) continue;
      const column = n.col === 3 ? 4 : n.col === 2 && n.card !== card ? 3 : n.col;
      if (columns[column].length < LIMIT[column] || n.card === card) columns[column].push(n); else left += 1;
    }
    const places = new Map(), tall = columns.map((column) => column.reduce((sum, n) => sum + n.h + 16, -16));
    const height = Math.max(...tall, 60);
    let x = 0;
    columns.forEach((column, i) => {
      let y = (height - tall[i]) / 2;
      for (const n of column) { places.set(n.id, { x: x + n.w / 2, y: y + n.h / 2 }); y += n.h + 16; }
      if (column.length) x += column[0].w + 70;
    });
    return { places, bands: [], width: x - 70, height, left };
  }

  // ---- what is chosen, what matches
  function reach(card) {
    const self = new Set(nodes.filter((n) => n.card === card).map((n) => n.id)), found = { nodes: new Set(self), edges: new Set() };
    const claim = byId.has(card) && byId.get(card).kind === "claim";
    const touching = edges.filter((e) => (claim ? e.claims.includes(card) : self.has(e.from) || self.has(e.to)));
    const claims = new Set(claim ? [] : touching.filter((e) => e.rel === "said" || e.rel === "cites").flatMap((e) => e.claims));
    const onward = edges.filter((e) => (e.rel === "states" || e.rel === "denied") && claims.has(e.claims[0]) && touching.some((t) => t.to === e.from));
    for (const e of [...touching, ...onward]) { found.edges.add(e.id); found.nodes.add(e.from); found.nodes.add(e.to); }
    return found;
  }
  function matching() {
    const where = $("document").value, unnamed = $("unnamed").checked;
    $("filtered").textContent = "";
    if (!where && !unnamed) return null;
    const claims = new Set(nodes.filter((n) => n.kind === "claim" && (!unnamed || n.anon) && (!where || edges.some((e) => e.from === where && e.to === n.id))).map((n) => n.id));
    const found = { nodes: new Set(claims), edges: new Set() };
    for (const e of edges) {
      if (look.strokes[e.rel].strong ? e.claims.every((c) => claims.has(c)) : e.claims.some((c) => claims.has(c))) { found.edges.add(e.id); found.nodes.add(e.from); found.nodes.add(e.to); }
    }
    $("filtered").textContent = claims.size + " of " + cardsOf("claim") + " claims match; the others are dimmed.";
    return found;
  }
  const cardsOf = (kind) => nodes.filter((n) => n.kind === kind).length;

  function show(card) {
    if (card && !cards.has(card)) card = "";
    chosen = card;
    const placed = [...whole().places.keys()].some((id) => byId.get(id).card === card);
    const known = nodes.some((n) => n.card === card);
    const near = card && known && (focused || !placed || (look.height > TALL && !local));
    lit = card && known ? reach(card) : matching();
    const next = near ? around(card) : whole();
    if (near || !scene || scene.left !== undefined) stage(next); else restyle();
    fill(card, next.left, known);
    $("live").textContent = card ? title(card) : "Nothing chosen.";
  }
  function fill(card, left, known) {
    const panel = $("panel");
    if (!panel.keys) panel.keys = $("keys");
    if (!card) return panel.replaceChildren(panel.keys);
    const heading = make("h2", title(card)), body = cards.get(card).lastElementChild.cloneNode(true);
    heading.tabIndex = -1;
    const near = scene.left !== undefined;
    const button = make("button", near ? "Show it in the whole" : "Only its neighbourhood");
    button.type = "button";
    button.addEventListener("click", () => { focused = !near; local = near; show(card); see(); panel.querySelector("button")?.focus({ preventScroll: true }); });
    const parts = [heading, ...(known ? [button] : [make("p", "It has no box in the picture.")]), body];
    if (left) parts.splice(2, 0, make("p", "Not drawn: " + left + " more neighbours."));
    panel.replaceChildren(...parts);
    panel.parentElement.scrollTop = 0;
  }
  function make(tag, text) { const e = document.createElement(tag); e.textContent = text; return e; }

  // ---- where we are: #n=ID, so that Back, reload and a copied address work
  const asked = () => { try { return decodeURIComponent((location.hash.match(/^#n=(.*)$/) || ["", ""])[1]); } catch { return ""; } };
  function go(card) {
    if (window.top !== window) return show(card); // in a notebook the frame has no address of its own
    if (asked() === card) show(card); else location.hash = card ? "n=" + encodeURIComponent(card) : "graph";
  }
  window.addEventListener("hashchange", () => {
    if (location.hash.startsWith("#n=")) { show(asked()); see(); } else if (chosen && location.hash === "#graph") show("");
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-n]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    local = false;
    go(link.dataset.n);
    see();
    $("panel").querySelector("h2")?.focus({ preventScroll: true });
  });
  function see() { // bring the chosen box into view, or at least the panel
    const id = [...scene.places.keys()].find((one) => byId.get(one).card === chosen);
    const box = $("canvas").getBoundingClientRect();
    if (!id) return chosen && $("panel").scrollIntoView({ block: "nearest" });
    const at = network.canvasToDOM(scene.places.get(id));
    const y = box.top + at.y;
    if (y < 90) scrollBy({ top: y - 160 }); else if (y > innerHeight - 90) scrollBy({ top: y - innerHeight + 160 });
    $("scroller").scrollTo(at.x - $("scroller").clientWidth / 2, at.y - $("scroller").clientHeight / 2);
  }
  network.on("click", (event) => {
    $("canvas").focus({ preventScroll: true });
    local = scene.left === undefined;
    if (event.nodes.length) go(byId.get(event.nodes[0]).card); else if (chosen) go("");
  });
  network.on("doubleClick", (event) => { if (event.nodes.length) { focused = true; show(byId.get(event.nodes[0]).card); } });

  // ---- keys, while the graph has the focus
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  let cursor = "";
  function beside(id, key) { // the nearest box that way; what lies straight ahead counts as nearer
    const [right, down] = ways[key], from = scene.places.get(id);
    let best = null;
    for (const [other, p] of scene.places) {
      const dx = p.x - (from ? from.x : 0), dy = p.y - (from ? from.y : 0), along = dx * right + dy * down;
      if (from && along < 4) continue;
      const cost = from ? along + 2.5 * Math.abs(dx * down + dy * right) : dx + dy;
      if (!best || cost < best.cost) best = { id: other, cost };
    }
    return best && best.id;
  }
  $("canvas").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (ways[event.key]) {
      if (!scene.places.has(cursor) || byId.get(cursor).card !== chosen) cursor = [...scene.places.keys()].find((id) => byId.get(id).card === chosen) || "";
      const next = beside(cursor, event.key);
      local = scene.left === undefined;
      if (next) { cursor = next; go(byId.get(next).card); see(); }
    } else if (event.key === "Enter") $("panel").querySelector("h2")?.focus();
    else if (event.key === "Escape") { focused = local = false; cursor = ""; go(""); }
    else if (event.key === "f" || event.key === "F") { focused = !focused; show(chosen); }
    else if (event.key === "+" || event.key === "-") magnify(event.key === "+" ? 1.2 : 1 / 1.2);
    else return;
    event.preventDefault();
  });
  $("panel").addEventListener("keydown", (event) => { if (event.key === "Escape") $("canvas").focus(); });
  function magnify(by) { zoom = Math.min(3, Math.max(1, zoom * by)); fit(); }

  // ---- search, filters, legend, theme
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const index = [...cards].map(([id, e]) => ({ id, name: fold(id + " " + title(id)), rest: fold(e.textContent) }));
  const search = $("search"), hits = $("hits");
  let at = -1;
  function list() {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    const all = (text) => words.every((word) => text.includes(word));
    const found = words.length ? [...index.filter((e) => all(e.name)), ...index.filter((e) => !all(e.name) && all(e.rest))] : [];
    at = -1;
    hits.replaceChildren(...found.slice(0, 20).map((e, i) => {
      const kind = cards.get(e.id).dataset.card, hit = make("li", title(e.id) + (kind && " (" + kind + ")"));
      hit.id = "hit" + i;
      hit.setAttribute("role", "option");
      hit.setAttribute("aria-selected", "false");
      hit.addEventListener("mousedown", (event) => { event.preventDefault(); take(e.id); });
      hit.card = e.id;
      return hit;
    }));
    if (words.length && !found.length) hits.append(Object.assign(make("li", "Nothing found"), { role: "option", ariaDisabled: "true" }));
    open(hits.children.length > 0);
    $("live").textContent = words.length ? found.length + " found" : "";
  }
  function open(yes) { hits.hidden = !yes; search.setAttribute("aria-expanded", String(yes)); search.removeAttribute("aria-activedescendant"); }
  function take(card) {
    if (!card) return;
    open(false);
    local = false;
    go(card);
    see();
  }
  search.addEventListener("input", list);
  search.addEventListener("blur", () => open(false));
  search.addEventListener("keydown", (event) => {
    const options = [...hits.children];
    if (event.key === "Escape") return open(false);
    if (event.key === "Enter" && options.length) return take(options[Math.max(at, 0)].card);
    if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || !options.length) return;
    event.preventDefault();
    at = (at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
    options.forEach((o, i) => o.setAttribute("aria-selected", String(i === at)));
    options[at].scrollIntoView({ block: "nearest" });
    search.setAttribute("aria-activedescendant", options[at].id);
  });
  for (const id of ["document", "unnamed"]) $(id).addEventListener("change", () => { focused = false; go(""); show(""); });
  $("whole").addEventListener("click", () => { $("document").value = ""; $("unnamed").checked = false; focused = false; zoom = 1; go(""); show(""); fit(); });
  $("larger").addEventListener("click", () => magnify(1.2));
  $("smaller").addEventListener("click", () => magnify(1 / 1.2));
  document.querySelectorAll("[data-rel]").forEach((tick) => {
    const set = () => { if (tick.checked) off.delete(tick.dataset.rel); else off.add(tick.dataset.rel); };
    set();
    tick.addEventListener("change", () => { set(); restyle(); });
  });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  $("theme").addEventListener("click", () => {
    const now = root.dataset.theme || (dark.matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    colours();
    restyle();
  });
  dark.addEventListener("change", () => { colours(); restyle(); });
  window.addEventListener("resize", fit);

  colours();
  show(asked());
  if (chosen) see();
  window.kgraph = { network, places: () => scene.places, nodes, beside, scale: () => scale };
})();
