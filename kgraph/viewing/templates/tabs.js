"use strict";
(() => {
  // One section at a time, named by the address; links, sorting and pages work the same without an address, in a frame.
  const sections = [...document.querySelectorAll("main > section")];
  const framed = window.top !== window;
  const left = new Map();
  let now = null;
  document.querySelectorAll("nav a[hidden]").forEach((a) => { a.hidden = false; });

  function open(section) {
    if (section === now) return;
    now = section;
    sections.forEach((one) => one.classList.toggle("open", one === section));
    document.querySelectorAll("nav a").forEach((a) => {
      if (a.getAttribute("href") === "#" + section.id) a.setAttribute("aria-current", "page"); else a.removeAttribute("aria-current");
    });
    window.dispatchEvent(new Event("resize")); // what is drawn to measure had none while it was hidden
  }
  function go(hash) {
    if (/^#(n|near|depth|doc|actor|basis|stance|q|anon|off|theme)=/.test(hash)) return open(document.getElementById("graph"));
    let id = hash.slice(1);
    try { id = decodeURIComponent(id); } catch { /* as it stands */ }
    const target = (id && document.getElementById(id)) || sections[0], section = target.closest("main > section");
    if (!section) return;
    open(section);
    turn(target.closest(".page"));
    for (let e = target; (e = e.parentElement?.closest("details")); ) e.open = true;
    if (target.tagName === "TBODY") target.closest("details").open = true;
    light(target);
    const back = left.get(hash || "#");
    if (back !== undefined) scrollTo(0, back); else if (target === section) scrollTo(0, 0); else target.scrollIntoView();
    left.delete(hash || "#");
  }
  let here = location.hash;
  addEventListener("hashchange", () => { go(location.hash); here = location.hash; });
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    left.set(here || "#", scrollY);
    const hash = link.getAttribute("href");
    // A link to a card opens it beside the graph.
    if (document.getElementById(hash.slice(1))?.dataset.card !== undefined) link.dataset.n = hash.slice(1);
    if (link.dataset.n !== undefined) return open(document.getElementById("graph"));
    if (link.closest("nav")) left.delete(hash);
    if (framed || hash === here) { event.preventDefault(); left.delete(hash); go(hash); }
  });

  // ---- a passage is lit in all its pieces
  function light(target) {
    document.querySelectorAll("mark.lit").forEach((one) => one.classList.remove("lit"));
    if (target.tagName !== "MARK") return;
    const number = target.id.split("-").pop();
    target.closest(".copy").querySelectorAll('mark[data-p~="' + number + '"]').forEach((one) => one.classList.add("lit"));
  }

  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));

  // ---- pages of a long table
  function turn(page) {
    const pages = document.querySelectorAll(".page");
    if (page || !document.querySelector(".page.open")) pages.forEach((one, i) => one.classList.toggle("open", page ? one === page : i === 0));
  }

  // ---- sorting, over all pages of a table
  const collator = new Intl.Collator("en", { numeric: true });
  const tables = [...document.querySelectorAll("table.sortable")];
  for (const table of tables) {
    const group = tables.filter((one) => one.closest("main > section") === table.closest("main > section"));
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        const rows = group.flatMap((one) => [...one.tBodies[0].rows]), sizes = group.map((one) => one.tBodies[0].rows.length);
        const key = new Map(rows.map((row) => [row, row.cells[column].textContent.trim()]));
        rows.sort((a, b) => collator.compare(key.get(a), key.get(b)) * (down ? -1 : 1));
        group.forEach((one, i) => {
          one.tBodies[0].append(...rows.splice(0, sizes[i]));
          [...one.tHead.rows[0].cells].forEach((other, at) => { if (at === column) other.setAttribute("aria-sort", down ? "descending" : "ascending"); else other.removeAttribute("aria-sort"); });
        });
      });
    });
  }
  turn(null);
  go(location.hash);
  addEventListener("load", () => setTimeout(() => { if (location.hash === here) go(here); })); // after the browser's own jump
})();
