// Scenes: a small graph as a whole, the questions of a large one, or some claims with what they rest on.
const scenes = (() => {
  const { nodes, edges, boxes, cards, claims, questions, look, gather } = model;
  const GAP = 16,
    LANE = 52,
    AISLE = 34,
    HEADING = 30;
  const VIEW_WIDTH = 890, // of the picture beside the panel, in a window of 1280 pixels
    WIDEST = VIEW_WIDTH / 0.6, // a wider picture would have labels smaller than 8 pixels
    FIRST_VIEW = 1100; // sources and documents are drawn up into the height that is seen first
  const MOST = { boxes: 150, claims: 36, ring: 16, outer: 12, questions: 24, sums: 120, strong: 60, lines: 200 };
  const NAMES = ["source", "document", "claim", "subject"];
  const small = claims.length <= look.few;
  const many = (number, noun) => number.toLocaleString("en") + " " + (number === 1 ? noun : noun + "s");
  const list = (parts) => parts.filter(Boolean).join(", ");
  const ties = (claim) => claim.lines.filter((e) => look.relations[e.rel]);

  // A small graph: claims in bands by question, with all they rest on.
  let laidOut = null;
  function whole(off) {
    laidOut ??= layOut();
    const { own } = laidOut,
      lines = edges.filter((e) => own.has(e.from.id) && own.has(e.to.id));
    const counts = NAMES.map((name, col) => {
      const all = nodes.filter((n) => n.col === col),
        drawn = all.filter((n) => own.has(n.id)).length;
      return { name, drawn, left: all.length - drawn };
    });
    const drawn = list([2, 1, 0, 3].map((i) => counts[i].drawn && many(counts[i].drawn, counts[i].name))) || "nothing",
      left = list(counts.map((count) => count.left && many(count.left, count.name)));
    const words = left
      ? `Drawn: ${drawn}, the most contested first. Not drawn: ${left}. Choose one of these in the search or a table, and it is drawn with its neighbourhood.`
      : `Drawn: ${drawn}.`;
    return finish({ ...laidOut, kind: "whole", lines, words }, off);
  }
  function layOut() {
    const shown = choose(),
      bands = bandClaims();
    const column = (col) => nodes.filter((n) => n.col === col && shown.has(n));
    // Each box is drawn near the claims that its lines are for.
    const near = (e) => e.claims.flatMap((at) => [e.from, e.to].map((from) => ({ from, to: nodes[at] })));
    return arrange({
      sources: column(0),
      documents: column(1),
      claims: inOrder(bands).filter((n) => shown.has(n)),
      actors: column(3),
      lines: edges.filter((e) => !e.strong).flatMap(near),
      band: (n) => bands[n.at],
    });
  }
  // The boxes of the most contested claims and what these rest on, while they are few enough to read.
  function choose() {
    const shown = new Set(),
      spared = nodes.length > MOST.boxes ? "about" : "";
    const reach = (claim) => claim.lines.filter((e) => !look.relations[e.rel] && e.rel !== spared);
    const hottest = [...claims].sort(
      (a, b) => b.hot - a.hot || ties(b).length - ties(a).length || b.trails.length - a.trails.length || a.at - b.at,
    );
    for (const claim of hottest) {
      const boxes = [nodes[claim.at], ...reach(claim).flatMap((e) => [e.from, e.to])],
        added = new Set(boxes.filter((n) => !shown.has(n)));
      if (shown.size + added.size <= MOST.boxes) added.forEach((n) => shown.add(n));
    }
    return claims.length ? shown : new Set(nodes);
  }
  // The band of each claim: its first question, or that of a claim it is linked to, or none.
  function bandClaims() {
    const bands = claims.map((claim) => claim.questions[0]);
    for (const claim of claims)
      bands[claim.at] ||=
        ties(claim)
          .flatMap((e) => e.claims)
          .map((at) => bands[at])
          .find(Boolean) ?? "";
    return bands;
  }
  // Claims that are linked stand next to one another, and claims without a question last.
  function inOrder(bands) {
    const placed = new Set();
    for (const { at: first } of claims) {
      const waiting = [first];
      while (waiting.length) {
        const at = waiting.pop();
        if (placed.has(at)) continue;
        placed.add(at);
        const linked = ties(claims[at]).flatMap((e) => e.claims);
        waiting.push(...linked.filter((next) => bands[next] === bands[at]).reverse());
      }
    }
    return [...placed].sort((a, b) => (bands[a] === "") - (bands[b] === "")).map((at) => nodes[at]);
  }

  function top(tally, most) {
    // the highest counts; equal counts in the order of the page
    return [...tally]
      .sort((a, b) => b[1] - a[1] || boxes.get(a[0]).at - boxes.get(b[0]).at)
      .slice(0, most)
      .map(([id]) => boxes.get(id));
  }
  // Boxes that belong to the claims but are not drawn, for lack of room or because their lines are switched off.
  function missing(chosen, shown) {
    const left = new Set(
      chosen
        .flatMap((at) => claims[at].lines.flatMap((e) => [e.from, e.to]))
        .filter((n) => n.col !== 2 && !shown.has(n.id)),
    );
    return [1, 0, 3].map((col) => [[...left].filter((n) => n.col === col).length, NAMES[col]]);
  }

  // Questions with their number of claims, and the sources of most of these; each line is a sum.
  function overview(chosen, off) {
    const matched = new Set(chosen),
      tallies = [new Map(), new Map(), null, new Map()],
      sums = new Map(),
      groups = new Map();
    for (const at of chosen) {
      for (const q of claims[at].questions) gather(groups, q, at);
    }
    const boxOf = new Map(),
      inOrder = [...questions.keys()].filter((q) => groups.has(q)),
      asked = inOrder.filter(Boolean).length; // the claims without a question have a box too
    const kept = inOrder.slice(0, MOST.questions).map((q) => {
      const label = many(groups.get(q).length, "claim") + ": " + questions.get(q).label,
        id = q || "question:";
      const box = {
        id,
        card: q,
        kind: "question",
        label,
        mark: "",
        w: look.inks.question.w,
        h: shapes.high(label, true),
        col: 2,
        lines: [],
      };
      boxOf.set(q, box);
      return box;
    });
    const ends = (n) => (n.kind === "claim" ? claims[n.at].questions.map((q) => boxOf.get(q)).filter(Boolean) : [n]);
    for (const e of edges) {
      const count =
        e.claims.length === 1
          ? Number(matched.has(e.claims[0]))
          : e.strong
            ? Number(e.claims.every((at) => matched.has(at)))
            : e.claims.reduce((sum, at) => sum + matched.has(at), 0);
      if (!count) continue;
      if (off.has(e.rel)) continue;
      for (const n of [e.from, e.to])
        if (n.col !== 2) tallies[n.col].set(n.id, (tallies[n.col].get(n.id) ?? 0) + count);
      for (const from of ends(e.from))
        for (const to of ends(e.to)) {
          if (from === to) continue;
          const key = e.rel + " " + from.id + " " + to.id,
            sum = sums.get(key) ?? { id: key, rel: e.rel, strong: e.strong, from, to, claims: [], count: 0 };
          sum.count += count;
          sums.set(key, sum);
        }
    }
    const outer = [0, 1, 3].map((col) => top(tallies[col], MOST.outer));
    const shown = new Set([...kept, ...outer.flat()].map((n) => n.id));
    const lines = [...sums.values()]
      .filter((e) => shown.has(e.from.id) && shown.has(e.to.id))
      .sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
    const between = lines.filter((e) => e.strong).slice(0, MOST.strong),
      drawn = [...between, ...lines.filter((e) => !e.strong).slice(0, MOST.sums - between.length)],
      [sources, documents, actors] = outer;
    const left = list([
      asked > MOST.questions && many(asked - MOST.questions, "question"),
      groups.has("") && !boxOf.has("") && many(groups.get("").length, "claim") + " without a question",
      ...missing(chosen, shown).map(([number, name]) => number && many(number, name)),
      lines.length > drawn.length && many(lines.length - drawn.length, "weaker line"),
    ]);
    const words =
      `${many(chosen.length, "claim")} on ${many(asked, "question")}, the most contested first. A line stands for all claims between two boxes, and is wider the more there are. ` +
      (left ? `Not drawn: ${left}. ` : "") +
      "Choose a question to see its claims.";
    const scene = arrange({ sources, documents, claims: kept, actors, lines: drawn });
    return finish({ ...scene, kind: "overview", lines: drawn, words }, off);
  }

  // Some claims with their documents, sources and, if these lines are on, subjects. `wanted` lists the claims, or maps
  // each to whether it comes with all that or only with its links.
  function some(wanted, self, off, words, asked = "") {
    const fully = wanted instanceof Map ? wanted : null;
    if (fully) wanted = [...fully.keys()];
    const kept = wanted.slice(0, MOST.claims),
      inside = new Set(kept),
      tallies = [new Map(), new Map(), new Map(), new Map()];
    const own = self && cards.get(self),
      always = new Set(
        own && !own.claim && own.kind !== "question" ? (model.spots.get(self) ?? []).map((n) => n.id) : [],
      );
    const near = new Set(),
      touched = always.size ? model.reach(self).edges : null;
    for (const at of kept) {
      for (const e of claims[at].lines) {
        near.add(e);
        if (fully && !fully.get(at) && !touched?.has(e)) continue;
        if (off.has(e.rel) && !always.has(e.to.id)) continue;
        for (const n of [e.from, e.to])
          if (n.kind !== "claim")
            tallies[n.col].set(n.id, always.has(n.id) ? Infinity : (tallies[n.col].get(n.id) ?? 0) + 1);
      }
    }
    for (const id of always) tallies[boxes.get(id).col].set(id, Infinity);
    if (own)
      for (const e of (model.spots.get(self) ?? []).flatMap((n) => n.lines))
        if (!e.claims.length)
          for (const n of [e.from, e.to])
            if (n.kind !== "claim" && !tallies[n.col].has(n.id)) {
              tallies[n.col].set(n.id, 1);
              near.add(e);
            }
    const outer = [0, 1, 3].map((col) => top(tallies[col], MOST.outer));
    const members = kept.map((at) => nodes[at]),
      shown = new Set([...members, ...outer.flat()].map((n) => n.id));
    const lines = [...near]
      .filter((e) => shown.has(e.from.id) && shown.has(e.to.id))
      .sort((a, b) => b.strong - a.strong || a.from.at - b.from.at);
    const drawn = lines.slice(0, MOST.lines);
    const left = list([
      wanted.length > kept.length && many(wanted.length - kept.length, "more claim"),
      ...missing(kept, shown).map(([number, name]) => number && many(number, "more " + name)),
      lines.length > drawn.length && many(lines.length - drawn.length, "line"),
    ]);
    const centre = own?.claim ? boxes.get(self) : null,
      question = own?.kind === "question" ? self : asked;
    const scene = arrange({
      sources: outer[0],
      documents: outer[1],
      claims: members.filter((n) => n !== centre),
      self: centre,
      actors: outer[2],
      lines: drawn,
      band: centre ? null : (n) => (claims[n.at].questions.includes(question) ? question : claims[n.at].questions[0]),
    });
    return finish(
      { ...scene, kind: "some", lines: drawn, words: words(kept.length) + (left ? ` Not drawn: ${left}.` : "") },
      off,
    );
  }

  // Columns, left to right. Claims get the number of columns that makes the picture lowest at a readable scale.
  function arrange(parts) {
    const outer = [parts.sources, parts.documents, parts.self ? [parts.self] : []].filter((column) => column.length);
    const before = outer.reduce((x, [first]) => x + first.w + LANE, 0),
      after = parts.actors.length ? parts.actors[0].w + LANE : 0;
    const beside = new Map();
    for (const { from, to } of parts.lines) {
      gather(beside, from.id, to.id);
      gather(beside, to.id, from.id);
    }
    const tried = [1, 2, 3, 4]
      .map((columns) => grid(parts, before, columns))
      .filter((made) => before + made.width + after <= WIDEST);
    const best =
      (parts.self && rings(parts, before, beside)) ||
      (tried.length ? tried : [grid(parts, before, 1)]).reduce((a, b) =>
        b.height * Math.min(1, VIEW_WIDTH / (before + b.width + after)) <
        a.height * Math.min(1, VIEW_WIDTH / (before + a.width + after))
          ? b
          : a,
      );
    const places = best.places;
    let height = Math.max(best.height, 60);
    let x = before;
    const columns = outer.reverse().map((members) => [members, (x -= members[0].w + LANE)]);
    if (parts.actors.length) columns.push([parts.actors, before + best.width + LANE]);
    const share = Math.min(1, FIRST_VIEW / height);
    for (const [members, left] of columns)
      height = Math.max(height, fill(members, places, beside, left, height, members === parts.actors ? 1 : share));
    return {
      places,
      own: new Map(
        [
          ...(parts.self ? [parts.self] : []),
          ...parts.sources,
          ...parts.documents,
          ...parts.claims,
          ...parts.actors,
        ].map((n) => [n.id, n]),
      ),
      bands: best.bands,
      width: before + best.width + after - (best.width || after ? 0 : LANE),
      height,
    };
  }
  // Around one claim: a column of the claims linked to it and one of the others, so that its lines pass behind no box.
  function rings(parts, left, beside) {
    const inner = parts.claims.filter((n) => beside.get(parts.self.id)?.includes(n.id)),
      others = parts.claims.filter((n) => !inner.includes(n));
    if (inner.length > MOST.ring) return null;
    const pitch = look.inks.claim.w + LANE,
      places = new Map();
    let y = 0;
    left += LANE; // room for many lines to bend
    for (const n of inner) {
      places.set(n.id, { x: left + n.w / 2, y: y + n.h / 2 });
      y += n.h + GAP;
    }
    const height = others.length
      ? fill(others, places, beside, left + pitch, Math.max(0, y - GAP))
      : Math.max(0, y - GAP);
    return { places, bands: [], width: inner.length ? LANE + (others.length ? 2 : 1) * pitch : 0, height };
  }
  function grid(parts, left, columns) {
    const groups = new Map(),
      places = new Map(),
      bands = [];
    for (const n of parts.claims) {
      gather(groups, parts.band ? questions.get(parts.band(n)).label : "", n);
    }
    const pitch = look.inks.claim.w + AISLE,
      width = parts.claims.length ? columns * pitch : 0;
    let y = 0;
    for (const [label, members] of groups) {
      const above = y;
      if (parts.band) y += HEADING;
      for (const row of rows(members, columns)) {
        const tall = Math.max(...row.map(([, n]) => n.h));
        for (const [column, n] of row)
          places.set(n.id, { x: left + AISLE / 2 + column * pitch + n.w / 2, y: y + tall / 2 });
        y += tall + GAP;
      }
      if (parts.band) {
        bands.push({ label, x: left, y: above, w: width, h: y - above });
        y += GAP;
      }
    }
    return { places, bands, width, height: Math.max(0, y - GAP) };
  }
  // Claims in rows, each with its column; those that are only denied stand at the right, or below in a single column.
  function rows(members, columns) {
    const made = [],
      isDenied = (n) => n.mark === look.denied,
      rights = members.filter(isDenied),
      lefts = members.filter((n) => !isDenied(n)),
      both = lefts.length && rights.length,
      kept = both ? Math.min(columns - 1, Math.ceil((columns * rights.length) / members.length)) : 0;
    const put = (some, width, offset, first) =>
      some.forEach((n, i) => (made[first + Math.floor(i / width)] ??= []).push([offset + (i % width), n]));
    put(lefts, columns - kept, 0, 0);
    put(rights, kept || columns, kept ? columns - kept : 0, kept ? 0 : made.length);
    return made;
  }
  // An outer column: each box as near the boxes it is joined to as others leave room, within a share of the height.
  function fill(members, places, beside, x, height, share = 1) {
    const middle = (n) => {
      const ys = (beside.get(n.id) ?? []).filter((id) => places.has(id)).map((id) => places.get(id).y);
      return share * (ys.length ? ys.reduce((a, b) => a + b) / ys.length : height / 2);
    };
    const ordered = members.map((n) => [middle(n), n]).sort((a, b) => a[0] - b[0] || (a[1].id < b[1].id ? -1 : 1));
    let below = 0,
      above = Math.max(
        height,
        ordered.reduce((sum, [, n]) => sum + n.h + GAP, -GAP),
      );
    const lowest = above;
    const tops = ordered.map(([mid, n]) => {
      const y = Math.max(below, mid - n.h / 2);
      below = y + n.h + GAP;
      return y;
    });
    for (let i = ordered.length - 1; i >= 0; i -= 1) {
      const n = ordered[i][1],
        y = Math.max(0, Math.min(tops[i], above - n.h));
      above = y - GAP;
      places.set(n.id, { x: x + n.w / 2, y: y + n.h / 2 });
    }
    return lowest;
  }

  // Lines between the same two boxes start one below the other.
  function ports(lines) {
    const between = new Map(),
      offsets = new Map();
    for (const e of lines) gather(between, [e.from.id, e.to.id].sort().join("\n"), e);
    for (const some of between.values())
      some.forEach((e, i) => offsets.set(e, { at: 9 * (i - (some.length - 1) / 2), spread: 4.5 * (some.length - 1) }));
    return offsets;
  }

  // Complete a scene: the path of each line, the boxes of each card, and how many lines leave the picture at each box.
  function finish(scene, off) {
    const port = ports(scene.lines),
      curve = (e) => shapes.curve(scene.places.get(e.from.id), scene.places.get(e.to.id), e.from, e.to, port.get(e));
    const own = scene.own ?? new Map([...scene.places.keys()].map((id) => [id, boxes.get(id)])),
      more = new Map();
    if (scene.kind !== "overview") {
      for (const [id, n] of own) {
        const out = n.lines.filter(
          (e) => !off.has(e.rel) && !(scene.places.has(e.from.id) && scene.places.has(e.to.id)),
        ).length;
        if (out) more.set(id, out);
      }
    }
    const byCard = new Map();
    for (const box of own.values()) gather(byCard, box.card, box);
    return { ...scene, own, more, curve, has: (card) => byCard.has(card), boxesOf: (card) => byCard.get(card) ?? [] };
  }
  return { small, whole, overview, some, arrange, many, MOST };
})();
