using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Json;
using Tollgate.Metering;

namespace Tollgate.Upstreams.Gemini;

/// <summary>
/// Reads <c>GenerateContentResponse</c>s: a whole answer is one, a stream has one in each frame, and the growing array of a stream without
/// events is all of them in one document. The format has no end mark: an answer is over when its stream ends after a finish reason.
/// </summary>
internal sealed class GenerateContentReader(AnswerSink sink, UpstreamCall call) : AnswerReader
{
    /// <summary>Answers to one request at most; a provider that numbers higher is not believed.</summary>
    private const int MaxCandidates = AnswerCollector.MaxChoices;

    private readonly List<GeminiCandidate> _candidates = [];
    private bool _hasBegun;
    private int _madeUp;
    private TokenUsage? _usage;

    public override void ReadFrame(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        if (!IsEnded)
        {
            using var json = ParsedJson.Parse(data);
            TakeAll(json.Root);
        }
    }

    public override bool TryReadWhole(ReadOnlyMemory<byte> body)
    {
        using var json = ParsedJson.Parse(body);
        TakeAll(json.Root);
        if (!_hasBegun && !IsEnded)
        {
            return false;
        }

        End();
        return true;
    }

    public override bool Complete()
    {
        if (IsEnded)
        {
            return true;
        }

        if (_candidates.Count == 0 || _candidates.Exists(candidate => candidate.Finish is null))
        {
            return false;
        }

        End();
        return true;
    }

    private void TakeAll(JsonNode root)
    {
        if (!root.IsArray)
        {
            Take(root);
            return;
        }

        foreach (var frame in root.Each)
        {
            Take(frame);
        }
    }

    private void Take(JsonNode root)
    {
        if (IsEnded)
        {
            return;
        }

        if (root["error"u8].Exists)
        {
            Fail(GoogleFailure.Of(root["error"u8], 0));
            return;
        }

        var candidates = root["candidates"u8];
        var blocked = root["promptFeedback"u8]["blockReason"u8].Exists;
        var usage = root["usageMetadata"u8];
        if (!candidates.IsArray && !blocked && !usage.IsObject)
        {
            return;
        }

        Begin(root);
        var place = 0;
        foreach (var candidate in candidates.Each)
        {
            ReadCandidate(candidate, place++, root);
        }

        if (blocked && candidates.Length == 0)
        {
            At(0).Finish = FinishReason.ContentFilter;
        }

        var tokens = default(TokenUsage);
        if (usage.IsObject && GeminiUsage.TryRead(usage.Raw.Span, ref tokens))
        {
            _usage = tokens;
            sink.Usage(tokens);
        }
    }

    private void Begin(JsonNode root)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            sink.Begin(new AnswerStart { Id = root["responseId"u8].Text, Model = root["modelVersion"u8].Text });
        }
    }

    private void ReadCandidate(JsonNode candidate, int place, JsonNode root)
    {
        var index = (int)Math.Clamp(candidate["index"u8].Whole ?? place, 0, MaxCandidates - 1);
        var known = At(index);
        foreach (var part in candidate["content"u8]["parts"u8].Each)
        {
            ReadPart(part, index, known, root);
        }

        if (candidate["groundingMetadata"u8] is { IsObject: true } grounding)
        {
            known.Grounding.Take(grounding);
        }

        foreach (var source in GeminiSources.Citations(candidate).Each)
        {
            sink.Cite(index, new Citation(source["uri"u8].Text, source["title"u8].Text, default));
        }

        if (candidate["logprobsResult"u8] is { IsObject: true } result && GeminiLogprobs.Of(result) is { IsEmpty: false } logprobs)
        {
            sink.Logprobs(index, logprobs);
        }

        if (candidate["finishReason"u8] is { Exists: true } reason)
        {
            known.Finish = GeminiFinish.Of(reason);
            if (known.Finish == FinishReason.Error)
            {
                known.FinishWord = $"{FailureText.Of(reason.Text)} {FailureText.Of(candidate["finishMessage"u8].Text)}".Trim();
            }
        }
    }

    private void ReadPart(JsonNode part, int index, GeminiCandidate known, JsonNode root)
    {
        // The signature comes before what it belongs to: that is where a writer needs it.
        if (part["thoughtSignature"u8].Text is { IsEmpty: false } signature)
        {
            known.HasContent = true;
            sink.State(index, new OpaqueState(StateOrigin.Gemini, signature));
        }

        var text = part["text"u8];
        if (text.IsString)
        {
            known.HasContent |= !text.Text.IsEmpty;
            TellText(text.Text, part["thought"u8].IsTrue, index, known);
        }
        else if (part["functionCall"u8] is { IsObject: true } made)
        {
            known.HasContent = true;
            ReadCall(made, index, known, root);
        }
        else if (part["inlineData"u8] is { IsObject: true } bytes && !part["thought"u8].IsTrue)
        {
            known.HasContent = true;
            var type = bytes["mimeType"u8].Text;
            sink.Media(index, new MediaPart(MediaKinds.Of(type)) { MediaType = type, Base64 = bytes["data"u8].Text, Name = bytes["displayName"u8].Text });
        }
        else if (part["fileData"u8] is { IsObject: true } file)
        {
            known.HasContent = true;
            var type = file["mimeType"u8].Text;
            sink.Media(index, new MediaPart(MediaKinds.Of(type)) { MediaType = type, Url = file["fileUri"u8].Text });
        }
    }

    private void TellText(JsonString text, bool isThought, int index, GeminiCandidate known)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (isThought)
        {
            sink.Reasoning(index, text, isSummary: false);
        }
        else
        {
            if (call.Searches)
            {
                known.Grounding.Add(text);
            }

            sink.Text(index, text);
        }
    }

    private void ReadCall(JsonNode made, int index, GeminiCandidate known, JsonNode root)
    {
        var id = made["id"u8].Text;
        id = id.IsEmpty ? MadeUpIds.Make(root["responseId"u8].Text.Span, _madeUp++) : id;
        sink.ToolCall(index, known.Calls, id, made["name"u8].Text);
        if (made["args"u8] is { IsObject: true } arguments)
        {
            sink.ToolArguments(index, known.Calls, JsonString.Of(JsonCompact.Of(arguments.Raw).Span));
        }

        known.Calls++;
    }

    private GeminiCandidate At(int index)
    {
        while (_candidates.Count <= index)
        {
            _candidates.Add(new GeminiCandidate());
        }

        return _candidates[index];
    }

    private void End()
    {
        if (IsEnded)
        {
            return;
        }

        var first = At(0);
        if (first is { Finish: FinishReason.Error, HasContent: false } && _candidates.Count == 1)
        {
            Fail(new UpstreamFailure { Kind = FailureKind.Server, Message = $"The model gave no answer: {first.FinishWord}", Code = first.FinishWord.Split(' ')[0] });
            return;
        }

        TellGrounding();
        for (var i = 0; i < _candidates.Count; i++)
        {
            sink.Finish(i, _candidates[i].Meaning, default);
        }

        IsEnded = true;
        sink.End();
    }

    /// <summary>What the answer leans on is whole at its end only.</summary>
    private void TellGrounding()
    {
        var searches = 0;
        for (var i = 0; i < _candidates.Count; i++)
        {
            searches += _candidates[i].Grounding.Tell(i, sink);
        }

        if (searches > 0 && _usage is { } usage)
        {
            sink.Usage(usage with { Searches = searches });
        }
    }

    private void Fail(UpstreamFailure failure)
    {
        IsEnded = true;
        sink.Fail(failure);
    }
}
