// ranks.mjs FOLDER: writes the rank files of OpenAI's encodings there, and the number of tokens of every text in its texts.json to counts.json.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Tiktoken } from "tiktoken";

const folder = process.argv[2];
const load = createRequire(import.meta.url);
const texts = JSON.parse(readFileSync(join(folder, "texts.json"), "utf8"));
const counts = {};
for (const name of ["cl100k_base", "o200k_base"]) {
  const { bpe_ranks, special_tokens, pat_str } = load(`tiktoken/encoders/${name}.json`);
  const lines = [];
  for (const block of bpe_ranks.split("\n").filter(Boolean)) {
    const [, offset, ...tokens] = block.split(" ");
    tokens.forEach((token, index) => lines.push(`${token} ${Number(offset) + index}`));
  }

  writeFileSync(join(folder, `${name}.tiktoken`), lines.join("\n") + "\n");
  const encoding = new Tiktoken(bpe_ranks, special_tokens, pat_str);
  counts[name] = texts.map((text) => encoding.encode(text, [], []).length);
  encoding.free();
}

writeFileSync(join(folder, "counts.json"), JSON.stringify(counts));
