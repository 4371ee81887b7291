using Tollgate.Exchange;

namespace Tollgate.Fuzz.Targets;

/// <summary>Answers to begin with: streams as lines of <c>name|data</c>, and whole ones.</summary>
internal static class AnswerSeeds
{
    public static IReadOnlyList<string> Words { get; } =
    [
        "{", "}", "[", "]", "\"", ":", ",", "|", "\n", "null", "true", "-1", "1e999", "99999999999999999999", "\\u0000", "\\ud83d", "\\\"", "\"\"", "{}", "[]",
        "\"index\":1", "\"index\":-1", "\"index\":2147483648", "\"index\":127", "\"id\":\"\"", "\"error\":{\"message\":\"e\"}", "\"finish_reason\":\"stop\"", "\"type\":\"ping\"",
        "\"delta\":{", "\"content\":\"x\"", "\"tool_calls\":[{", "\"arguments\":\"{\"", "\"usage\":{", "\"text\":\"x\"", "\"signature\":\"s\"", "\"thoughtSignature\":\"AAAA\"",
        "\"functionCall\":{\"name\":\"f\"}", "\"choices\":[]", "\"candidates\":[]", "\"finishReason\":\"STOP\"", "\"done\":true", "\"reasoning_content\":\"r\"", "\"refusal\":\"no\"",
    ];

    private static readonly string[] ChatStreams =
    [
        """
        {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}
        {"id":"c","choices":[{"index":0,"delta":{"reasoning_content":"r","reasoning_details":[{"type":"reasoning.encrypted","data":"AA=="}]}},{"index":1,"delta":{"content":"b"}}]}
        {"id":"c","choices":[{"index":0,"delta":{"content":"a\u00e9","annotations":[{"type":"url_citation","url_citation":{"url":"u","title":"t"}}]},"logprobs":{"content":[{"token":"a","logprob":-0.1,"bytes":[97],"top_logprobs":[]}]}}]}
        {"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"x","type":"function","function":{"name":"f","arguments":"{\"a"}},{"index":1,"id":"y","function":{"name":"g","arguments":""}}]}}]}
        {"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":"{}"}},{"index":0,"id":"","function":{"arguments":"\":1}"}}]},"finish_reason":"tool_calls"},{"index":1,"delta":{},"finish_reason":"length"}]}
        {"id":"c","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7,"prompt_tokens_details":{"cached_tokens":1},"completion_tokens_details":{"reasoning_tokens":1}}}
        """,
        """
        {"id":"c","choices":[{"index":0,"delta":{"refusal":"no"},"finish_reason":"stop","usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}]}
        {"error":{"message":"e","type":"t","code":1}}
        """,
    ];

    private static readonly string[] ChatWholes =
    [
        """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"h"}]},{"type":"text","text":"x"}],"audio":{"data":"AAAA","transcript":"t"},"images":[{"image_url":{"url":"data:image/png;base64,AAAA"}}],"function_call":{"name":"f","arguments":"{}"}},"finish_reason":"function_call"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""",
        """{"base_resp":{"status_code":1002,"status_msg":"rate"},"choices":null}""",
    ];

    private static readonly string[] ResponsesStreams =
    [
        """
        response.created|{"type":"response.created","response":{"id":"r","model":"m"}}
        response.output_item.done|{"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"rs","summary":[],"encrypted_content":"AAAA"}}
        response.output_item.done|{"type":"response.output_item.done","output_index":1,"item":{"type":"web_search_call","id":"ws","status":"completed","action":{"type":"search","queries":["q"],"sources":[{"type":"url","url":"u"}]}}}
        response.output_text.delta|{"type":"response.output_text.delta","output_index":2,"content_index":0,"delta":"x"}
        response.output_text.annotation.added|{"type":"response.output_text.annotation.added","output_index":2,"content_index":0,"annotation":{"type":"url_citation","url":"u","title":"t","start_index":0,"end_index":1}}
        response.output_item.added|{"type":"response.output_item.added","output_index":3,"item":{"type":"custom_tool_call","id":"ct","call_id":"c","name":"f","input":""}}
        response.custom_tool_call_input.delta|{"type":"response.custom_tool_call_input.delta","output_index":3,"delta":"a\"\\ud83d\n"}
        response.output_item.done|{"type":"response.output_item.done","output_index":3,"item":{"type":"custom_tool_call","id":"ct","call_id":"c","name":"f","input":"a"}}
        response.completed|{"type":"response.completed","response":{"id":"r","status":"completed","output":[],"usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7},"tool_usage":{"web_search":{"num_requests":1}}}}
        """,
        """
        response.created|{"type":"response.created","sequence_number":0,"response":{"id":"r","object":"response","created_at":1,"model":"m","status":"in_progress","output":[]}}
        response.output_item.added|{"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"rs","summary":[]}}
        response.reasoning_summary_part.added|{"type":"response.reasoning_summary_part.added","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}
        response.reasoning_summary_text.delta|{"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"h"}
        response.output_item.done|{"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"rs","summary":[{"type":"summary_text","text":"h"}],"encrypted_content":"AAAA"}}
        response.output_item.added|{"type":"response.output_item.added","output_index":1,"item":{"type":"message","id":"msg","role":"assistant","content":[]}}
        response.output_text.delta|{"type":"response.output_text.delta","output_index":1,"content_index":0,"delta":"x"}
        response.output_item.added|{"type":"response.output_item.added","output_index":2,"item":{"type":"function_call","id":"fc","call_id":"c","name":"f","arguments":""}}
        response.function_call_arguments.delta|{"type":"response.function_call_arguments.delta","output_index":2,"delta":"{}"}
        response.output_item.done|{"type":"response.output_item.done","output_index":2,"item":{"type":"function_call","id":"fc","call_id":"c","name":"f","arguments":"{}"}}
        response.completed|{"type":"response.completed","response":{"id":"r","status":"completed","output":[],"usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7,"output_tokens_details":{"reasoning_tokens":1}}}}
        """,
        """
        response.created|{"type":"response.created","response":{"id":"r","model":"m"}}
        response.refusal.delta|{"type":"response.refusal.delta","output_index":0,"delta":"no"}
        response.failed|{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"e"}}}
        """,
    ];

    private static readonly string[] ResponsesWholes =
    [
        """{"id":"r","object":"response","created_at":1,"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"model":"m","output":[{"type":"reasoning","id":"rs","summary":[],"content":[{"type":"reasoning_text","text":"h"}]},{"type":"message","id":"m","content":[{"type":"output_text","text":"x","annotations":[{"type":"url_citation","url":"u","title":"t"}]},{"type":"refusal","refusal":"no"}]},{"type":"function_call","call_id":"c","name":"f","arguments":"{"},{"type":"web_search_call"}],"usage":{"input_tokens":5,"output_tokens":2}}""",
    ];

    private static readonly string[] MessagesStreams =
    [
        """
        message_start|{"type":"message_start","message":{"id":"msg","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":5,"output_tokens":1}}}
        content_block_start|{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"s1","name":"web_search","input":{}}}
        content_block_delta|{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"query\":\"q\"}"}}
        content_block_start|{"type":"content_block_start","index":1,"content_block":{"type":"web_search_tool_result","tool_use_id":"s1","content":[{"type":"web_search_result","url":"u","title":"t","encrypted_content":"E"}]}}
        content_block_start|{"type":"content_block_start","index":2,"content_block":{"type":"text","text":"","citations":[]}}
        content_block_delta|{"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{"type":"web_search_result_location","url":"u","title":"t","cited_text":"q"}}}
        content_block_delta|{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"x"}}
        content_block_stop|{"type":"content_block_stop","index":2}
        content_block_start|{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"c","name":"f","input":{}}}
        content_block_delta|{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"input\":\"a\\u00"}}
        content_block_delta|{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"e9\\\\ \\ud83d"}}
        content_block_delta|{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"\\ude00\\q\"}"}}
        message_delta|{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":7,"server_tool_use":{"web_search_requests":1}}}
        message_stop|{"type":"message_stop"}
        """,
        """
        message_start|{"type":"message_start","message":{"id":"msg","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":5,"cache_read_input_tokens":2,"output_tokens":1}}}
        content_block_start|{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}
        content_block_delta|{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"h"}}
        content_block_delta|{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"AAAA"}}
        content_block_stop|{"type":"content_block_stop","index":0}
        content_block_start|{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"BBBB"}}
        content_block_start|{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}
        content_block_delta|{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"x"}}
        content_block_delta|{"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{"type":"char_location","cited_text":"q","document_index":0}}}
        content_block_start|{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"c","name":"f","input":{}}}
        content_block_delta|{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}}
        content_block_stop|{"type":"content_block_stop","index":3}
        message_delta|{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":7}}
        message_stop|{"type":"message_stop"}
        """,
        """
        error|{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}
        """,
    ];

    private static readonly string[] MessagesWholes =
    [
        """{"id":"msg","type":"message","role":"assistant","model":"m","content":[{"type":"thinking","thinking":"h","signature":"A"},{"type":"text","text":"x","citations":[{"type":"web_search_result_location","url":"u","title":"t","cited_text":"q"}]},{"type":"tool_use","id":"c","name":"f","input":{"a":1}},{"type":"server_tool_use","id":"s","name":"w","input":{}}],"stop_reason":"stop_sequence","stop_sequence":"x","usage":{"input_tokens":1,"cache_creation":{"ephemeral_1h_input_tokens":2},"cache_creation_input_tokens":2,"output_tokens":3}}""",
    ];

    private static readonly string[] GenerateStreams =
    [
        """
        {"candidates":[{"content":{"parts":[{"text":"\u00e9 x"}],"role":"model"},"index":0,"groundingMetadata":{"webSearchQueries":["q"]}}],"responseId":"r"}
        {"candidates":[{"content":{"parts":[{"text":" y"}],"role":"model"},"finishReason":"STOP","index":0,"groundingMetadata":{"webSearchQueries":["q","r"],"groundingChunks":[{"web":{"uri":"u","title":"t"}},{"retrievedContext":{"title":"d","text":"z"}}],"groundingSupports":[{"segment":{"startIndex":3,"endIndex":6,"text":"x y"},"groundingChunkIndices":[0,1]},{"segment":{"partIndex":1,"endIndex":2,"text":" y"},"groundingChunkIndices":[0]}]}}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"totalTokenCount":7}}
        """,
        """
        {"candidates":[{"content":{"parts":[{"text":"h","thought":true},{"text":"","thoughtSignature":"AAAA"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":5,"totalTokenCount":5},"modelVersion":"m","responseId":"r"}
        {"candidates":[{"content":{"parts":[{"text":"x"},{"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"BBBB"},{"functionCall":{"id":"c","name":"g"}},{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]},"index":0},{"content":{"parts":[{"text":"b"}]},"index":1,"finishReason":"MAX_TOKENS"}]}
        {"candidates":[{"finishReason":"STOP","index":0,"groundingMetadata":{"groundingChunks":[{"web":{"uri":"u","title":"t"}}],"groundingSupports":[{"groundingChunkIndices":[0],"segment":{"text":"x"}}]},"logprobsResult":{"chosenCandidates":[{"token":"x","logProbability":-1}],"topCandidates":[{"candidates":[{"token":"x","logProbability":-1}]}]}}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":3,"thoughtsTokenCount":2,"totalTokenCount":10}}
        """,
        """
        {"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":5}}
        {"error":{"code":503,"message":"e","status":"UNAVAILABLE","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"48.5s"}]}}
        """,
    ];

    private static readonly string[] GenerateWholes =
    [
        """[{"candidates":[{"content":{"parts":[{"executableCode":{"code":"1"}},{"text":"x"}]},"finishReason":"SAFETY"}]}]""",
    ];

    private static readonly string[] BedrockStreams =
    [
        """
        messageStart|{"role":"assistant"}
        contentBlockDelta|{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"h"}}}
        contentBlockDelta|{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"AAAA"}}}
        contentBlockDelta|{"contentBlockIndex":1,"delta":{"text":"x"}}
        contentBlockStop|{"contentBlockIndex":1}
        contentBlockStart|{"contentBlockIndex":2,"start":{"toolUse":{"toolUseId":"c","name":"f"}}}
        contentBlockDelta|{"contentBlockIndex":2,"delta":{"toolUse":{"input":"{\"a\":1}"}}}
        messageStop|{"stopReason":"tool_use"}
        metadata|{"usage":{"inputTokens":5,"outputTokens":2,"totalTokens":7,"cacheReadInputTokens":1}}
        """,
        """
        throttlingException|{"message":"slow"}
        """,
    ];

    private static readonly string[] BedrockWholes =
    [
        """{"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"h","signature":"A"}}},{"text":"x"},{"toolUse":{"toolUseId":"c","name":"f","input":{}}}]}},"stopReason":"end_turn","usage":{"inputTokens":5,"outputTokens":2}}""",
    ];

    private static readonly string[] CohereStreams =
    [
        """
        message-start|{"id":"a","type":"message-start","delta":{"message":{"role":"assistant"}}}
        tool-plan-delta|{"type":"tool-plan-delta","delta":{"message":{"tool_plan":"p"}}}
        content-start|{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"thinking","thinking":""}}}}
        content-delta|{"type":"content-delta","index":0,"delta":{"message":{"content":{"thinking":"h"}}}}
        content-delta|{"type":"content-delta","index":1,"delta":{"message":{"content":{"text":"x"}}}}
        citation-start|{"type":"citation-start","index":0,"delta":{"message":{"citations":{"start":0,"end":1,"text":"x","sources":[{"type":"document","id":"d"}]}}}}
        tool-call-start|{"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"c","type":"function","function":{"name":"f","arguments":""}}}}}
        tool-call-delta|{"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{}"}}}}}
        message-end|{"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"tokens":{"input_tokens":5,"output_tokens":2},"cached_tokens":1}}}
        """,
    ];

    private static readonly string[] CohereWholes =
    [
        """{"id":"a","message":{"role":"assistant","tool_plan":"p","content":[{"type":"text","text":"x"}],"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":5,"output_tokens":2}}}""",
    ];

    private static readonly string[] OllamaStreams =
    [
        """
        {"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"","thinking":"h"},"done":false}
        {"model":"m","message":{"content":"x","tool_calls":[{"function":{"name":"f","arguments":{"a":1}}},{"id":"c","function":{"name":"g","arguments":{}}}]},"done":false}
        {"model":"m","message":{"content":""},"done_reason":"stop","done":true,"prompt_eval_count":5,"eval_count":2}
        """,
        """
        {"error":"model runner has unexpectedly stopped"}
        """,
    ];

    private static readonly string[] OllamaWholes =
    [
        """{"model":"m","message":{"role":"assistant","content":"x"},"done_reason":"length","done":true,"eval_count":2}""",
    ];

    public static IReadOnlyList<string> Streams(WireFormat format) => [.. Of(format).Streams.Select(static stream => stream.ReplaceLineEndings("\n"))];

    public static IReadOnlyList<string> Wholes(WireFormat format) => Of(format).Wholes;

    private static (string[] Streams, string[] Wholes) Of(WireFormat format) => format switch
    {
        WireFormat.OpenAiResponses => (ResponsesStreams, ResponsesWholes),
        WireFormat.AnthropicMessages => (MessagesStreams, MessagesWholes),
        WireFormat.GeminiGenerate => (GenerateStreams, GenerateWholes),
        WireFormat.BedrockConverse => (BedrockStreams, BedrockWholes),
        WireFormat.CohereChat => (CohereStreams, CohereWholes),
        WireFormat.OllamaChat => (OllamaStreams, OllamaWholes),
        _ => (ChatStreams, ChatWholes),
    };
}
