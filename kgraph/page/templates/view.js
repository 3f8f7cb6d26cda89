// Starts the graph, and lets a notebook or a test ask it things.
search.listen(navigation.open);
navigation.start();
window.kgraph = {
  network: drawing.network,
  model,
  scenes,
  nodes: model.nodes,
  beside: keyboard.beside,
  lines: () =>
    view.scene.lines.map((line) => ({
      from: line.from.id,
      to: line.to.id,
      ...view.scene.curve(line),
      ...drawing.lineStyle(line),
    })),
  find: search.find,
  go: navigation.go,
  places: () => view.scene.places,
  scene: () => view.scene,
  scale: drawing.scale,
  svg: output.svg,
  ready: performance.now(),
};
