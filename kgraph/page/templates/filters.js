// The filters above the graph, the ticks of the legend, and the buttons that change the size.
const filters = (() => {
  const { cards, claims, questions, refs, look } = model;
  const { FIELDS, empty } = address;
  const ticks = [...$("graph").querySelectorAll("[data-rel]")]; // looked up once: a page may have very many elements

  function update() {
    const { asked } = view;
    for (const [select, key] of Object.entries(FIELDS)) $(select).value = asked[key];
    $("unnamed").checked = asked.anon;
    ticks.forEach((tick) => {
      tick.checked = !asked.off.has(tick.dataset.rel);
    });
  }
  function offer(select, entries) {
    const options = entries.map(([value, label]) => Object.assign(card.make("option", label), { value }));
    $(select).append(...options);
    if (!entries.length) $(select).parentElement.hidden = true;
  }
  // Offer only what occurs on this page.
  function offerAll() {
    const documents = new Set(),
      actors = new Set(),
      bases = new Set(),
      stances = new Set();
    for (const c of claims) {
      for (const [document, hops] of c.trails) {
        documents.add(document);
        if (hops[0]) bases.add(hops[0][1].basis);
        for (const [speaker, { stance }] of hops) {
          if (refs[speaker].kind !== "document") actors.add(speaker);
          stances.add(stance);
        }
      }
      for (const [, ref] of c.about) if (cards.has(refs[ref].id)) actors.add(ref);
    }
    const byName = (set) =>
      [...set]
        .map((ref) => [refs[ref].id, refs[ref].label])
        .sort((a, b) => a[1].localeCompare(b[1], "en") || (a[0] < b[0] ? -1 : 1));
    const byCode = (set, words) => Object.entries(words).filter(([code]) => set.has(code));
    const asked = [...questions.values()].filter((question) => question.id && question.claims.length);
    offer("document", byName(documents));
    offer("actor", byName(actors));
    offer("basis", byCode(bases, look.bases));
    offer("stance", byCode(stances, look.stances));
    offer(
      "question",
      asked.map((question) => [question.id, `${question.label} (${question.claims.length})`]),
    );
  }
  // The filters that are set, in words.
  function describe() {
    const chosen = Object.keys(FIELDS)
      .map($)
      .filter((select) => select.value)
      .map((select) => `${select.labels[0].textContent}: ${select.selectedOptions[0].textContent}`);
    return view.asked.anon ? [...chosen, "Only claims with an unnamed speaker"] : chosen;
  }
  for (const [select, key] of Object.entries(FIELDS))
    $(select).addEventListener("change", () => navigation.go({ [key]: $(select).value, n: "", near: "" }));
  $("unnamed").addEventListener("change", () => navigation.go({ anon: $("unnamed").checked, n: "", near: "" }));
  ticks.forEach((tick) =>
    tick.addEventListener("change", () => {
      const off = new Set(view.asked.off);
      if (tick.checked) off.delete(tick.dataset.rel);
      else off.add(tick.dataset.rel);
      navigation.go({ off }, true);
    }),
  );
  $("whole").addEventListener("click", () => {
    view.cursor = "";
    drawing.resetZoom();
    navigation.go({ ...empty(), off: view.asked.off });
    drawing.fit();
  });
  $("larger").addEventListener("click", () => drawing.magnify(1.2));
  $("smaller").addEventListener("click", () => drawing.magnify(1 / 1.2));
  document.querySelector(".filters").open = innerWidth >= 700;
  document.querySelector(".filters").hidden = !claims.length;
  offerAll();
  return { update, describe };
})();
