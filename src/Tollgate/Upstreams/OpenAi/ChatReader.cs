using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>
/// Reads chat completions of OpenAI and its copies, whole ones and chunks by the same code. Ends are told when all is over, for some providers say
/// them twice, and some go on after them.
/// </summary>
internal sealed class ChatReader(AnswerSink sink) : AnswerReader
{
    private readonly List<ChatChoiceReader> _choices = [];
    private bool _begun;
    private bool _cited;
    private ulong _seed;
    private TokenUsage _usage;

    public override void ReadFrame(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        using var json = ParsedJson.Parse(data);
        Read(json.Root, isWhole: false);
    }

    public override bool TryReadWhole(ReadOnlyMemory<byte> body)
    {
        using var json = ParsedJson.Parse(body);
        Read(json.Root, isWhole: true);
        if (_begun && !IsEnded)
        {
            End();
        }

        return IsEnded;
    }

    public override bool Complete()
    {
        if (IsEnded)
        {
            return true;
        }

        if (!_begun || !_choices.TrueForAll(choice => choice.HasFinish))
        {
            return false;
        }

        End();
        return true;
    }

    private void Read(JsonNode root, bool isWhole)
    {
        ReadUsage(root["usage"u8]);
        ReadUsage(root["x_groq"u8]["usage"u8]);
        ReadCached(root["timings"u8]["cache_n"u8]);
        if (OpenAiFailures.OfNode(root, 0) is { } failure)
        {
            Fail(failure);
            return;
        }

        var choices = root["choices"u8];
        if (choices.Length == 1)
        {
            ReadChoice(root, choices[0], 0, isWhole);
        }
        else if (choices.Length > 1)
        {
            var position = 0;
            foreach (var choice in choices.Items)
            {
                ReadChoice(root, choice, position++, isWhole);
            }
        }
    }

    private void ReadChoice(JsonNode root, JsonNode choice, int position, bool isWhole)
    {
        ReadUsage(choice["usage"u8]); // Moonshot
        var index = choice["index"u8].Whole ?? position;
        if (!choice.IsObject || index is < 0 or >= AnswerCollector.MaxChoices || IsEnded)
        {
            return;
        }

        Begin(root);
        while (_choices.Count <= index)
        {
            _choices.Add(new ChatChoiceReader(sink, _choices.Count, _seed));
        }

        var reader = _choices[(int)index];
        reader.Read(choice, isWhole);
        if (reader.HasFinish && !_cited)
        {
            _cited = PerplexitySources.Tell(root, (int)index, sink);
        }

        if (reader.HasFailed)
        {
            Fail(new UpstreamFailure { Kind = FailureKind.Server, Message = "The provider broke off its answer.", Code = choice["finish_reason"u8].Text.ToString() });
        }
    }

    private void Begin(JsonNode root)
    {
        if (_begun)
        {
            return;
        }

        _begun = true;
        var id = root["id"u8].Text;
        var created = root["created"u8].Whole ?? 0;
        _seed = MadeUpId.SeedOf(id.Span, created);
        sink.Begin(new AnswerStart { Id = id, Model = root["model"u8].Text, Created = created });
    }

    private void ReadUsage(JsonNode usage)
    {
        if (usage.IsObject && OpenAiUsage.TryRead(usage.Raw.Span, ref _usage))
        {
            sink.Usage(_usage);
        }
    }

    /// <summary>llama.cpp tells what it took from its cache beside the usage.</summary>
    private void ReadCached(JsonNode cached)
    {
        if (cached.Whole is > 0 and var tokens && _usage.CachedInput == 0 && tokens <= _usage.Input)
        {
            _usage.CachedInput = tokens;
            sink.Usage(_usage);
        }
    }

    private void Fail(UpstreamFailure failure)
    {
        IsEnded = true;
        sink.Fail(failure);
    }

    private void End()
    {
        IsEnded = true;
        foreach (var choice in _choices)
        {
            choice.End();
        }

        sink.End();
    }
}
