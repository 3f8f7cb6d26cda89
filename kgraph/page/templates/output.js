// The picture on paper and as a file, and the change between dark and light.
const output = (() => {
  const root = document.documentElement;
  const svg = () => save.svg(view.scene, drawing.style(), caption());
  // What the page is, how it is filtered, and what is drawn.
  function caption() {
    const text = (e) => e.textContent.trim().replace(/\.$/, ""),
      header = [...document.querySelectorAll("header h1, header p:not([role])")];
    const parts = [...header.map(text), ...filters.describe(), text($("filtered")), text($("summary"))];
    return parts.filter(Boolean).join(". ") + ".";
  }
  $("svg").addEventListener("click", () => save.download(new Blob([svg()], { type: "image/svg+xml" }), "graph.svg"));
  $("png").addEventListener("click", () =>
    save.canvas(view.scene, drawing.style(), caption()).toBlob((picture) => save.download(picture, "graph.png")),
  );
  // Paper is light; afterwards the screen gets its theme back.
  let themeOnScreen = "";
  addEventListener("beforeprint", () => {
    themeOnScreen = root.dataset.theme ?? "";
    root.dataset.theme = "light";
    drawing.recolour();
  });
  addEventListener("afterprint", () => {
    if (themeOnScreen) root.dataset.theme = themeOnScreen;
    else delete root.dataset.theme;
    drawing.recolour();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawing.recolour);
  addEventListener("theme", drawing.recolour);
  return { svg };
})();
