#!/usr/bin/env python3
"""prices.py SOURCE [CATALOGUE]: makes src/Tollgate/Metering/Prices/prices.json from a price list in USD.

The list is model-prices.json as described in docs/prices.md. Amounts are read as decimal text and written as whole nano-USD per
million tokens, so no floating point is involved; the same list gives the same bytes. What cannot be priced by tokens or by the
request (seconds, characters, pictures) is left out: a model without a price is visible, one with a wrong price is not.
"""

import json
import sys
from decimal import Decimal

CLASSES = {
    "input": "input",
    "output": "output",
    "cache_read": "cached",
    "cache_write": "cache_write",
    "cache_write_1h": "cache_write_1h",
    "reasoning": "reasoning",
    "audio_in": "audio_input",
    "audio_out": "audio_output",
    "image_in": "image_input",
    "image_out": "image_output",
}

# Modes whose answers have no tokens, so that a missing output price is no gap.
WITHOUT_OUTPUT = {"embedding", "rerank", "moderation"}

# What the list has wrong, with the reason. Anthropic charges twice the input price for a cache entry that lives an hour.
CORRECTIONS = {
    ("anthropic", "claude-3-haiku-20240307"): {"cache_write_1h": Decimal("0.5")},
    ("anthropic", "claude-3-opus-20240229"): {"cache_write_1h": Decimal("30")},
}


def nano(usd, what):
    amount = Decimal(usd) * 1_000_000_000
    if amount != amount.to_integral_value() or amount < 0:
        raise SystemExit(f"{what}: {usd} USD is no whole number of nano-USD")
    return int(amount)


def classes(row, what):
    return {name: nano(row[key], what) for key, name in CLASSES.items() if row.get(key) is not None}


def tiers(row, what):
    """The base classes and the tiers above it; a range that begins at 0 is the base."""
    base, above = classes(row, what), []
    for tier in row.get("tiers", []):
        start = int(Decimal(tier["range"][0] if "range" in tier else tier["above_input_tokens"]))
        if start == 0:
            base = {**base, **classes(tier, what)}
        else:
            above.append({"above_input_tokens": start, **classes(tier, what)})
    return base, sorted(above, key=lambda tier: tier["above_input_tokens"])


def convert(row, date):
    what = f"{row['provider']} {row['model']}"
    base, above = tiers({**row, **CORRECTIONS.get((row["provider"], row["model"]), {})}, what)
    per_query = nano(row["per_query"], what) if row.get("per_query") is not None else None
    if row["mode"] in WITHOUT_OUTPUT:
        base.setdefault("output", 0)
    if row["mode"] == "image_generation" and "image_output" not in base:
        return None
    if per_query is not None:
        base = {"input": 0, "output": 0, **base}
    if "input" not in base or "output" not in base:
        return None
    entry = {"provider": row["provider"], "model": row["model"], "from": date, **base}
    if per_query is not None:
        # A query of Cohere's is one search unit up to a hundred documents, and its answer says how many units it was.
        entry["per_search_unit" if row["mode"] == "rerank" else "per_request"] = per_query
    for key, name in (("max_input_tokens", "max_input"), ("max_output_tokens", "max_output")):
        if row.get(key):
            entry[name] = int(Decimal(row[key]))
    if above:
        entry["tiers"] = above
    return entry


def main(source, catalogue):
    with open(source, encoding="utf-8") as file:
        listed = json.load(file, parse_float=Decimal, parse_int=Decimal)
    date = listed["source"]["list_date"]
    rows = [entry for entry in (convert(row, date) for row in listed["models"]) if entry]
    rows.sort(key=lambda entry: (entry["provider"], entry["model"]))
    head = {
        "unit": "nano-USD per million tokens; per_request, per_search_unit: nano-USD; max_*: tokens",
        "source": "Price list of LiteLLM (BerriAI/litellm, MIT licence), by way of Prajwalsrinvas/token-tariff (MIT licence)",
        "list_date": date,
    }
    lines = [f' {json.dumps(key)}: {json.dumps(value)},' for key, value in head.items()]
    with open(catalogue, "w", encoding="utf-8", newline="\n") as file:
        file.write("{\n" + "\n".join(lines) + '\n "models": [\n')
        file.write(",\n".join("  " + json.dumps(row) for row in rows))
        file.write("\n ]\n}\n")
    print(f"{len(rows)} of {len(listed['models'])} models have a price")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    main(sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else "src/Tollgate/Metering/Prices/prices.json")
