"""The one request that everything sends, and the one answer that the upstream gives."""

import json

KEY = "sk-bench-000000000000000000000000000001"
PATH = "/v1/chat/completions"


def _compact(value):
    return json.dumps(value, separators=(",", ":"))


# 502 bytes.
JSON_BODY = _compact({
    "model": "gpt-4o-mini",
    "messages": [
        {"role": "system", "content": "You answer briefly and exactly. When you do not know an answer you say so instead of guessing, and "
                                      "you name what is missing."},
        {"role": "user", "content": "In two sentences: what does a gateway in front of several language model providers do for a team, and "
                                    "when is it worth the extra hop between a service and the provider that it would otherwise call?"},
    ],
    "temperature": 0.7, "max_tokens": 256, "top_p": 1, "stream": False, "user": "user-1234567890",
})

SSE_BODY = _compact({
    "model": "gpt-4o-mini", "stream": True, "stream_options": {"include_usage": True},
    "messages": [{"role": "user", "content": "Hello, please tell me a story about a gateway."}],
})

# The same question in Anthropic's terms.
MESSAGES_PATH = "/v1/messages"
MESSAGES_BODY = _compact({
    "model": "gpt-4o-mini", "stream": True, "max_tokens": 256,
    "messages": [{"role": "user", "content": "Hello, please tell me a story about a gateway."}],
})

# 751 bytes.
ANSWER = _compact({
    "id": "chatcmpl-CQ2mX0bTn4eYkq7vUe1fWcZsHdLgA", "object": "chat.completion", "created": 1741569952,
    "model": "gpt-4o-mini-2024-07-18",
    "choices": [{
        "index": 0, "logprobs": None, "finish_reason": "stop",
        "message": {"role": "assistant", "refusal": None, "annotations": [],
                    "content": "It gives a team one address, one set of keys and one record of use for all of its providers. It pays "
                               "off as soon as a second provider or a second team appears."},
    }],
    "usage": {"prompt_tokens": 119, "completion_tokens": 40, "total_tokens": 159,
              "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
              "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0, "accepted_prediction_tokens": 0,
                                            "rejected_prediction_tokens": 0}},
    "service_tier": "default", "system_fingerprint": "fp_44709d6fcb",
})


class Request:
    """A request as the programs want it: whole in one file, and as body and header files for wrk."""

    def __init__(self, folder, name, body, extra_headers, path=PATH):
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json", **extra_headers}
        lines = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
        self.bytes = f"POST {path} HTTP/1.1\r\nHost: gateway\r\n{lines}Content-Length: {len(body)}\r\n\r\n{body}".encode("ascii")
        self.file, self.body_file, self.header_file = (folder / f"{name}.{part}" for part in ("request", "body", "headers"))
        self.file.write_bytes(self.bytes)
        self.body_file.write_text(body, encoding="ascii", newline="")
        self.header_file.write_text(lines, encoding="ascii", newline="")
