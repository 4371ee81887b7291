using Tollgate.Exchange;

namespace Tollgate.Fuzz.Targets;

/// <summary>Requests to begin with: between them they have every kind of part and most settings.</summary>
internal static class RequestSeeds
{
    private const string Schema = """{"type":"object","properties":{"a":{"type":"integer","enum":[1,null]}},"required":["a"],"additionalProperties":false,"$defs":{"x":{"$ref":"#/$defs/x"}}}""";

    private static readonly string[] Chat =
    [
        $$$$$$"""{"model":"m","messages":[{"role":"system","content":"s"},{"role":"developer","content":[{"type":"text","text":"d\u00e9","cache_control":{"type":"ephemeral"}}]},{"role":"user","name":"n","content":[{"type":"text","text":"t"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}},{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}},{"type":"file","file":{"file_data":"data:application/pdf;base64,AAAA","filename":"f"}}]},{"role":"assistant","content":null,"reasoning_content":"r","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},{"role":"tool","tool_call_id":"c1","content":"ok"},{"role":"user","content":"go"}],"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{{{{{{Schema}}}}}},"strict":true}}],"tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false,"max_tokens":5,"stop":["x"],"temperature":0.5,"top_p":1,"seed":7,"n":2,"logprobs":true,"top_logprobs":2,"logit_bias":{"1":-100},"user":"u","stream":true,"stream_options":{"include_usage":true},"reasoning_effort":"low","response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{{{{{{Schema}}}}}},"strict":true}}}""",
        """{"model":"m","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":9,"stop":"y","tool_choice":"required","response_format":{"type":"json_object"},"presence_penalty":1,"metadata":{"a":"b"},"modalities":["text","audio"],"audio":{"voice":"v","format":"wav"},"functions":[{"name":"g"}],"function_call":"auto","prediction":{"type":"content","content":"x"}}""",
        """{"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"a","tool_calls":[{"id":"c1","type":"custom","custom":{"name":"f","input":"*** \"x\""}}],"reasoning_details":[{"type":"reasoning.encrypted","data":"tlggBgAAW3t9XQ==","format":"tollgate-v1","index":0}]},{"role":"tool","tool_call_id":"c1","content":"ok"}],"tools":[{"type":"custom","custom":{"name":"f","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"s"}}}}],"web_search_options":{"search_context_size":"high","user_location":{"type":"approximate","approximate":{"city":"T"}}}}""",
    ];

    private static readonly string[] Responses =
    [
        $$$$$$"""{"model":"m","instructions":"i","input":[{"role":"user","content":[{"type":"input_text","text":"t"},{"type":"input_image","image_url":"data:image/png;base64,AAAA"},{"type":"input_file","file_data":"data:application/pdf;base64,AAAA","filename":"f"}]},{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"s"}],"encrypted_content":"AAAA"},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"ok"},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"x","annotations":[]}]}],"tools":[{"type":"function","name":"f","parameters":{{{{{{Schema}}}}}},"strict":true},{"type":"web_search"}],"tool_choice":"auto","reasoning":{"effort":"high","summary":"auto"},"text":{"format":{"type":"json_schema","name":"n","schema":{{{{{{Schema}}}}}}}},"include":["reasoning.encrypted_content"],"store":false,"max_output_tokens":7,"stream":true,"metadata":{}}""",
        """{"model":"m","input":"Hi","previous_response_id":"resp_1","temperature":0,"truncation":"auto","parallel_tool_calls":true}""",
        """{"model":"m","input":[{"role":"user","content":"x"},{"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"q"}},{"type":"custom_tool_call","call_id":"c","name":"p","input":"t"},{"type":"custom_tool_call_output","call_id":"c","output":"ok"}],"tools":[{"type":"web_search","filters":{"allowed_domains":["a"]},"search_context_size":"low","user_location":{"type":"approximate","country":"CH"}},{"type":"custom","name":"p"}],"tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"web_search"},{"type":"custom","name":"p"}]},"max_tool_calls":2}""",
    ];

    private static readonly string[] Messages =
    [
        $$$$$$"""{"model":"m","max_tokens":9,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}],"messages":[{"role":"user","content":[{"type":"text","text":"t"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"d"},"title":"T","citations":{"enabled":true}}]},{"role":"assistant","content":[{"type":"thinking","thinking":"h","signature":"tlggAQAAc2ln"},{"type":"redacted_thinking","data":"AAAA"},{"type":"text","text":"x"},{"type":"tool_use","id":"c","name":"f","input":{"a":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c","is_error":true,"content":[{"type":"text","text":"no"},{"type":"image","source":{"type":"url","url":"https://e.test/i.png"}}]}]}],"tools":[{"name":"f","description":"d","input_schema":{{{{{{Schema}}}}}}},{"type":"web_search_20250305","name":"web_search"}],"tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true},"thinking":{"type":"enabled","budget_tokens":1024},"stop_sequences":["x"],"temperature":1,"top_k":5,"metadata":{"user_id":"u"},"stream":true}""",
        $$$$$$"""{"model":"m","max_tokens":9,"system":"s","messages":[{"role":"user","content":"Hi"}],"output_config":{"effort":"low","format":{"type":"json_schema","schema":{{{{{{Schema}}}}}}}},"thinking":{"type":"adaptive"},"tool_choice":{"type":"any"}}""",
        """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"q"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"u","title":"t","encrypted_content":"tlggAAAA"}]},{"type":"text","text":"x","citations":[{"type":"web_search_result_location","url":"u","title":null,"cited_text":"q","encrypted_index":"tlggAAAA"}]}]},{"role":"user","content":"y"}],"tools":[{"type":"web_search_20250305","name":"web_search","max_uses":1,"allowed_domains":["a"],"blocked_domains":["b"],"user_location":{"type":"approximate","timezone":"z"}}],"tool_choice":{"type":"tool","name":"web_search"}}""",
    ];

    private static readonly string[] Generate =
    [
        $$$$$$"""{"systemInstruction":{"parts":[{"text":"s"}]},"contents":[{"role":"user","parts":[{"text":"t"},{"inlineData":{"mimeType":"image/png","data":"AAAA"}},{"fileData":{"mimeType":"video/mp4","fileUri":"gs://b/v"}}]},{"role":"model","parts":[{"text":"h","thought":true},{"functionCall":{"id":"c","name":"f","args":{"a":1}},"thoughtSignature":"AAAA"}]},{"role":"user","parts":[{"functionResponse":{"id":"c","name":"f","response":{"result":"ok"}}}]}],"tools":[{"functionDeclarations":[{"name":"f","description":"d","parameters":{"type":"OBJECT","properties":{"a":{"type":"INTEGER","nullable":true}}}},{"name":"g","parametersJsonSchema":{{{{{{Schema}}}}}}}]},{"googleSearch":{}}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},"generationConfig":{"maxOutputTokens":5,"temperature":0.1,"topP":1,"topK":4,"stopSequences":["x"],"candidateCount":2,"seed":1,"responseMimeType":"application/json","responseSchema":{"type":"STRING","enum":["a"]},"thinkingConfig":{"thinkingBudget":0,"includeThoughts":true},"responseLogprobs":true,"logprobs":2},"safetySettings":[{}],"cachedContent":"c"}""",
        """{"system_instruction":{"parts":{"text":"s"}},"contents":{"parts":{"text":"Hi"}},"generation_config":{"max_output_tokens":3,"responseModalities":["TEXT","IMAGE"]}}""",
    ];

    private static readonly string[] Completions =
    [
        """{"model":"m","prompt":"p","suffix":"s","max_tokens":5,"echo":true,"best_of":2,"logprobs":1,"n":2,"stop":["x"],"stream":true,"stream_options":{"include_usage":true}}""",
        """{"model":"m","prompt":["a","b"],"temperature":0}""",
        """{"model":"m","prompt":[[1,2]]}""",
    ];

    public static IReadOnlyList<string> Words { get; } =
    [
        "{", "}", "[", "]", "\"", ":", ",", "null", "true", "false", "-1", "1e999", "18446744073709551616", "0.5", "\\u0000", "\\ud83d", "\"\"", "{}", "[]", "[[[[[[[[",
        "\"type\":\"text\"", "\"type\":\"image_url\"", "\"type\":\"tool_use\"", "\"type\":\"tool_result\"", "\"type\":\"thinking\"", "\"type\":\"function_call\"", "\"type\":\"reasoning\"",
        "\"role\":\"assistant\"", "\"role\":\"tool\"", "\"role\":\"model\"", "\"content\":", "\"tool_calls\":[", "\"arguments\":\"{\"", "\"input\":[1]", "\"functionCall\":{", "\"signature\":\"tlggAgAA\"",
        "\"thoughtSignature\":\"tlggBAAAAA==\"", "data:image/png;base64,", "data:,", "https://e.test/", "gs://", "\"tools\":[", "\"tool_choice\":", "\"$ref\":\"#\"", "\"id\":\"c\"",
    ];

    public static IReadOnlyList<string> Of(WireFormat format) => format switch
    {
        WireFormat.OpenAiChat => Chat,
        WireFormat.OpenAiResponses => Responses,
        WireFormat.AnthropicMessages => Messages,
        WireFormat.GeminiGenerate => Generate,
        _ => Completions,
    };
}
