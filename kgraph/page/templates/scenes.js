// What is drawn, and where: the whole, the questions of a large graph, or some claims with what they rest on.
const scenes = (() => {
  const { nodes, edges, boxes, cards, claims, questions, look, gather } = model;
  const GAP = 16,
    LANE = 52,
    AISLE = 34,
    HEADING = 30,
    WIDEST = 1483;
  const MOST = { claims: 36, ring: 16, outer: 12, questions: 24, sums: 120, strong: 60, lines: 200 };
  const NAMES = ["source", "document", "claim", "actor spoken of"];
  const small = nodes.some((n) => "x" in n) || !nodes.length;
  const many = (number, one) =>
    number.toLocaleString("en") +
    " " +
    (number === 1 ? one : one.endsWith("actor spoken of") ? one.replace("actor", "actors") : one + "s");
  const list = (parts) => parts.filter(Boolean).join(", ");

  function whole(off) {
    const placed = nodes.filter((n) => "x" in n),
      places = new Map(placed.map((n) => [n.id, { x: n.x, y: n.y }]));
    const counts = NAMES.map((name, col) => [
      placed.filter((n) => n.col === col).length,
      nodes.filter((n) => n.col === col).length,
      name,
    ]);
    const left = counts.filter(([some, all]) => all > some);
    let words =
      "Drawn: " +
      (list([2, 1, 0, 3].map((i) => counts[i][0] && many(counts[i][0], counts[i][2]))) || "nothing") +
      (left.length ? ", the most contested first. " : ". ");
    if (left.length)
      words +=
        "Not drawn: " +
        list(left.map(([some, all, name]) => many(all - some, name))) +
        ". What is not drawn appears with its neighbourhood when it is chosen in the search or a table.";
    return finish(
      {
        kind: "whole",
        places,
        bands: look.bands,
        width: look.width,
        height: look.height,
        lines: edges.filter((e) => places.has(e.from.id) && places.has(e.to.id)),
        words,
      },
      off,
    );
  }

  function top(tally, most) {
    // the most counted; ties in the order of the page
    return [...tally]
      .sort((a, b) => b[1] - a[1] || boxes.get(a[0]).at - boxes.get(b[0]).at)
      .slice(0, most)
      .map(([id]) => boxes.get(id));
  }
  // Who and what belongs to claims and is not drawn, for want of room or because its lines are switched off.
  function missing(chosen, shown) {
    const left = new Set(
      chosen
        .flatMap((at) => claims[at].lines.flatMap((e) => [e.from, e.to]))
        .filter((n) => n.col !== 2 && !shown.has(n.id)),
    );
    return [1, 0, 3].map((col) => [[...left].filter((n) => n.col === col).length, NAMES[col]]);
  }

  // Questions with how many claims they have, and who most of these come from: lines are summed.
  function overview(chosen, off) {
    const matched = new Set(chosen),
      tallies = [new Map(), new Map(), null, new Map()],
      sums = new Map(),
      groups = new Map();
    for (const at of chosen) {
      for (const q of claims[at].questions) gather(groups, q, at);
    }
    const boxOf = new Map(),
      inOrder = [...questions.keys()].filter((q) => groups.has(q));
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
      inOrder.length > kept.length && many(inOrder.length - kept.length, "question"),
      ...missing(chosen, shown).map(([number, name]) => number && many(number, name)),
      lines.length > drawn.length && many(lines.length - drawn.length, "weaker line"),
    ]);
    const words =
      `${many(chosen.length, "claim")} on ${many(inOrder.length, "question")}, the most contested first; a line stands for all claims between two boxes, and is wider for more. ` +
      (left ? `Not drawn: ${left}. ` : "") +
      "Choose a question to see its claims.";
    const scene = arrange({ sources, documents, claims: kept, actors, lines: drawn, flat: true });
    return finish({ ...scene, kind: "overview", lines: drawn, words }, off);
  }

  // Some claims with their documents, sources and, if that is switched on, who they are about; `wanted` maps each to
  // whether it comes with all that, or only with its links.
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
    const centre = own?.claim ? boxes.get(self) : null;
    const scene = arrange({
      sources: outer[0],
      documents: outer[1],
      claims: members.filter((n) => n !== centre),
      self: centre,
      actors: outer[2],
      lines: drawn,
      flat: Boolean(centre),
      asked: own?.kind === "question" ? self : asked,
    });
    return finish(
      { ...scene, kind: "some", lines: drawn, words: words(kept.length) + (left ? ` Not drawn: ${left}.` : "") },
      off,
    );
  }

  // Columns left to right; claims in as many as make the picture lowest at a readable scale.
  function arrange(parts) {
    const outer = [parts.sources, parts.documents, parts.self ? [parts.self] : []].filter((one) => one.length);
    const before = outer.reduce((x, one) => x + one[0].w + LANE, 0),
      after = parts.actors.length ? parts.actors[0].w + LANE : 0;
    const beside = new Map();
    for (const { from, to } of parts.lines) {
      gather(beside, from.id, to.id);
      gather(beside, to.id, from.id);
    }
    const tried = [1, 2, 3]
      .map((columns) => grid(parts, before, columns))
      .filter((one) => before + one.width + after <= WIDEST);
    const best =
      (parts.self && rings(parts, before, beside)) ||
      (tried.length ? tried : [grid(parts, before, 1)]).reduce((a, b) =>
        b.height * Math.min(1, 890 / (before + b.width + after)) <
        a.height * Math.min(1, 890 / (before + a.width + after))
          ? b
          : a,
      );
    const places = best.places;
    let height = Math.max(best.height, 60);
    let x = before;
    const columns = outer.reverse().map((members) => [members, (x -= members[0].w + LANE)]);
    if (parts.actors.length) columns.push([parts.actors, before + best.width + LANE]);
    for (const [members, left] of columns) height = Math.max(height, fill(members, places, beside, left, height));
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
  // Round one claim: a column of those linked to it and one of the others, so that no line from it passes behind a box.
  function rings(parts, left, beside) {
    const inner = parts.claims.filter((n) => beside.get(parts.self.id)?.includes(n.id)),
      others = parts.claims.filter((n) => !inner.includes(n));
    if (inner.length > MOST.ring) return null;
    const pitch = look.inks.claim.w + LANE,
      places = new Map();
    let y = 0;
    left += LANE; // where many lines bend
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
      const name = parts.flat
        ? ""
        : questions.get(claims[n.at].questions.includes(parts.asked) ? parts.asked : claims[n.at].questions[0]).label;
      gather(groups, name, n);
    }
    const pitch = look.inks.claim.w + AISLE,
      width = parts.claims.length ? columns * pitch : 0;
    let y = 0;
    for (const [label, members] of groups) {
      const above = y;
      if (!parts.flat) y += HEADING;
      for (let i = 0; i < members.length; i += columns) {
        const row = members.slice(i, i + columns),
          tall = Math.max(...row.map((n) => n.h));
        row.forEach((n, j) => places.set(n.id, { x: left + AISLE / 2 + j * pitch + n.w / 2, y: y + tall / 2 }));
        y += tall + GAP;
      }
      if (!parts.flat) {
        bands.push({ label, x: left, y: above, w: width, h: y - above });
        y += GAP;
      }
    }
    return { places, bands, width, height: Math.max(0, y - GAP) };
  }
  function fill(members, places, beside, x, height) {
    // each box as near what it is joined to as others leave room
    const middle = (n) => {
      const ys = (beside.get(n.id) ?? []).filter((id) => places.has(id)).map((id) => places.get(id).y);
      return ys.length ? ys.reduce((a, b) => a + b) / ys.length : height / 2;
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

  // Lines between the same two boxes leave one below the other.
  function ports(lines) {
    const between = new Map(),
      found = new Map();
    for (const e of lines) gather(between, [e.from.id, e.to.id].sort().join("\n"), e);
    for (const some of between.values())
      some.forEach((e, i) => found.set(e, { at: 9 * (i - (some.length - 1) / 2), spread: 4.5 * (some.length - 1) }));
    return found;
  }

  // Which lines lead out of the picture is said on the boxes.
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
  return { small, whole, overview, some, many, MOST };
})();
