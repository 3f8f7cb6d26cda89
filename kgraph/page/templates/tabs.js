"use strict";
(() => {
  // Shows one tab at a time, the one in the address; links, sorting and pages also work in a frame, without an address.
  const sections = [...document.querySelectorAll("main > section")];
  const framed = window.top !== window;
  const left = new Map(),
    title = document.title;
  let now = null;
  document.querySelectorAll("nav a[hidden]").forEach((a) => {
    a.hidden = false;
  });

  // ---- parts: a browser without scripts shows them at once; with scripts they stay text until the reader opens them
  const sized = new ResizeObserver((seen) => {
    // the Tab key stops only at what scrolls
    for (const { target: e } of seen)
      if (e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight) e.tabIndex = 0;
      else e.removeAttribute("tabindex");
  });
  const folded = (where = document) => [...where.querySelectorAll("noscript[data-part]")];
  function unfold(parts) {
    for (const part of parts) {
      const made = document.createElement("div");
      made.className = "part";
      made.innerHTML = part.textContent;
      part.replaceWith(made);
      made.querySelectorAll("table.sortable").forEach(sortable);
      made.querySelectorAll(".wide").forEach((element) => sized.observe(element));
    }
  }
  const unfoldOpen = (where) =>
    unfold(folded(where).filter((part) => !part.closest("details:not([open]), .page:not(.open)")));
  function reach(id) {
    // find a thing by its id, even in a part that is still text
    const element = id && document.getElementById(id);
    if (element || !id) return element;
    const escaped = id.replace(
      /[&<>"']/g,
      (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c] ?? `&#${c.charCodeAt(0)};`,
    ); // as the page writes it
    unfold(folded().filter((part) => part.textContent.includes(`id="${escaped}"`)));
    return document.getElementById(id);
  }
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.target.open && now?.contains(event.target)) unfoldOpen(event.target);
    },
    true,
  );
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f" && now) unfold(folded(now));
  }); // so that the browser can find it
  addEventListener("beforeprint", () => {
    // the open tab, or everything
    const all = document.documentElement.classList.contains("everything") ? document : now;
    unfold(folded(all));
    all.querySelectorAll("details").forEach((element) => {
      element.open = true;
    });
  });
  document.getElementById("print").addEventListener("click", () => {
    document.documentElement.classList.add("everything");
    print();
    document.documentElement.classList.remove("everything");
  });

  function open(section) {
    if (section === now) return;
    now = section;
    document.title = section.querySelector("h2").textContent + " – " + title;
    sections.forEach((element) => element.classList.toggle("open", element === section));
    document.querySelectorAll("nav a").forEach((a, i) => {
      if (sections[i] === section) a.setAttribute("aria-current", "page");
      else a.removeAttribute("aria-current");
    });
    unfoldOpen(section);
    window.dispatchEvent(new Event("resize")); // what is drawn to measure had none while it was hidden
  }
  const focus = (e) => {
    if (e.tabIndex < 0) e.tabIndex = -1;
    e.focus({ preventScroll: true });
  };
  const headed = (e) =>
    e.tagName === "TBODY" ? e.rows[0].cells[0] : (e.matches("section, article") && e.querySelector("h2, h3, h4")) || e;
  // The end of every address keeps the theme, dark or light.
  function keep() {
    const { theme } = document.documentElement.dataset;
    if (theme && !framed)
      history.replaceState(history.state, "", (bare(location.hash) || "#" + now.id) + "&theme=" + theme);
  }
  const bare = (hash) =>
    hash
      .replace(/&?theme=\w*/, "")
      .replace("#&", "#")
      .replace(/^#$/, "");
  function go(hash) {
    const root = document.documentElement,
      [, theme] = /[#&]theme=(dark|light)/.exec(hash) ?? [];
    if (theme && theme !== root.dataset.theme) {
      root.dataset.theme = theme;
      dispatchEvent(new Event("theme"));
    }
    visit(hash, bare(hash));
    if (!theme) keep();
  }
  const lost = document.createElement("p");
  lost.setAttribute("role", "status");
  document.querySelector("header").append(lost);
  function visit(address, hash) {
    lost.textContent = "";
    if (/^#(graph&)?(n|near|depth|doc|actor|basis|stance|q|anon|off)=/.test(hash)) {
      const graph = document.getElementById("graph");
      open(graph);
      if (!graph.contains(document.activeElement)) focus(graph.querySelector("#panel h2") ?? headed(graph));
      return;
    }
    let id = hash.slice(1);
    try {
      id = decodeURIComponent(id);
    } catch {
      /* use it as it is */
    }
    const element = reach(id),
      target = element || sections[0],
      section = target.closest("main > section");
    if (!section) return now ?? open(sections[0]);
    turn(target.closest(".page"));
    for (let e = target; (e = e.parentElement?.closest("details"));) e.open = true;
    if (target.tagName === "TBODY") target.closest("details").open = true;
    open(section);
    unfoldOpen(section);
    light(target);
    const back = left.get(address || "#");
    if (back !== undefined) scrollTo(0, back);
    else if (target === section) scrollTo(0, 0);
    else target.scrollIntoView();
    left.delete(address || "#");
    if (hash) focus(headed(target));
    if (id && !element)
      setTimeout(() => {
        // once the graph has started
        if (window.kgraph?.model.cards.has(id)) open(document.getElementById("graph"));
        else lost.textContent = `Nothing on this page is called “${id}”.`;
      });
  }
  // The history keeps the link that was followed, so that Back returns the reader to it.
  const alike = (href) =>
    [...document.querySelectorAll("nav a"), ...now.querySelectorAll("a")].filter(
      (a) => a.getAttribute("href") === href,
    );
  let here = location.hash;
  addEventListener("hashchange", () => {
    go(location.hash);
    here = location.hash;
    const [href, at] = history.state?.link ?? [],
      link = alike(href)[at];
    if (!link) return;
    turn(link.closest(".page"));
    focus(link);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!framed) here = location.hash;
    left.set(here || "#", scrollY);
    const hash = link.getAttribute("href");
    if (!framed) history.replaceState({ link: [hash, alike(hash).indexOf(link)] }, "");
    // A link to a card opens the card beside the graph.
    if (window.kgraph?.model.cards.has(hash.slice(1))) link.dataset.n = hash.slice(1);
    if (link.dataset.n !== undefined) return open(document.getElementById("graph"));
    if (link.closest("nav")) left.delete(hash);
    if (framed || bare(hash) === bare(here)) {
      event.preventDefault();
      left.delete(hash);
      go(hash);
    }
  });

  document.getElementById("theme").addEventListener("click", () => {
    const { dataset } = document.documentElement;
    dataset.theme =
      (dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark"
        ? "light"
        : "dark";
    keep();
    here = location.hash;
    dispatchEvent(new Event("theme"));
  });

  // ---- light a passage, in all its pieces
  function light(target) {
    document.querySelectorAll("mark.lit").forEach((element) => element.classList.remove("lit"));
    if (target.tagName !== "MARK") return;
    const number = target.id.split("-").pop();
    target
      .closest(".copy")
      .querySelectorAll('mark[data-p~="' + number + '"]')
      .forEach((element) => element.classList.add("lit"));
  }

  // ---- pages of a long table
  function turn(page) {
    const pages = document.querySelectorAll(".page");
    if (page || !document.querySelector(".page.open"))
      pages.forEach((element, i) => element.classList.toggle("open", page ? element === page : i === 0));
  }

  // ---- sorting, over all pages of a table
  const collator = new Intl.Collator("en", { numeric: true });
  function sortable(table) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      const counts = /^\d/.test(table.tBodies[0].rows[0]?.cells[column].textContent); // the most first
      button.addEventListener("click", () =>
        sort(
          table.closest("main > section"),
          column,
          (head.getAttribute("aria-sort") ?? (counts ? "ascending" : "")) === "ascending",
        ),
      );
    });
  }
  function sort(section, column, down) {
    unfold(folded(section).filter((part) => part.closest(".page")));
    const group = [...section.querySelectorAll("table.sortable")];
    section.querySelectorAll(".order").forEach((element) => {
      element.textContent = `sorted by “${group[0].tHead.rows[0].cells[column].textContent}”, ${down ? "descending" : "ascending"}`;
    });
    const rows = group.flatMap((element) => [...element.tBodies[0].rows]),
      sizes = group.map((element) => element.tBodies[0].rows.length);
    const named = (cell) => (cell.tagName === "TH" && cell.querySelector("a")) || cell; // without the mark in front of the name
    const key = new Map(rows.map((row) => [row, named(row.cells[column]).textContent.trim()]));
    rows.sort((a, b) => collator.compare(key.get(a), key.get(b)) * (down ? -1 : 1));
    group.forEach((element, i) => {
      element.tBodies[0].append(...rows.splice(0, sizes[i]));
      [...element.tHead.rows[0].cells].forEach((cell, at) => {
        if (at === column) cell.setAttribute("aria-sort", down ? "descending" : "ascending");
        else cell.removeAttribute("aria-sort");
      });
    });
  }
  turn(null);
  go(location.hash);
  here = location.hash;
  addEventListener("load", () =>
    setTimeout(() => {
      if (location.hash === here) go(here);
    }),
  ); // after the browser has jumped by itself
})();
