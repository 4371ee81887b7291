using System.Text;
using Taken = Tollgate.TestSupport.Recording;

namespace Tollgate.WireTests.RealTraffic;

/// <summary>What an API does beside its everyday: paths, methods, status codes, types and bodies that a gateway must not have an opinion on.</summary>
internal static class OddExchanges
{
    private const string Beta = "{\"object\":\"list\",\"data\":[],\"has_more\":false}";

    private static readonly byte[] Binary = [.. Enumerable.Range(0, 70_000).Select(value => (byte)(value * 31))];

    public static IReadOnlyList<Taken> All() =>
    [
        .. Assistants(), .. Platform(), .. Answers(), .. Requests(), .. Bytes(),
    ];

    private static IEnumerable<Taken> Assistants() =>
    [
        Exchanges.Make("POST", "/assistants", "{\"name\":\"x\",\"model\":\"gpt-4o\",\"tools\":[]}", "{\"id\":\"asst_1\"}"),
        Exchanges.Make("GET", "/assistants?order=desc&limit=20&after=asst_1", answer: Beta),
        Exchanges.Make("POST", "/threads", "", "{\"id\":\"thread_1\"}"),
        Exchanges.Make("POST", "/threads", null, "{\"id\":\"thread_1\"}"),
        Exchanges.Make("POST", "/threads/thread_1/runs", "{\"assistant_id\":\"asst_1\",\"stream\":true}",
            "event: thread.run.created\ndata: {\"id\":\"run_1\"}\n\nevent: done\ndata: [DONE]\n\n", answerType: "text/event-stream; charset=utf-8"),
        Exchanges.Make("POST", "/threads/thread_1/runs/run_1/submit_tool_outputs", "{\"tool_outputs\":[],\"stream\":true}",
            "event: x\r\ndata: not json\r\n\r\nevent: error\ndata: {\"error\":{\"message\":\"m\"}}\n\n", answerType: "text/event-stream"),
        Exchanges.Make("GET", "/threads/thread_1/runs/run_1/steps/step_1?include[]=step_details.tool_calls%5B*%5D.file_search", answer: Beta),
        Exchanges.Make("DELETE", "/threads/thread_1", answer: "{\"deleted\":true}"),
        Exchanges.Make("POST", "/vector_stores/vs_1/file_batches", "{\"file_ids\":[\"file-1\"]}", "{\"id\":\"vsfb_1\"}"),
        Exchanges.Make("POST", "/vector_stores/vs_1/search", "{\"query\":[\"a\"],\"filters\":{\"type\":\"and\"}}", Beta),
        Exchanges.Make("GET", "/conversations/conv_1/items?include=web_search_call.action.sources", answer: Beta),
    ];

    private static IEnumerable<Taken> Platform() =>
    [
        Exchanges.Make("POST", "/fine_tuning/jobs", "{\"training_file\":\"file-1\",\"model\":\"gpt-4o-mini-2024-07-18\"}", "{\"id\":\"ftjob-1\"}"),
        Exchanges.Make("GET", "/fine_tuning/jobs/ftjob-1/checkpoints?limit=1", answer: Beta),
        Exchanges.Make("GET", "/fine_tuning/checkpoints/ft:gpt-4o-mini-2024-07-18:org:weather:B7R9VjQd:ckpt-step-7/permissions", answer: Beta),
        Exchanges.Make("DELETE", "/models/ft:gpt-4o-mini:acme:suffix:abc123", answer: "{\"deleted\":true}"),
        Exchanges.Make("DELETE", "/models/org%2Fmodel", answer: "{\"deleted\":true}"),
        Exchanges.Make("GET", "/models/org/model", answer: "{\"id\":\"org/model\"}"),
        Exchanges.Make("GET", "/models/org%2Fmodel%3A1", answer: "{\"id\":\"org/model:1\"}"),
        Exchanges.Make("HEAD", "/models", answer: Beta),
        Exchanges.Make("HEAD", "/models/gpt-4o", answer: Beta),
        Exchanges.Make("GET", "/models", answer: Beta),
        Exchanges.Make("POST", "/evals/eval_1/runs", "{\"data_source\":{\"type\":\"jsonl\"}}", "{\"id\":\"evalrun_1\"}", status: 201),
        Exchanges.Make("POST", "/containers", "{\"name\":\"c\"}", "{\"id\":\"cntr_1\"}"),
        Exchanges.Make("GET", "/containers/cntr_1/files/cfile_1/content", answer: "plain", answerType: "text/plain; charset=utf-8"),
        Exchanges.Make("POST", "/realtime/sessions", "{\"model\":\"gpt-4o-realtime-preview\",\"modalities\":[\"audio\"]}", "{\"id\":\"sess_1\"}"),
        Exchanges.Make("POST", "/realtime/calls?model=gpt-realtime", "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n", "v=0\r\n", status: 201, answerType: "application/sdp", requestType: "application/sdp"),
        Exchanges.Make("GET", "/organization/usage/completions?start_time=1730419200&group_by[]=model&bucket_width=1d", answer: Beta),
        Exchanges.Make("GET", "/organization/audit_logs?actor_emails%5B%5D=a%40b.example&effective_at[gt]=1", answer: Beta),
        Exchanges.Make("POST", "/organization/admin_api_keys", "{\"name\":\"x\"}", "{\"id\":\"key_1\"}"),
        Exchanges.Make("POST", "/organization/projects/proj_1/archive", null),
        Exchanges.Make("PUT", "/things/1", "{\"model\":\"gpt-4o\"}"),
        Exchanges.Make("PATCH", "/things/1", "[{\"op\":\"add\"}]", requestType: "application/json-patch+json"),
        Exchanges.Make("DELETE", "/things/1", "{\"reason\":\"x\"}"),
        Exchanges.Make("GET", "/chat/completions?model=gpt-4o&metadata[key]=a&order=asc&limit=5", answer: Beta),
        Exchanges.Make("POST", "/chat/completions/chatcmpl-1", "{\"metadata\":{\"a\":\"b\"}}", "{\"id\":\"chatcmpl-1\"}"),
        Exchanges.Make("GET", "/responses/resp_1?stream=true&starting_after=3", answer: "event: response.completed\ndata: {\"type\":\"response.completed\"}\n\n", answerType: "text/event-stream"),
        Exchanges.Make("POST", "/rerank", "{\"model\":\"rerank-v3.5\",\"query\":\"q\",\"documents\":[]}", "{\"results\":[]}"),
        Exchanges.Make("GET", "/a!$'()*,;=:@-._~/%20%C3%A9", answer: "{}"),
    ];

    private static IEnumerable<Taken> Answers() =>
    [
        Exchanges.Make("DELETE", "/files/file-1", answer: "", status: 204, answerType: null),
        Exchanges.Make("GET", "/files/file-1", answer: "", status: 304, answerType: null, headers: [("etag", "\"x\"")]),
        Exchanges.Make("GET", "/files/file-1/content", answer: "moved", status: 302, answerType: "text/html", headers: [("location", "https://storage.example/x")]),
        Exchanges.Make("GET", "/files/file-1/content", answer: "", status: 307, answerType: null, headers: [("location", "/v1/files/file-2/content")]),
        Exchanges.Make("GET", "/nothing", answer: "", status: 404, answerType: null),
        Exchanges.Make("GET", "/nothing", answer: "<html>not found</html>", status: 404, answerType: "text/html"),
        Exchanges.Make("POST", "/batches", "{}", "", status: 202, answerType: null),
        Exchanges.Make("POST", "/batches", "{}", "", status: 200),
        Exchanges.Make("POST", "/batches", "{}", "not json at all", status: 200),
        Exchanges.Make("POST", "/batches", "{}", "{\"cut\":", status: 200),
        Exchanges.Make("POST", "/moderations", "{\"input\":\"x\",\"model\":\"omni-moderation-latest\"}", "{}", status: 299, answerType: "application/vnd.x+json"),
        Exchanges.Make("GET", "/teapot", answer: "short and stout", status: 418, answerType: "text/plain"),
        Exchanges.Make("GET", "/origin", answer: "error code: 520", status: 520, answerType: "text/plain; charset=UTF-8"),
        Exchanges.Make("GET", "/legal", answer: "{}", status: 451, answerType: "application/problem+json"),
        Exchanges.Make("POST", "/chat/completions", Chat, "upstream connect error", status: 503, answerType: "text/plain"),
        Exchanges.Make("POST", "/chat/completions", Chat, "", status: 500, answerType: null),
        Exchanges.Make("POST", "/chat/completions", Chat, "{\"error\":{}}", status: 429, headers: [("retry-after", "7"), ("retry-after-ms", "6900"), ("x-should-retry", "true")]),
        Exchanges.Make("POST", "/chat/completions", Chat, " \r\n{\"choices\":[]}\n ", answerType: "APPLICATION/JSON;charset=UTF-8"),
        Exchanges.Make("POST", "/chat/completions", Chat, "[{\"choices\":[]}]"),
        Exchanges.Make("GET", "/headers", answer: "{}", headers:
        [
            ("vary", "origin"), ("vary", "accept"), ("x-long", new string('v', 8_000)), ("openai-version", "2020-10-01"), ("openai-processing-ms", "12"),
            ("x-ratelimit-limit-requests", "5"), ("cache-control", "no-cache, must-revalidate"), ("content-disposition", "attachment; filename=\"a b.txt\""),
            ("set-cookie", "a=b; path=/"), ("server", "cloudflare"), ("x-empty", ""), ("x-latin", "Gr\u00FC\u00DFe"), ("warning", "199 - \"x\""),
        ]),
    ];

    private static IEnumerable<Taken> Requests() =>
    [
        Exchanges.Make("POST", "/images/generations", "{\"model\":\"org/model\",\"prompt\":\"x\"}"),
        Exchanges.Make("POST", "/images/generations", "{\"prompt\":\"no model\"}"),
        Exchanges.Make("POST", "/images/generations", "{\"model\":null,\"prompt\":null}"),
        Exchanges.Make("POST", "/images/generations", "{\"model\":5}", status: 400),
        Exchanges.Make("POST", "/images/generations", "not json", status: 400),
        Exchanges.Make("POST", "/images/generations", "", status: 400),
        Exchanges.Make("POST", "/images/generations", "{\"model\":\"dall-e-3\"} trailing", status: 400),
        Exchanges.Make("POST", "/audio/speech", "{\"model\":\"tts-1\",\"input\":\"Hallo\",\"voice\":\"alloy\",\"stream_format\":\"sse\"}",
            "data: {\"type\":\"speech.audio.delta\",\"audio\":\"AAAA\"}\n\ndata: {\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":1,\"output_tokens\":2,\"total_tokens\":3}}\n\n",
            answerType: "text/event-stream"),
        Exchanges.Make("POST", "/chat/completions", "{\"model\":\"ft:gpt-4o:acme::x\",\"messages\":[\"odd\"]}", "{\"error\":{}}", status: 400),
        Exchanges.Make("POST", "/chat/completions", "{\"model\":\"m\"}", "{\"error\":{}}", status: 400),
        Exchanges.Make("POST", "/chat/completions", "{\"model\":\"gpt-4\\u006f\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"unknown\":{\"a\":[1.0e+5]}}"),
        Exchanges.Make("POST", "/embeddings", "{\"model\":\"m\",\"input\":\"\"}", "{\"error\":{}}", status: 400),
        Exchanges.Make("POST", "/embeddings", "{\"model\":\"m\",\"input\":[]}", "{\"error\":{}}", status: 400),
        Exchanges.Make("POST", "/completions", "{\"model\":\"m\",\"prompt\":null}"),
        Exchanges.Make("POST", "/completions", "{\"model\":\"m\"}"),
        Exchanges.Make("POST", "/responses", "{\"model\":\"m\"}", "{\"error\":{}}", status: 400),
        Exchanges.Make("POST", "/responses", "{\"prompt\":{\"id\":\"pmpt_1\",\"version\":\"2\"}}", "{\"id\":\"resp_1\"}"),
        Exchanges.Make("POST", "/chat/completions", Chat, requestType: "application/json; charset=utf-8"),
        Exchanges.Make("POST", "/chat/completions", Chat, requestType: "text/plain"),
        Exchanges.Make("POST", "/chat/completions?api-version=2024-10-21&x=a%26b", Chat),
    ];

    private static IEnumerable<Taken> Bytes() =>
    [
        Exchanges.Make("GET", "/files/file-1/content", [], Binary, 200, "application/octet-stream", null),
        Exchanges.Make("POST", "/audio/speech", "{\"model\":\"tts-1\"}"u8.ToArray(), Binary, 200, "audio/mpeg", Exchanges.Json),
        Exchanges.Make("POST", "/files", Binary, Encoding.UTF8.GetBytes("{\"id\":\"file-9\"}"), 200, Exchanges.Json, "multipart/form-data; boundary=whatever"),
        Exchanges.Make("POST", "/uploads/upload_1/parts", Binary, Encoding.UTF8.GetBytes("{\"id\":\"part_9\"}"), 200, Exchanges.Json, "multipart/form-data"),
        Exchanges.Make("POST", "/containers/cntr_1/files", Binary, Encoding.UTF8.GetBytes("{\"id\":\"cfile_9\"}"), 200, Exchanges.Json, "multipart/form-data; boundary=b"),
        Exchanges.Make("POST", "/audio/speech", "{\"model\":\"tts-1\",\"stream\":true}"u8.ToArray(), Binary, 200, null, Exchanges.Json),
        Exchanges.Make("POST", "/images/generations", "{\"model\":\"gpt-image-1\",\"stream\":true}"u8.ToArray(),
            Encoding.UTF8.GetBytes("event: image_generation.completed\ndata: {\"b64_json\":\"" + new string('A', 2_500_000) + "\"}\n\n"), 200, "text/event-stream", Exchanges.Json),
        Exchanges.Make("POST", "/octets", Binary, Binary, 200, "application/x-ndjson", "application/octet-stream"),
        Exchanges.Make("POST", "/lines", [.. "data: "u8, .. new byte[100_000]], Encoding.UTF8.GetBytes("data: \"" + new string('x', 900_000) + "\"\n\n"), 200, "text/event-stream", "text/plain"),
        Exchanges.Make("GET", "/long", [], Encoding.UTF8.GetBytes("{\"data\":\"" + new string('y', 600_000) + "\"}"), 200, Exchanges.Json, null),
    ];

    private const string Chat = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
}
