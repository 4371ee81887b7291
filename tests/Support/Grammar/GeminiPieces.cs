using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>The pieces of one answer of Google's; a whole one is one piece.</summary>
internal sealed class GeminiPieces
{
    private readonly AnswerBuilder _seen = new();
    private readonly HashSet<long> _finished = [];
    private readonly HashSet<long> _begun = [];
    private (string? Model, string? Id)? _head;
    private bool _blocked;
    private bool _any;

    public void Take(JsonElement piece)
    {
        Must.Object(piece, "a piece");
        Must.Be(_seen.Error is null, $"something follows the error: {Must.Cut(piece)}");
        _any = true;
        if (Must.Exists(piece, "error"))
        {
            _seen.Error = GeminiError.Check(piece);
            return;
        }

        Must.Only(piece, "a piece", "candidates", "promptFeedback", "usageMetadata", "modelVersion", "responseId", "createTime", "modelStatus");
        var head = (Must.Exists(piece, "modelVersion") ? Must.Filled(piece, "modelVersion") : null, Must.Exists(piece, "responseId") ? Must.Filled(piece, "responseId") : null);
        Must.Be((_head ??= head) == head, $"model and id are not those of the first piece: {Must.Cut(piece)}");
        if (Must.Exists(piece, "promptFeedback") && Must.Exists(piece.GetProperty("promptFeedback"), "blockReason"))
        {
            Must.OneOf(piece.GetProperty("promptFeedback"), "blockReason", "SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY", "JAILBREAK");
            _blocked = true;
            _seen.Finish = FinishSeen.Filter;
        }

        if (Must.Exists(piece, "candidates"))
        {
            foreach (var candidate in Must.Array(piece, "candidates").EnumerateArray())
            {
                Candidate(candidate);
            }
        }

        if (Must.Exists(piece, "usageMetadata"))
        {
            Usage(piece.GetProperty("usageMetadata"));
        }
    }

    public AnswerSeen End()
    {
        Must.Be(_any, "there is nothing");
        Must.Be(_seen.Error is not null || _blocked || _finished.Count > 0, "no candidate finished");
        Must.Be(_seen.Error is not null || _finished.SetEquals(_begun), "a candidate has no finishReason");
        return _seen.Build();
    }

    private void Candidate(JsonElement candidate)
    {
        var index = Must.CountOrNone(candidate, "index");
        Must.Be(!_finished.Contains(index), $"the candidate goes on after its finishReason: {Must.Cut(candidate)}");
        _begun.Add(index);
        _seen.Choice((int)index);
        var seen = index == 0 ? _seen : new AnswerBuilder();
        if (Must.Exists(candidate, "content"))
        {
            Content(candidate.GetProperty("content"), seen);
        }

        if (Must.Exists(candidate, "finishReason"))
        {
            _finished.Add(index);
            seen.Finish = Must.OneOf(
                candidate, "finishReason", "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "LANGUAGE", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
                "MALFORMED_FUNCTION_CALL", "IMAGE_SAFETY", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "NO_IMAGE", "IMAGE_RECITATION", "IMAGE_OTHER") switch
            {
                "STOP" => seen.Calls > 0 ? FinishSeen.Tools : FinishSeen.Stop,
                "MAX_TOKENS" => FinishSeen.Length,
                "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "IMAGE_SAFETY" => FinishSeen.Filter,
                _ => FinishSeen.Stop,
            };
        }
    }

    private static void Content(JsonElement content, AnswerBuilder seen)
    {
        Must.Object(content, "content");
        if (content.EnumerateObject().Any())
        {
            Must.Is(content, "role", "model");
        }

        if (!Must.Exists(content, "parts"))
        {
            return; // blocked, or all of it thoughts that were not asked for
        }

        foreach (var part in Must.Array(content, "parts").EnumerateArray())
        {
            GeminiPart.Check(part, seen);
        }
    }

    private void Usage(JsonElement usage)
    {
        var prompt = Must.CountOrNone(usage, "promptTokenCount") + Must.CountOrNone(usage, "toolUsePromptTokenCount");
        var cached = Must.CountOrNone(usage, "cachedContentTokenCount");
        var thoughts = Must.CountOrNone(usage, "thoughtsTokenCount");
        var output = Must.CountOrNone(usage, "candidatesTokenCount") + thoughts;
        Must.Be(Must.Count(usage, "totalTokenCount") == prompt + output, $"the total is not the sum: {Must.Cut(usage)}");
        Must.Be(cached <= prompt, $"a part exceeds the whole: {Must.Cut(usage)}");
        Must.Be(_seen.Usage is null || _seen.Usage.Output <= output, $"usage shrinks: {Must.Cut(usage)}");
        _seen.Usage = new UsageSeen(prompt, cached, 0, output, thoughts);
    }
}
