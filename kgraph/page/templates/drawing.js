// The canvas: draws the scene, fits it to the window and scrolls to the chosen box.
const drawing = (() => {
  const LEAST_SCALE = 0.6;
  document.querySelectorAll(".scripted").forEach((e) => {
    e.hidden = false;
  });
  const canvas = $("canvas"),
    scroller = $("scroller");
  const drawnBoxes = new vis.DataSet();
  const network = new vis.Network(
    canvas,
    { nodes: drawnBoxes, edges: new vis.DataSet() },
    {
      autoResize: false,
      physics: false,
      layout: { improvedLayout: false },
      interaction: { dragNodes: false, dragView: false, zoomView: false, hover: false, selectConnectedEdges: false },
      nodes: { shape: "custom", ctxRenderer: renderBox, chosen: false },
    },
  );
  canvas.querySelectorAll(".vis-network").forEach((e) => {
    e.tabIndex = -1;
  });
  // The lines are ours: those of vis-network run from middle to middle, behind the boxes between.
  network.on("beforeDrawing", (context) => {
    for (const mark of save.under(view.scene, style())) save.paint(context, mark);
  });
  let zoom = 1,
    scale = 1,
    ink = () => "#888";

  function readColours() {
    const computed = getComputedStyle(document.documentElement),
      known = new Map();
    ink = (name) => {
      if (!known.has(name)) known.set(name, computed.getPropertyValue("--" + name).trim());
      return known.get(name);
    };
  }
  function recolour() {
    readColours();
    restyle();
  }
  function renderBox({ ctx, id, x, y }) {
    const { scene, lit, asked } = view,
      box = scene.own.get(id);
    if (!box) return { drawNode: () => {}, nodeDimensions: { width: 1, height: 1 } }; // removed, but not yet redrawn
    const drawNode = () => {
      const how = { ink, dim: lit && !lit.faint && !lit.nodes.has(id), bold: box.card === asked.n };
      for (const mark of save.box(box, { x, y }, scene.more.get(id), how)) save.paint(ctx, mark);
    };
    return { drawNode, nodeDimensions: { width: box.w, height: box.h } };
  }
  // Width and opacity of a line depend on what is chosen.
  function lineStyle(line) {
    const { lit, asked } = view,
      isLit = lit && lit.edges.has(line),
      extra = line.count ? Math.log2(line.count + 1) * 0.6 : 0;
    return {
      width: (line.strong ? 2.2 : isLit ? 1.8 : 1) + extra,
      hidden: asked.off.has(line.rel) && !isLit,
      opacity: isLit ? 1 : lit ? (lit.faint ? 0.3 : 0.06) : line.strong ? 0.9 : line.count ? 0.45 : 0.6,
    };
  }
  const style = () => ({ ink, lit: view.lit, chosen: view.asked.n, line: lineStyle });

  function stage(scene) {
    view.scene = scene;
    view.lit = selection.light();
    drawnBoxes.clear();
    drawnBoxes.add([...scene.places].map(([id, place]) => ({ id, x: place.x, y: place.y })));
    fit();
  }
  function restyle() {
    view.lit = selection.light();
    network.redraw();
  }
  function fit() {
    const { scene } = view;
    scale = zoom * Math.max(LEAST_SCALE, Math.min(1.1, (scroller.clientWidth - 2) / (scene.width + 20)));
    const width = Math.floor((scene.width + 20) * scale) + "px",
      height = Math.ceil((scene.height + 30) * scale) + "px";
    canvas.style.width = width;
    network.setSize(width, height);
    network.redraw();
    network.moveTo({ position: { x: scene.width / 2, y: scene.height / 2 }, scale });
  }
  function magnify(factor) {
    zoom = Math.min(3, Math.max(1, zoom * factor));
    fit();
    if (view.asked.n) reveal();
  }
  const resetZoom = () => {
    zoom = 1;
  };
  // Scroll to the chosen box; if it has none, to the panel.
  function reveal() {
    const { scene, asked } = view,
      [box] = scene.boxesOf(asked.n);
    if (!box) {
      if (asked.n) $("panel").scrollIntoView({ block: "nearest" });
      return;
    }
    const at = network.canvasToDOM(scene.places.get(box.id)),
      y = canvas.getBoundingClientRect().top + at.y;
    if (y < 90) scrollBy({ top: y - 160 });
    else if (y > innerHeight - 90) scrollBy({ top: y - innerHeight + 160 });
    scroller.scrollTo(at.x - scroller.clientWidth / 2, at.y - scroller.clientHeight / 2);
  }
  // In a narrow window the panel is below the picture: scroll until its heading shows under what is left of the picture.
  function revealPanel() {
    const heading = $("panel").querySelector("h2")?.getBoundingClientRect();
    if (heading && innerWidth <= 900 && (heading.bottom > innerHeight || heading.top < 0))
      scrollBy({ top: heading.top - innerHeight * 0.6 });
  }
  window.addEventListener("resize", fit);
  readColours();
  return {
    network,
    canvas,
    style,
    lineStyle,
    stage,
    restyle,
    recolour,
    fit,
    magnify,
    resetZoom,
    reveal,
    revealPanel,
    scale: () => scale,
  };
})();
