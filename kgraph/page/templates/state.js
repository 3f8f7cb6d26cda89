// What the parts of the graph view share: what the reader asked for, and what is drawn for it.
const $ = (id) => document.getElementById(id);
const view = {
  asked: null, // the state in the address: chosen card, centre, filters, lines switched off
  matched: null, // numbers of the claims that match the filters; null without filters
  base: null, // the scene in which nothing is chosen
  scene: null, // the scene on the canvas
  lit: null, // boxes and lines of what is chosen; null if nothing is dimmed
  cursor: "", // the box that the arrow keys start from
};
