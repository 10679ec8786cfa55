// The side bar of the site, folded on a telephone, and its search, which needs no server: it looks through the array of
// search-words.js, which is loaded once somebody searches.
"use strict";
(() => {
  const MOST = 30, BEFORE = 50, AFTER = 130;  // finds that are shown, and characters around a word

  // The lessons: open beside the text, folded above it.
  const wide = matchMedia("(min-width: 64rem)"), lessons = document.querySelector(".site-lessons");
  const unfold = () => { lessons.open = wide.matches; };
  unfold();
  wide.addEventListener("change", unfold);
  const here = lessons.querySelector("[aria-current]");
  const above = here?.parentElement.previousElementSibling;  // the lesson before this one
  if (above && wide.matches) lessons.scrollTop = above.offsetTop - lessons.offsetTop;

  // The search.
  const form = document.querySelector(".site-search"), query = form.querySelector("input");
  const found = form.querySelector(".site-found"), status = found.querySelector("[role=status]");
  const list = found.querySelector("ol");
  let loading = null;

  function load() {
    loading ??= new Promise((loaded, failed) => {
      const script = document.createElement("script");
      script.src = "search-words.js";
      script.onload = loaded;
      script.onerror = failed;
      document.head.append(script);
    });
    return loading;
  }

  function wordsOf(text) {
    return text.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
  }

  // Every word must be in a section or its headings; one in its heading counts most, and first comes what is headed just
  // so, such as a word of the glossary.
  function score(section, words) {
    const [heading, title, text] = [section.heading, section.title, section.text].map(part => part.toLowerCase());
    let sum = heading === words.join(" ") ? 8 : 0;
    for (const word of words) {
      const points = 8 * heading.includes(word) + 3 * title.includes(word) + text.includes(word);
      if (points === 0) return 0;
      sum += points;
    }
    return sum;
  }

  function search(words) {
    const scored = window.courseWords.map(section => [score(section, words), section]).filter(([points]) => points > 0);
    return scored.sort((a, b) => b[0] - a[0]).map(([, section]) => section);
  }

  // The text around the first word that is found, from space to space where there are spaces.
  function piece(text, words) {
    const places = words.map(word => text.toLowerCase().indexOf(word)).filter(place => place >= 0);
    const place = places.length ? Math.min(...places) : 0;
    const before = text.indexOf(" ", place - BEFORE), after = text.lastIndexOf(" ", place + AFTER);
    const start = place <= BEFORE ? 0 : before >= 0 && before < place ? before + 1 : place - BEFORE;
    const end = text.length <= place + AFTER ? text.length : after > place ? after : place + AFTER;
    return (start > 0 ? "... " : "") + text.slice(start, end) + (end < text.length ? " ..." : "");
  }

  // Add a text to an element, with the words marked.
  function addMarked(element, text, words) {
    const pattern = new RegExp(`(${words.map(word => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "gi");
    text.split(pattern).forEach((part, i) => {
      const mark = i % 2 ? document.createElement("mark") : null;
      if (mark) mark.textContent = part;
      element.append(mark ?? part);
    });
  }

  function row(section, words) {
    const item = document.createElement("li"), link = document.createElement("a"), text = document.createElement("p");
    link.href = `${section.page}#${encodeURIComponent(section.id)}`;
    addMarked(link, section.heading, words);
    if (section.heading !== section.title) {
      const page = document.createElement("span");
      page.textContent = section.title;
      link.append(page);
    }
    addMarked(text, piece(section.text, words), words);
    item.append(link, text);
    return item;
  }

  async function show() {
    const words = wordsOf(query.value);
    found.hidden = words.length === 0;
    if (found.hidden) return;
    try {
      await load();
    } catch {
      status.textContent = form.dataset.failed;
      return;
    }
    if (words.join() !== wordsOf(query.value).join()) return;  // typed on, while the words were loading
    const sections = search(words), { none, one, most, found: many } = form.dataset;
    const sentence = [none, one][sections.length] ?? (sections.length > MOST ? most : many);
    status.textContent = sentence.replace("{count}", sections.length).replace("{most}", MOST);
    list.replaceChildren(...sections.slice(0, MOST).map(section => row(section, words)));
  }

  query.addEventListener("input", show);
  query.addEventListener("focus", show);
  form.addEventListener("submit", async event => {
    event.preventDefault();
    await show();
    list.querySelector("a")?.click();
  });
  list.addEventListener("click", event => { if (event.target.closest("a")) found.hidden = true; });
  document.addEventListener("click", event => { if (!form.contains(event.target)) found.hidden = true; });
  form.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      query.value = "";
      query.focus();
      found.hidden = true;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [query, ...list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next && !found.hidden) {
      event.preventDefault();
      next.focus();
    }
  });
})();
