// The table of students, sorted and searched. Without this script it stands in the order of the names.
const table = document.getElementById("students"), body = table.tBodies[0], rows = [...body.rows];
const heads = [...table.tHead.rows[0].cells], search = document.getElementById("search");
const valueOf = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function compare(a, b) {
  const numbers = a !== "" && b !== "" && isFinite(a) && isFinite(b);
  return numbers ? a - b : a.localeCompare(b, undefined, {numeric: true});
}

for (const [column, head] of heads.entries()) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => {
    const turn = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", turn === 1 ? "ascending" : "descending");
    body.append(...rows.toSorted((a, b) => turn * compare(valueOf(a, column), valueOf(b, column))));
  });
}

const texts = new Map(rows.map(row => [row, plain(
  [...row.cells].filter(cell => !cell.classList.contains("number")).map(cell => cell.textContent).join(" "))]));
function find() {
  const words = plain(search.value).split(/\s+/);
  for (const row of rows) row.hidden = !words.every(word => texts.get(row).includes(word));
  document.getElementById("shown").textContent =
    `${rows.filter(row => !row.hidden).length} of ${rows.length} students`;
}
search.addEventListener("input", find);
find();  // a browser may have kept what was typed
document.getElementById("searching").hidden = false;
