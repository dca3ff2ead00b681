/** Pieces of what the targets read, and of what once broke something. */
const WORDS = [
  '"toString":1',
  '"__proto__":{}',
  '"toJSON":0',
  '"then":[]',
  '"valueOf":null',
  "\\ud800",
  "\\u0000",
  "1e400",
  "-0",
  "820982911946154508",
  "0.1",
  "null",
  "[]",
  "{}",
  '""',
  "true",
  '"order_id":',
  '"products":[',
  '"properties":{',
  '"context":{',
  '"userId":',
  '"anonymousId":',
  '"timestamp":',
  '"originalTimestamp":',
  '"type":"alias"',
  '"type":"identify"',
  '"Order Refunded"',
  '"step":',
  '"revenue":',
  '"currency":',
  "1403-12-30",
  "۱۲٫۵",
  "\u200f",
  "4111 1111 1111 1111",
  "https://",
  "sep=;\n",
  ";",
  "\t",
  '"',
  "\r\n",
  "\ufeff",
  "undefined",
].map((word) => Buffer.from(word));

const any = (list) => list[Math.floor(Math.random() * list.length)];
const place = (data) => Math.floor(Math.random() * (data.length + 1));

const MUTATIONS = [
  function flip(data) {
    const changed = Buffer.from(data);
    if (changed.length > 0) changed[place(data) % changed.length] ^= 1 << Math.floor(Math.random() * 8);
    return changed;
  },
  function putIn(data) {
    const at = place(data);
    return Buffer.concat([data.subarray(0, at), any(WORDS), data.subarray(at)]);
  },
  function replace(data) {
    const [at, word] = [place(data), any(WORDS)];
    return Buffer.concat([data.subarray(0, at), word, data.subarray(at + word.length)]);
  },
  function cutOut(data) {
    const at = place(data);
    return Buffer.concat([data.subarray(0, at), data.subarray(at + Math.floor(Math.random() * 16))]);
  },
  function twice(data) {
    const [from, to] = [place(data), place(data)].sort((a, b) => a - b);
    return Buffer.concat([data.subarray(0, to), data.subarray(from)]);
  },
  function join(data, other) {
    return Buffer.concat([data.subarray(0, place(data)), other.subarray(place(other))]);
  },
];

const LONGEST = 8_192;

/** One entry of the corpus, changed in one to four places. */
export function mutate(corpus) {
  let data = any(corpus);
  for (let n = Math.ceil(Math.random() * 4); n > 0; n--) data = any(MUTATIONS)(data, any(corpus));
  return data.subarray(0, LONGEST);
}
