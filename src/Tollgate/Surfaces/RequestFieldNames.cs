using Tollgate.Json;

namespace Tollgate.Surfaces;

/// <summary>Names of the fields that the scan reads, from the wire and for messages.</summary>
internal static class RequestFieldNames
{
    /// <summary>Longest name in <see cref="Match"/>; a longer key needs no look-up.</summary>
    private const int LongestName = 21;

    /// <summary>An escape takes at most six bytes for one of the name's.</summary>
    private const int LongestEscapedName = LongestName * 6;

    /// <summary>The field with this raw key, the bytes between the quotes; a key written with escapes is the same key.</summary>
    public static RequestField Match(ReadOnlySpan<byte> rawKey)
    {
        if (!rawKey.Contains((byte)'\\'))
        {
            return MatchPlain(rawKey);
        }

        if (rawKey.Length > LongestEscapedName)
        {
            return RequestField.None;
        }

        Span<byte> plain = stackalloc byte[LongestEscapedName];
        return JsonText.TryUnescape(rawKey, plain, out var length) ? MatchPlain(plain[..length]) : RequestField.None;
    }

    /// <summary>The name as a client wrote it or has to write it, with its parent where it has one.</summary>
    public static string NameOf(RequestField field) => field switch
    {
        RequestField.Model => "model",
        RequestField.Stream => "stream",
        RequestField.StreamOptions => "stream_options",
        RequestField.IncludeUsage => "stream_options.include_usage",
        RequestField.MaxTokens => "max_tokens",
        RequestField.MaxCompletionTokens => "max_completion_tokens",
        RequestField.MaxOutputTokens => "max_output_tokens",
        RequestField.N => "n",
        RequestField.Messages => "messages",
        RequestField.Input => "input",
        RequestField.Prompt => "prompt",
        RequestField.Contents => "contents",
        RequestField.GenerationConfig => "generationConfig",
        RequestField.GenerationMaxOutputTokens => "generationConfig.maxOutputTokens",
        RequestField.PreviousResponseId => "previous_response_id",
        RequestField.Store => "store",
        RequestField.User => "user",
        RequestField.Tools => "tools",
        RequestField.ResponseFormat => "response_format",
        RequestField.Text => "text",
        RequestField.OutputFormat => "output_format",
        RequestField.OutputConfig => "output_config",
        RequestField.System => "system",
        RequestField.Instructions => "instructions",
        RequestField.PromptCacheKey => "prompt_cache_key",
        RequestField.Conversation => "conversation",
        RequestField.Metadata => "metadata",
        RequestField.AnthropicVersion => "anthropic_version",
        _ => "",
    };

    private static RequestField MatchPlain(ReadOnlySpan<byte> key) => key.Length switch
    {
        1 when key[0] == (byte)'n' => RequestField.N,
        4 when key.SequenceEqual("user"u8) => RequestField.User,
        4 when key.SequenceEqual("text"u8) => RequestField.Text,
        5 when key.SequenceEqual("tools"u8) => RequestField.Tools,
        5 when key.SequenceEqual("model"u8) => RequestField.Model,
        5 when key.SequenceEqual("input"u8) => RequestField.Input,
        5 when key.SequenceEqual("store"u8) => RequestField.Store,
        6 when key.SequenceEqual("stream"u8) => RequestField.Stream,
        6 when key.SequenceEqual("prompt"u8) => RequestField.Prompt,
        6 when key.SequenceEqual("system"u8) => RequestField.System,
        8 when key.SequenceEqual("metadata"u8) => RequestField.Metadata,
        8 when key.SequenceEqual("messages"u8) => RequestField.Messages,
        8 when key.SequenceEqual("contents"u8) => RequestField.Contents,
        10 when key.SequenceEqual("max_tokens"u8) => RequestField.MaxTokens,
        12 when key.SequenceEqual("instructions"u8) => RequestField.Instructions,
        12 when key.SequenceEqual("conversation"u8) => RequestField.Conversation,
        13 when key.SequenceEqual("output_format"u8) => RequestField.OutputFormat,
        13 when key.SequenceEqual("output_config"u8) => RequestField.OutputConfig,
        15 when key.SequenceEqual("response_format"u8) => RequestField.ResponseFormat,
        16 when key.SequenceEqual("prompt_cache_key"u8) => RequestField.PromptCacheKey,
        17 when key.SequenceEqual("systemInstruction"u8) => RequestField.System,
        14 when key.SequenceEqual("stream_options"u8) => RequestField.StreamOptions,
        16 when key.SequenceEqual("generationConfig"u8) => RequestField.GenerationConfig,
        17 when key.SequenceEqual("max_output_tokens"u8) => RequestField.MaxOutputTokens,
        17 when key.SequenceEqual("generation_config"u8) => RequestField.GenerationConfig,
        17 when key.SequenceEqual("anthropic_version"u8) => RequestField.AnthropicVersion,
        20 when key.SequenceEqual("previous_response_id"u8) => RequestField.PreviousResponseId,
        LongestName when key.SequenceEqual("max_completion_tokens"u8) => RequestField.MaxCompletionTokens,
        _ => RequestField.None,
    };
}
