// Outlines, words and curves: the same geometry for the canvas and for saved pictures.
const shapes = (() => {
  const { look } = model;
  const FONT = "14px system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif",
    LINE = 17;
  const closed = (points) => "M" + points.map(([x, y]) => x + " " + y).join("L") + "Z";
  const round = (x, y, w, h, r) =>
    `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${2 * r - w}a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - h}a${r} ${r} 0 0 1 ${r} ${-r}Z`;
  const outlines = {
    box: (x, y, w, h) => round(x, y, w, h, 7),
    pill: (x, y, w, h) => round(x, y, w, h, Math.min(h / 2, 22)),
    hexagon: (x, y, w, h) =>
      closed([
        [x + 11, y],
        [x + w - 11, y],
        [x + w, y + h / 2],
        [x + w - 11, y + h],
        [x + 11, y + h],
        [x, y + h / 2],
      ]),
    page: (x, y, w, h) =>
      closed([
        [x, y],
        [x + w - 12, y],
        [x + w, y + 12],
        [x + w, y + h],
        [x, y + h],
      ]) + `M${x + w - 12} ${y}v12h12`,
    speech: (x, y, w, h) =>
      closed([
        [x, y],
        [x + w, y],
        [x + w, y + h],
        [x + 26, y + h],
        [x + 16, y + h + 9],
        [x + 16, y + h],
        [x, y + h],
      ]),
  };
  const outline = (n, p) => outlines[look.inks[n.kind].shape](p.x - n.w / 2, p.y - n.h / 2, n.w, n.h);

  const ruler = document.createElement("canvas").getContext("2d");
  ruler.font = FONT;
  const wide = (text) => ruler.measureText(text).width;
  function wrap(text, width, most) {
    const lines = [""],
      last = () => lines[lines.length - 1];
    const put = (piece, gap) => {
      if (!last() || wide(last() + gap + piece) <= width)
        lines[lines.length - 1] = last() ? last() + gap + piece : piece;
      else lines.push(piece);
    };
    for (const piece of text.split(/\s+/).slice(0, 20 * most)) {
      if (wide(piece) <= width) put(piece, " ");
      else [...piece].slice(0, 200).forEach((letter, i) => put(letter, i ? "" : " "));
    }
    if (lines.length > most) {
      lines.length = most;
      while (last() && wide(last() + "…") > width) lines[most - 1] = last().slice(0, -1);
      lines[most - 1] += "…";
    }
    return lines;
  }
  // The words of a box, with their places relative to its middle.
  function words(n) {
    if (n.texts) return n.texts;
    const left = n.kind === "claim",
      inset = left ? 28 : 12;
    const lines = wrap(n.label, n.w - inset - (left ? 8 : 14), Math.floor((n.h - 8) / LINE));
    n.texts = lines.map((text, i) => ({
      text,
      x: left ? inset - n.w / 2 : 0,
      y: (i - (lines.length - 1) / 2) * LINE,
      left,
    }));
    if (n.mark)
      n.texts.push({ text: n.mark, x: left ? 15 - n.w / 2 : n.w / 2 - 8, y: left ? 0 : 10 - n.h / 2, left: false });
    return n.texts;
  }
  function high(label, claim) {
    // estimated from the number of letters, which is fast
    const most = claim ? 24 : 17;
    let lines = 1,
      used = 0;
    for (const piece of label.split(/\s+/)) {
      if (used && used + 1 + piece.length > most) {
        lines += 1;
        used = 0;
      }
      lines += Math.floor(piece.length / (most + 1));
      used += (used ? 1 : 0) + (piece.length % (most + 1));
    }
    return Math.max(2, Math.min(lines, 5)) * LINE + 14;
  }
  for (const n of model.nodes) n.h ??= high(n.label, n.kind === "claim");
  // A line from the side of one box to the side of another, with its arrowhead; it starts a little towards its end.
  function port(p, to, n, { at, spread }) {
    const most = Math.max(0, n.h / 2 - 8 - spread);
    return p.y + Math.max(-most, Math.min(most, (to.y - p.y) / 10)) + at;
  }
  function curve(a, b, from, to, beside) {
    const dx = b.x - a.x,
      apart = Math.abs(dx) >= 60,
      way = dx < 0 ? -1 : 1;
    const x1 = a.x + ((apart ? way : 1) * from.w) / 2,
      x2 = b.x + ((apart ? -way : 1) * to.w) / 2,
      turn = apart ? -way : 1;
    const y1 = port(a, b, from, beside),
      y2 = port(b, a, to, beside);
    const bend = apart ? Math.abs(x2 - x1) * 0.45 : 34;
    const path = `M${x1} ${y1}C${x1 + (apart ? way : 1) * bend} ${y1} ${x2 + turn * bend} ${y2} ${x2} ${y2}`;
    return {
      path,
      head: closed([
        [x2, y2],
        [x2 + turn * 9, y2 - 4],
        [x2 + turn * 9, y2 + 4],
      ]),
    };
  }
  return { FONT, outline, wrap, words, high, curve, round, wide };
})();
