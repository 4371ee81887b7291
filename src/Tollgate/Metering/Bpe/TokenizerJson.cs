using System.Text.Json;

namespace Tollgate.Metering.Bpe;

/// <summary>
/// Reads the <c>tokenizer.json</c> of Hugging Face's tokenizers, as open models ship it: byte-level byte-pair encodings whose text is cut by a pattern
/// that <see cref="JsonPatterns"/> knows. Others, such as SentencePiece's, are refused by name.
/// </summary>
/// <remarks>
/// A merge of that file is a pair of tokens, one of a rank file any pair that makes the token; for vocabularies learnt by merging both come to the same
/// counts. The order of merges is the order of ranks. A normalizer to NFC is not applied, since nearly all text has that form.
/// </remarks>
internal static class TokenizerJson
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    /// <summary>Reads it; null where it can not be used, and why.</summary>
    public static BpeVocabulary? Read(ReadOnlyMemory<byte> file, out string problem)
    {
        try
        {
            using var document = JsonDocument.Parse(file, Strict);
            problem = Obstacle(document.RootElement, out var rules, out var model);
            return problem.Length > 0 ? null : Made(model, rules!, out problem);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            problem = failure is JsonException { LineNumber: { } line } ? $"is not valid JSON in line {line + 1}" : "does not have the shape of a tokenizer.json";
            return null;
        }
    }

    private static string Obstacle(JsonElement root, out SplitRules? rules, out JsonElement model)
    {
        rules = null;
        if (!root.TryGetProperty("model", out model) || !model.TryGetProperty("vocab", out var vocab) || vocab.ValueKind != JsonValueKind.Object
            || !model.TryGetProperty("merges", out var merges) || merges.ValueKind != JsonValueKind.Array)
        {
            return "is no byte-pair encoding: model.vocab and model.merges are wanted";
        }

        if (vocab.GetPropertyCount() > RankFile.MaxTokens || merges.GetArrayLength() > RankFile.MaxTokens)
        {
            return $"has more than {RankFile.MaxTokens} tokens";
        }

        if (root.TryGetProperty("normalizer", out var normalizer) && normalizer.ValueKind == JsonValueKind.Object && normalizer.GetProperty("type").GetString() != "NFC")
        {
            return "has a normalizer other than NFC";
        }

        if (!root.TryGetProperty("pre_tokenizer", out var cut) || cut.ValueKind != JsonValueKind.Object || (rules = JsonPatterns.RulesOf(cut)) is null)
        {
            return "cuts text by a pattern that is not known here; known are those of Llama 3, Qwen, Mistral's Tekken and gpt-oss";
        }

        return string.Empty;
    }

    private static BpeVocabulary? Made(JsonElement model, SplitRules rules, out string problem)
    {
        var tokens = new List<byte[]>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in ByteLetters.All)
        {
            Add(one);
        }

        foreach (var merge in model.GetProperty("merges").EnumerateArray())
        {
            // Two tokens with a space between, or, in newer files, a list of two.
            var pair = merge.ValueKind == JsonValueKind.Array ? string.Concat(merge.EnumerateArray().Select(part => part.GetString())) : merge.GetString()!.Replace(" ", "", StringComparison.Ordinal);
            Add(pair);
        }

        // What no merge makes is met as a whole piece only.
        foreach (var token in model.GetProperty("vocab").EnumerateObject())
        {
            Add(token.Name);
        }

        problem = string.Empty;
        var ends = new int[tokens.Count];
        var length = 0;
        for (var i = 0; i < ends.Length; i++)
        {
            ends[i] = length += tokens[i].Length;
        }

        return RankFile.Made(tokens.SelectMany(token => token).ToArray(), ends, rules, out problem);

        void Add(string letters)
        {
            // Special tokens stand among the others in some files; text is never one.
            if (seen.Add(letters) && ByteLetters.TryDecode(letters) is { Length: > 0 and <= RankFile.MaxTokenBytes } bytes)
            {
                tokens.Add(bytes);
            }
        }
    }
}
