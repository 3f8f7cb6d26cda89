// The picture as SVG and PNG, and a claim as a citation.
const save = (() => {
  const { nodes, refs, cards, look } = model;
  const escape = (text) =>
    String(text)
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
      .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

  // The picture as a list of strokes and words, in drawing order: first everything under the boxes.
  function* under(scene, how) {
    const { ink } = how;
    for (const band of scene.bands) {
      yield { d: shapes.round(band.x, band.y, band.w, band.h, 8), fill: ink("band") };
      yield {
        text: band.label,
        x: band.x + 12,
        y: band.y + 16,
        fill: ink("ink"),
        bold: true,
        start: true,
        most: band.w - 24,
      };
    }
    for (const e of scene.lines) {
      const style = how.line(e),
        colour = ink(e.rel + "-stroke");
      if (style.hidden) continue;
      const { path, head } = scene.curve(e);
      yield { d: path, stroke: colour, width: style.width, dash: look.strokes[e.rel].dashes, opacity: style.opacity };
      if (look.strokes[e.rel].arrow) yield { d: head, fill: colour, opacity: style.opacity };
    }
  }
  // Below the picture: its caption, and the meaning of its boxes and lines.
  function foot(scene, how, caption) {
    const { ink } = how,
      kinds = new Set([...scene.own.values()].map((n) => n.kind)),
      rels = new Set(scene.lines.filter((e) => !how.line(e).hidden).map((e) => e.rel));
    const signs = [],
      width = Math.max(scene.width, 640);
    let x = 0,
      y = scene.height + 16;
    for (const text of shapes.wrap(caption, width, 20))
      signs.push({ text, x: 0, y: (y += 18), fill: ink("ink"), start: true });
    y += 26;
    const put = (words, sign) => {
      const w = 54 + shapes.wide(words);
      if (x && x + w > width) {
        x = 0;
        y += 24;
      }
      signs.push({ ...sign(), width: 1.6 }, { text: words, x: x + 36, y, fill: ink("ink"), start: true });
      x += w;
    };
    for (const [kind, { words, dashed }] of Object.entries(look.inks))
      if (kinds.has(kind))
        put(words, () => ({
          d: shapes.outline({ kind, w: 28, h: 16 }, { x: x + 14, y }),
          fill: ink(kind + "-fill"),
          stroke: ink(kind + "-line"),
          dash: dashed ? [6, 3] : [],
        }));
    for (const [mark, words] of Object.entries(look.marks))
      if ([...scene.own.values()].some((n) => n.kind === "claim" && n.mark === mark))
        put(words, () => ({ text: mark, x: x + 14, y, fill: ink("ink") }));
    for (const rel of look.lines)
      if (rels.has(rel))
        put(look.strokes[rel].words, () => ({
          d: `M${x} ${y}h28`,
          stroke: ink(rel + "-stroke"),
          dash: look.strokes[rel].dashes,
        }));
    return { signs, width: width + 32, height: y + 44 };
  }
  function* marks(scene, how, { signs, width, height }) {
    const { ink, lit, chosen } = how;
    yield { d: `M-16 -16h${width}v${height}h${-width}Z`, fill: ink("ground") };
    yield* under(scene, how);
    yield* signs;
    for (const [id, p] of scene.places)
      yield* box(scene.own.get(id), p, scene.more.get(id), {
        ink,
        dim: lit && !lit.faint && !lit.nodes.has(id),
        bold: scene.own.get(id).card === chosen,
      });
  }
  function* box(n, p, more, { ink, dim, bold }) {
    const opacity = dim ? 0.25 : 1;
    if (dim) yield { d: shapes.outline(n, p), fill: ink("ground") }; // covers the lines behind its words
    yield {
      d: shapes.outline(n, p),
      fill: ink(n.kind + "-fill"),
      stroke: ink(n.kind + "-line"),
      width: bold ? 4 : 1.6,
      dash: look.inks[n.kind].dashed ? [6, 3] : [],
      opacity,
    };
    for (const mark of shapes.words(n))
      yield {
        text: mark.text,
        x: p.x + mark.x,
        y: p.y + mark.y,
        fill: ink(dim ? "quiet" : n.kind + "-text"),
        start: mark.left,
      };
    if (more) {
      const text = "+" + more,
        w = shapes.wide(text) + 8,
        x = p.x + n.w / 2 - w + 4,
        y = p.y + n.h / 2 - 8;
      yield { d: shapes.round(x, y, w, 18, 5), fill: ink("ground"), stroke: ink("rule"), width: 1, opacity };
      yield { text, x: x + w / 2, y: y + 9, fill: ink("ink"), opacity };
    }
  }
  function paint(c, mark) {
    c.save();
    c.globalAlpha = mark.opacity ?? 1;
    if (mark.d) {
      const path = new Path2D(mark.d);
      if (mark.fill) {
        c.fillStyle = mark.fill;
        c.fill(path);
      }
      if (mark.stroke) {
        c.strokeStyle = mark.stroke;
        c.lineWidth = mark.width;
        c.setLineDash(mark.dash ?? []);
        c.stroke(path);
      }
    } else {
      c.font = (mark.bold ? "bold " : "") + shapes.FONT;
      c.textAlign = mark.start ? "left" : "center";
      c.textBaseline = "middle";
      c.fillStyle = mark.fill;
      c.fillText(mark.text, mark.x, mark.y, mark.most);
    }
    c.restore();
  }
  function write(mark) {
    const opacity = mark.opacity && mark.opacity < 1 ? ` opacity="${mark.opacity}"` : "";
    if (mark.d)
      return (
        `<path d="${escape(mark.d)}" fill="${mark.fill ? escape(mark.fill) : "none"}"` +
        (mark.stroke
          ? ` stroke="${escape(mark.stroke)}" stroke-width="${mark.width}"` +
            (mark.dash?.length ? ` stroke-dasharray="${mark.dash.join(" ")}"` : "")
          : "") +
        opacity +
        "/>"
      );
    return `<text x="${mark.x}" y="${mark.y}" fill="${escape(mark.fill)}" text-anchor="${mark.start ? "start" : "middle"}" dominant-baseline="central"${mark.bold ? ' font-weight="bold"' : ""}${opacity}>${escape(mark.text)}</text>`;
  }
  function svg(scene, how, title) {
    const below = foot(scene, how, title),
      { width: w, height: h } = below;
    return (
      `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="-16 -16 ${w} ${h}" font-family="system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif" font-size="14" role="img">\n<title>${escape(title)}</title>\n` +
      [...marks(scene, how, below)].map(write).join("\n") +
      "\n</svg>\n"
    );
  }
  function canvas(scene, how, title) {
    const below = foot(scene, how, title),
      sheet = document.createElement("canvas"),
      times = Math.min(2, 8000 / below.height);
    sheet.width = Math.ceil(below.width * times);
    sheet.height = Math.ceil(below.height * times);
    const c = sheet.getContext("2d");
    c.setTransform(times, 0, 0, times, 16 * times, 16 * times);
    for (const mark of marks(scene, how, below)) paint(c, mark);
    return sheet;
  }
  function download(blob, name) {
    const a = document.createElement("a"),
      url = URL.createObjectURL(blob);
    a.href = url;
    a.download = name;
    a.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  // A claim as text: the claim, who says it, where, in which words, and the link.
  function cite(card) {
    const parts = [`“${card.label}” (${card.id})`];
    const name = ({ label, mark }) => label + (mark ? " (" + mark + ")" : "");
    const sayHop = ([who, { how }, ...works]) =>
      `${name(refs[who])}: ${how}` + works.map((at) => `, citing ${name(refs[at])}`).join("");
    for (const [doc, hops, , quote, live] of card.claim.trails) {
      const source = cards.get(refs[doc].id)?.source,
        link = live || source?.links?.[0]?.[1];
      parts.push(
        "",
        "Said by: " + (hops.map(sayHop).join("; passed on by ") || "no speaker is recorded"),
        `In: ${refs[doc].label} (${[refs[doc].id, ...(source?.facts ?? []).slice(1)].join("; ")})`,
      );
      if (quote) parts.push(`Passage: “${quote}”`);
      if (link) parts.push(`Link: ${link}`);
    }
    return parts.join("\n") + "\n";
  }
  return { under, box, paint, svg, canvas, download, cite, nodes };
})();
