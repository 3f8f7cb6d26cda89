// The panel beside the graph: the chosen card, its buttons, its citation, and what a screen reader announces.
const panel = (() => {
  const { cards } = model;
  const { make } = card;
  const place = $("panel"),
    keys = $("keys");
  let filledFor = "";

  function button(words, act) {
    const made = make("button", words);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }
  // Change what is shown; the focus stays on the button of the same name, or goes to the canvas.
  function change(asked) {
    const { textContent } = document.activeElement;
    navigation.go(asked);
    drawing.reveal();
    const same = [...place.querySelectorAll("button")].find((again) => again.textContent === textContent);
    (same ?? drawing.canvas).focus({ preventScroll: true });
  }
  function* buttonsFor(chosen) {
    const { id, kind, claim } = chosen,
      { depth } = view.asked,
      near = selection.centre(),
      isInBase = view.base.has(id);
    if (near !== id)
      yield button(kind === "question" ? "Show its claims" : "Only its neighbourhood", () =>
        change({ near: id, depth: 1 }),
      );
    if (near)
      yield button(isInBase ? "Show it in the whole graph" : "Show the whole graph", () =>
        change({ near: "", n: isInBase ? id : "" }),
      );
    if (near === id && kind !== "question") {
      if (depth < address.DEEPEST) yield button("One step further", () => change({ near, depth: depth + 1 }));
      if (depth > 1) yield button("One step back", () => change({ near, depth: depth - 1 }));
    }
    if (claim) yield button("Copy as citation", () => copy(save.cite(chosen)));
  }
  function* remarksOn({ id }) {
    const { scene } = view;
    if (!scene.has(id) && selection.centre() !== id) yield "The picture has no box for it.";
    const left = scene.boxesOf(id).reduce((sum, box) => sum + (scene.more.get(box.id) ?? 0), 0);
    if (left) yield `Not drawn: ${scenes.many(left, "link")} of this box, to boxes outside the picture.`;
  }
  // Fill the panel; return whether it has changed.
  function fill(sceneKey) {
    const key = JSON.stringify([view.asked.n, sceneKey]);
    if (key === filledFor) return false;
    filledFor = key;
    const chosen = cards.get(view.asked.n);
    keys.hidden = Boolean(chosen);
    if (!chosen) place.replaceChildren(keys);
    else {
      place.replaceChildren(keys, ...card.build(chosen, [...buttonsFor(chosen)], [...remarksOn(chosen)]));
      place.parentElement.scrollTop = 0;
    }
    return true;
  }
  // What is chosen, in a line: its name, its kind, its place in the picture, its number of claims.
  function describe() {
    const { scene, cursor } = view,
      chosen = cards.get(view.asked.n);
    if (!chosen) return "Nothing chosen.";
    const order = keyboard.order(),
      isChosen = (id) => scene.own.get(id)?.card === chosen.id,
      box = scene.own.get(isChosen(cursor) ? cursor : order.find(isChosen));
    const number = box && box.kind !== "claim" ? new Set(box.lines.flatMap((line) => line.claims)).size : 0;
    const facts = [
      model.look.kinds[chosen.kind] ?? chosen.kind,
      box && `${order.indexOf(box.id) + 1} of ${order.length}`,
      number && scenes.many(number, "claim"),
    ];
    return `${selection.withoutStop(chosen)}. ${facts.filter(Boolean).join(", ")}.`;
  }
  async function copy(text) {
    let isCopied = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      isCopied = false;
    }
    const field = make("textarea", text),
      note = make("p", isCopied ? "Copied:" : "This browser does not let the page copy. Copy this text yourself:"),
      box = make("div");
    $("citation")?.remove();
    box.id = "citation";
    field.readOnly = true;
    field.rows = 6;
    field.setAttribute("aria-label", "Citation");
    note.setAttribute("role", "status");
    box.append(note, field);
    place.querySelector(".buttons").after(box);
    if (!isCopied) {
      field.focus({ preventScroll: true });
      field.select();
    }
  }
  const focusHeading = (options) => place.querySelector("h2")?.focus(options);
  place.addEventListener("keydown", (event) => {
    if (event.key === "Escape") drawing.canvas.focus();
  });
  return { fill, describe, focusHeading };
})();
