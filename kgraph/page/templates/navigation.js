// From the address to the picture and back: what is asked for changes here, and everything else follows.
const navigation = (() => {
  const { edges, cards, claims, look } = model;
  const { empty, parse } = address;
  // In a picture higher than this the chain of a claim runs out of sight: its neighbourhood is shown instead.
  const TALL = 3000;
  const withoutTheme = (hash) => hash.replace(/&theme=\w*$/, "");
  const tab = document.querySelector('nav a[href="#graph"]');
  const isFramed = window.top !== window; // in a notebook the frame has no address of its own
  let staged = "";

  function go(change, replace = false) {
    view.asked = { ...view.asked, unknown: "", ...change };
    const hash = address.write(view.asked);
    tab.href = withoutTheme(hash); // a reader who leaves for another tab comes back to the same picture
    if (!isFramed && hash !== (location.hash || "#graph")) {
      if (replace) history.replaceState(null, "", hash);
      else history.pushState(null, "", hash);
    }
    show();
  }
  // Show what the address asks for; return whether it asks for anything of the graph.
  function arrive() {
    const hash = withoutTheme(location.hash);
    if (isFramed) return false;
    let id = "";
    try {
      id = decodeURIComponent(hash.slice(1));
    } catch {
      id = "";
    }
    if (address.isOurs(hash)) view.asked = parse(hash);
    else if (cards.has(id) && !$(id)) view.asked = { ...parse("#"), n: id };
    else return false;
    show();
    tab.href = withoutTheme(address.write(view.asked));
    return true;
  }
  function show() {
    selection.settle();
    const key = selection.key(),
      isNew = key !== staged;
    if (isNew) {
      staged = key;
      drawing.stage(selection.scene());
    } else drawing.restyle();
    filters.update();
    $("summary").textContent = summary();
    $("filtered").textContent = countMatches();
    if (panel.fill(key) || isNew)
      $("live").textContent = [
        panel.describe(),
        ...(isNew ? [$("filtered").textContent, $("summary").textContent] : []),
      ]
        .filter(Boolean)
        .join(" ");
  }
  function summary() {
    const { asked, scene, lit } = view,
      off = [...asked.off].filter((rel) => edges.some((line) => line.rel === rel)),
      names = off.map((rel) => `“${look.strokes[rel].words}”`).join(", "),
      isExempt = lit && scene.lines.some((line) => asked.off.has(line.rel) && lit.edges.has(line));
    return (
      (asked.unknown ? `The address asks for something that is not on this page: ${asked.unknown}. ` : "") +
      scene.words +
      (off.length ? ` Switched off${isExempt ? ", except for what is chosen" : ""}: lines ${names}.` : "")
    );
  }
  function countMatches() {
    const { matched, scene } = view;
    if (!matched) return "";
    const rest = scene.kind === "whole" ? "; the others are dimmed." : ".";
    return `${matched.length} of ${scenes.many(claims.length, "claim")} match${rest}`;
  }
  // Open a card that a link or the search asks for: in the picture if it is there, else with its neighbourhood.
  // A link from another tab starts afresh, without the filters of the graph.
  function open(id, afresh = false) {
    if (afresh) {
      view.asked = { ...empty(), off: view.asked.off };
      selection.settle();
    }
    const { asked, base, scene } = view,
      seen = afresh ? base : scene,
      isFar = seen.kind === "whole" && seen.height > TALL,
      near = scene.has(id) && !isFar ? asked.near : base.has(id) && !isFar ? "" : selection.centreFor(id);
    go({ n: id, near });
    drawing.reveal();
    panel.focusHeading({ preventScroll: true });
    drawing.revealPanel();
  }
  function start() {
    view.asked = { ...parse("#"), n: cards.has(look.chosen) ? look.chosen : "" };
    if (/^(#(graph)?)?(&?theme=\w+)?$/.test(location.hash) || !arrive()) show();
    else if (view.asked.n) {
      drawing.reveal();
      drawing.revealPanel();
    }
  }
  for (const kind of ["popstate", "hashchange"])
    window.addEventListener(kind, () => {
      if (arrive() && view.asked.n) drawing.reveal();
    });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-n]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !cards.has(link.dataset.n)) return;
    event.preventDefault();
    open(link.dataset.n, !$("graph").contains(link));
  });
  return { go, open, start };
})();
