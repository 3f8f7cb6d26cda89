// What is asked of the graph, read from an address and written to one.
const address = (() => {
  const { cards, look } = model;
  const DEEPEST = 4;
  const PLAIN = ["doc", "actor", "basis", "stance", "q"],
    FIELDS = { document: "doc", actor: "actor", basis: "basis", stance: "stance", question: "q" };
  const KEYS = ["n", "near", "depth", ...PLAIN, "anon", "off", "theme"],
    root = document.documentElement;
  const empty = () => ({
    n: "",
    near: "",
    depth: 1,
    doc: "",
    actor: "",
    basis: "",
    stance: "",
    q: "",
    anon: false,
    off: new Set(look.off),
    unknown: "",
  });
  const has = (select, value) => [...document.getElementById(select).options].some((option) => option.value === value);
  function parse(hash) {
    const asked = new URLSearchParams(hash.slice(1)),
      next = empty(),
      strange = [];
    const take = (key, good) => {
      const value = asked.get(key);
      if (!value) return "";
      if (good(value)) return value;
      strange.push(value);
      return "";
    };
    next.n = take("n", (id) => cards.has(id));
    next.near = take("near", (id) => cards.has(id));
    next.depth = Math.min(DEEPEST, Math.max(1, Math.floor(Number(asked.get("depth"))) || 1));
    for (const [select, key] of Object.entries(FIELDS)) next[key] = take(key, (value) => has(select, value));
    next.anon = asked.get("anon") === "1";
    if (asked.has("off"))
      next.off = new Set(
        asked
          .get("off")
          .split(",")
          .filter((rel) => Object.hasOwn(look.strokes, rel)),
      );
    next.unknown = strange.join(", ");
    return next;
  }
  function write(s) {
    const parts = [],
      add = (key, value) => {
        if (value) parts.push(key + "=" + encodeURIComponent(value));
      };
    add("n", s.n);
    add("near", s.near);
    if (s.near && s.depth > 1) add("depth", String(s.depth));
    PLAIN.forEach((key) => add(key, s[key]));
    if (s.anon) add("anon", "1");
    const off = [...s.off].sort().join(","),
      usual = [...look.off].sort().join(",");
    if (off !== usual) parts.push("off=" + off);
    if (!parts.length) parts.push("graph");
    add("theme", root.dataset.theme);
    return "#" + parts.join("&");
  }
  const isOurs = (hash) => hash === "" || /^#graph(&|$)/.test(hash) || KEYS.includes(hash.slice(1).split("=")[0]);
  return { PLAIN, FIELDS, DEEPEST, empty, parse, write, isOurs };
})();
