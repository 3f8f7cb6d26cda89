// Pointer and keys on the canvas.
const keyboard = (() => {
  const { cards } = model;
  const { network, canvas } = drawing;
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  network.on("click", ({ nodes: [id] }) => {
    canvas.focus({ preventScroll: true });
    const box = view.scene.own.get(id);
    view.cursor = box?.id ?? "";
    if (!box) {
      if (view.asked.n) navigation.go({ n: "" });
    } else if (box.kind === "question") navigation.go(box.card ? { n: box.card, near: box.card } : {});
    else navigation.go({ n: box.card });
    drawing.revealPanel();
  });
  network.on("doubleClick", ({ nodes: [id] }) => {
    const card = view.scene.own.get(id)?.card;
    if (card) navigation.go({ n: card, near: card, depth: 1 });
  });

  // Up and down go through a column and on to the next, so that every box is reached; left and right to the nearest.
  const order = () => [...view.scene.places].sort(([, a], [, b]) => a.x - b.x || a.y - b.y).map(([id]) => id);
  function beside(id, key) {
    const ids = order(),
      from = view.scene.places.get(id);
    if (!from) return ids[0] ?? "";
    const [right, down] = WAYS[key];
    if (down) return ids[(ids.indexOf(id) + down + ids.length) % ids.length];
    let best = { id: "", cost: Infinity };
    for (const [candidate, place] of view.scene.places) {
      const along = (place.x - from.x) * right,
        cost = along + 2.5 * Math.abs(place.y - from.y);
      if (along >= 4 && cost < best.cost) best = { id: candidate, cost };
    }
    return best.id;
  }
  function move(key) {
    const { scene, asked } = view;
    if (scene.own.get(view.cursor)?.card !== asked.n) view.cursor = scene.boxesOf(asked.n)[0]?.id ?? "";
    const id = beside(view.cursor, key);
    if (!id) return;
    view.cursor = id;
    navigation.go({ n: scene.own.get(id).card, near: selection.centre() }, true);
    drawing.reveal();
  }
  canvas.addEventListener("keydown", (event) => {
    const { key } = event,
      chosen = cards.get(view.asked.n);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (WAYS[key]) move(key);
    else if (key === "Enter") panel.focusHeading();
    else if (key === "Escape") {
      view.cursor = "";
      drawing.resetZoom();
      navigation.go({ n: "", near: "", depth: 1 });
    } else if (key.toLowerCase() === "f" && chosen)
      navigation.go({ near: view.asked.near === chosen.id ? "" : selection.centreFor(chosen.id), depth: 1 });
    else if (key === "+" || key === "-") drawing.magnify(key === "+" ? 1.2 : 1 / 1.2);
    else return;
    event.preventDefault();
  });
  return { order, beside };
})();
