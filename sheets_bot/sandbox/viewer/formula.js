/*
 * The formulas of conditional formats, worked out in the browser: comparisons, arithmetic,
 * text joins, AND, OR, NOT, IF, ISBLANK, ISNUMBER, LEN, LOWER, TODAY and references to cells
 * of the sheet. Anything else makes a rule that never fires, which is safe to show.
 */

const TOKEN = /\s*(?:("(?:[^"]|"")*")|(\d+(?:\.\d+)?)|(\$?[A-Za-z]{1,3}\$?\d+(?![\w(]))|([A-Za-z_.]+)|(<>|<=|>=|[-+*/&=<>(),;%]))/y;
const compiled = new Map();

/** Thrown inside; a rule with it does not apply. */
class Unknown extends Error {}

/**
 * Works out a formula as it reads *down* rows and *right* columns away from where it was written.
 * *valueAt(row, column)* gives plain values, undefined where a cell is not known.
 */
export function holds(text, down, right, valueAt, today) {
  if (!compiled.has(text)) compiled.set(text, parse(text));
  const tree = compiled.get(text);
  if (!tree) return false;
  try {
    return truth(run(tree, { down, right, valueAt, today }));
  } catch (error) {
    if (error instanceof Unknown) return false;
    throw error;
  }
}

function parse(text) {
  try {
    const tokens = tokensOf(text.replace(/^=/, ""));
    const tree = comparison(tokens);
    return tokens.length ? undefined : tree;
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

function tokensOf(text) {
  const tokens = [];
  const source = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const found = TOKEN.exec(source);
    if (!found) throw new Unknown();
    const [, string, number, place, name, sign] = found;
    if (string !== undefined) tokens.push({ is: "value", value: string.slice(1, -1).replaceAll('""', '"') });
    else if (number !== undefined) tokens.push({ is: "value", value: Number(number) });
    else if (place !== undefined) tokens.push(reference(place));
    else if (name !== undefined) tokens.push({ is: "name", name: name.toUpperCase() });
    else tokens.push({ is: "sign", sign });
  }
  return tokens;
}

function reference(text) {
  const [, fixedColumn, letters, fixedRow, digits] = /^(\$?)([A-Z]+)(\$?)(\d+)$/.exec(text.toUpperCase());
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { is: "cell", row: Number(digits) - 1, column, fixedRow: !!fixedRow, fixedColumn: !!fixedColumn };
}

const isSign = (token, ...signs) => token?.is === "sign" && signs.includes(token.sign);

/** One level of binary signs over the next. */
const level = (signs, next) => (tokens) => {
  let left = next(tokens);
  while (isSign(tokens[0], ...signs)) left = { is: "two", sign: tokens.shift().sign, left, right: next(tokens) };
  return left;
};
const product = level(["*", "/"], unary);
const sum = level(["+", "-"], product);
const joined = level(["&"], sum);
const comparison = level(["=", "<>", "<", "<=", ">", ">="], joined);

function unary(tokens) {
  if (isSign(tokens[0], "-")) {
    tokens.shift();
    return { is: "two", sign: "-", left: { is: "value", value: 0 }, right: unary(tokens) };
  }
  return atom(tokens);
}

function atom(tokens) {
  const token = tokens.shift();
  if (isSign(token, "(")) {
    const within = comparison(tokens);
    if (!isSign(tokens.shift(), ")")) throw new Unknown();
    return within;
  }
  if (token?.is === "name" && isSign(tokens[0], "(")) return { is: "call", name: token.name, given: given(tokens) };
  if (token?.is === "name" && ["TRUE", "FALSE"].includes(token.name)) return { is: "value", value: token.name === "TRUE" };
  if (token?.is === "value" || token?.is === "cell") return token;
  throw new Unknown();
}

function given(tokens) {
  tokens.shift();
  const list = [];
  while (!isSign(tokens[0], ")")) {
    list.push(comparison(tokens));
    if (isSign(tokens[0], ",", ";")) tokens.shift();
    else if (!isSign(tokens[0], ")")) throw new Unknown();
  }
  tokens.shift();
  return list;
}

function run(node, world) {
  if (node.is === "value") return node.value;
  if (node.is === "cell") {
    const value = world.valueAt(
      node.row + (node.fixedRow ? 0 : world.down), node.column + (node.fixedColumn ? 0 : world.right));
    if (value === undefined) throw new Unknown();
    return value;
  }
  if (node.is === "call") return FUNCTIONS[node.name]?.(node.given.map((one) => () => run(one, world)), world) ?? fail();
  return SIGNS[node.sign](run(node.left, world), run(node.right, world));
}

const fail = () => { throw new Unknown(); };
const truth = (value) => (typeof value === "string" ? value !== "" && fail() : !!value);
const text = (value) => (value === null ? "" : typeof value === "boolean" ? String(value).toUpperCase() : String(value));
const number = (value) => (value === null ? 0 : typeof value === "string" ? fail() : Number(value));

/** -1, 0 or 1 as Sheets orders: numbers, then text (letter case aside), then truth values. */
function order(left, right) {
  const like = (value, other) => (value !== null ? value : typeof other === "string" ? "" : typeof other === "boolean" ? false : 0);
  const [a, b] = [like(left, right), like(right, left)];
  const rank = (value) => ["number", "string", "boolean"].indexOf(typeof value);
  if (rank(a) !== rank(b)) return Math.sign(rank(a) - rank(b));
  const [x, y] = typeof a === "string" ? [a.toLowerCase(), b.toLowerCase()] : [a, b];
  return x < y ? -1 : x > y ? 1 : 0;
}

const SIGNS = {
  "=": (a, b) => order(a, b) === 0,
  "<>": (a, b) => order(a, b) !== 0,
  "<": (a, b) => order(a, b) < 0,
  "<=": (a, b) => order(a, b) <= 0,
  ">": (a, b) => order(a, b) > 0,
  ">=": (a, b) => order(a, b) >= 0,
  "&": (a, b) => text(a) + text(b),
  "+": (a, b) => number(a) + number(b),
  "-": (a, b) => number(a) - number(b),
  "*": (a, b) => number(a) * number(b),
  "/": (a, b) => (number(b) === 0 ? fail() : number(a) / number(b)),
};

const FUNCTIONS = {
  AND: (all) => all.every((one) => truth(one())),
  OR: (all) => all.some((one) => truth(one())),
  NOT: ([one]) => !truth(one()),
  IF: ([when, then, otherwise]) => (truth(when()) ? then() : otherwise ? otherwise() : false),
  ISBLANK: ([one]) => one() === null,
  ISNUMBER: ([one]) => typeof one() === "number",
  LEN: ([one]) => text(one()).length,
  LOWER: ([one]) => text(one()).toLowerCase(),
  TODAY: (_, world) => world.today,
};
