// Which scene the state asks for, and which of its boxes and lines belong to what is chosen.
const selection = (() => {
  const { nodes, edges, cards, claims, spots } = model;
  const { PLAIN } = address;
  let baseKey = "";
  const isFiltered = () => PLAIN.some((key) => view.asked[key]) || view.asked.anon;

  // Work out the claims that match, and the scene in which nothing is chosen, when filters or lines have changed.
  function settle() {
    const { asked } = view,
      key = JSON.stringify([PLAIN.map((name) => asked[name]), asked.anon, [...asked.off]]);
    if (key === baseKey) return;
    baseKey = key;
    const matched = isFiltered() ? claims.filter((c) => model.matches(c, asked)).map((c) => c.at) : null;
    view.matched = matched;
    if (scenes.small) view.base = scenes.whole(asked.off);
    else if (matched && (asked.q || matched.length <= scenes.MOST.claims))
      view.base = scenes.some([...matched].sort(model.hotter), "", asked.off, sayMatched, asked.q);
    else view.base = scenes.overview(matched ?? claims.map((c) => c.at), asked.off);
  }
  const sayMatched = (number) =>
    number
      ? `Drawn: ${scenes.many(number, "claim")} that ${number === 1 ? "matches" : "match"}, the most contested first.`
      : "Nothing is drawn: no claim has a chain that matches all filters.";

  const hasNeighbourhood = (card) => Boolean(card.claim) || card.kind === "question" || spots.has(card.id);
  // The card whose neighbourhood is drawn: the one asked for, or the chosen one if the whole picture leaves it out.
  function centre() {
    const { asked, base } = view,
      card = cards.get(asked.n);
    return asked.near || (card && !base.has(card.id) && hasNeighbourhood(card) ? card.id : "");
  }
  const centreFor = (id) => (hasNeighbourhood(cards.get(id)) ? id : "");
  const withoutStop = (card) => card.label.replace(/\.$/, ""); // punctuation follows

  function scene() {
    const { asked, base } = view,
      id = centre();
    if (!id) return base;
    const card = cards.get(id);
    if (card.kind === "question") return answers(card);
    const steps = asked.depth > 1 ? `${asked.depth} steps` : "1 step";
    return scenes.some(
      model.around(id, asked.depth),
      id,
      asked.off,
      () =>
        `Drawn: the neighbourhood of “${withoutStop(card)}”, ${steps} along the links between claims.${isFiltered() ? " Filters do not apply to it." : ""}`,
    );
  }
  function answers(question) {
    const { asked, matched } = view,
      inside = matched && new Set(matched),
      answering = inside ? question.claims.filter((at) => inside.has(at)) : question.claims,
      all = question.claims.length;
    const narrowed = inside ? ` and match${answering.length === 1 ? "es" : ""} the filters, of ${all}` : "";
    return scenes.some([...answering].sort(model.hotter), question.id, asked.off, (number) =>
      number
        ? `Drawn: ${scenes.many(number, "claim")} that answer${number === 1 ? "s" : ""} “${question.label}”${narrowed}, the most contested first.`
        : `Nothing is drawn: of ${scenes.many(all, "claim")} that answer${all === 1 ? "s" : ""} “${question.label}”, none matches the filters.`,
    );
  }

  function light() {
    const { asked, scene: drawn, matched } = view;
    if (asked.n && drawn.has(asked.n)) {
      if (drawn.kind === "overview") return lightSums(drawn, asked.n);
      if (centre() === asked.n && cards.get(asked.n).kind === "question") return null;
      // A wider neighbourhood was asked for to be read too: it is not dimmed as much.
      return { ...model.reach(asked.n), faint: asked.depth > 1 && centre() === asked.n };
    }
    return matched && drawn.kind === "whole" ? lightMatches(asked, matched) : null;
  }
  function lightSums(drawn, card) {
    const lines = drawn.lines.filter((line) => line.from.card === card || line.to.card === card),
      ends = lines.flatMap((line) => [line.from, line.to]);
    return { edges: new Set(lines), nodes: new Set([...drawn.boxesOf(card), ...ends].map((box) => box.id)) };
  }
  function lightMatches(asked, matched) {
    const inside = new Set(matched),
      isInside = (at) => inside.has(at);
    const lines = edges.filter(
      (line) => line.claims.length && (line.strong ? line.claims.every(isInside) : line.claims.some(isInside)),
    );
    const ends = lines.flatMap((line) => [line.from, line.to]);
    return {
      nodes: new Set([...matched.map((at) => nodes[at]), ...ends].map((box) => box.id)),
      edges: new Set(lines.filter((line) => !asked.off.has(line.rel))),
    };
  }
  // Equal keys mean the same scene.
  const key = () => JSON.stringify([baseKey, centre(), centre() && view.asked.depth]);
  return { settle, scene, light, centre, centreFor, key, withoutStop };
})();
