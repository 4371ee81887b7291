using System.Text.Json;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.TestSupport.Extracts;

/// <summary>Anthropic's counts: later ones replace earlier ones, field by field.</summary>
internal readonly record struct AnthropicTokens(long Fresh, long Cached, long Written, long Output, long Thinking)
{
    public AnthropicTokens With(JsonElement usage) => new(
        usage.Has("input_tokens") ? usage.Num("input_tokens") : Fresh,
        usage.Has("cache_read_input_tokens") ? usage.Num("cache_read_input_tokens") : Cached,
        usage.Has("cache_creation_input_tokens") ? usage.Num("cache_creation_input_tokens") : Written,
        usage.Has("output_tokens") ? usage.Num("output_tokens") : Output,
        usage.Get("output_tokens_details").Has("thinking_tokens") ? usage.Get("output_tokens_details").Num("thinking_tokens") : Thinking);

    public UsageSeen Inclusive() => new(Fresh + Cached + Written, Cached, Written, Output, Thinking);
}
