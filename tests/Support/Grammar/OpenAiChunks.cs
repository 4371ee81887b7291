using System.Text.Json;

namespace Tollgate.TestSupport.Grammar;

/// <summary>A stream of OpenAI's chat chunks while it is read.</summary>
internal sealed class OpenAiChunks
{
    private readonly AnswerBuilder _seen = new();
    private readonly Dictionary<long, OpenAiChunkChoice> _choices = [];
    private (string Id, long Created, string Model)? _head;
    private bool? _usageInEach;
    private bool _ended;
    private bool _usageCame;

    public void Take(SseEvent item)
    {
        Must.Be(item.Name.Length == 0, $"OpenAI's chunks have no names: {item.Name}");
        Must.Be(!_ended, $"something follows the end: {Must.Cut(item.Data)}");
        if (item.IsDone)
        {
            _ended = true;
            return;
        }

        Must.Be(_seen.Error is null, $"something follows the error: {Must.Cut(item.Data)}");
        var chunk = Must.Object(Must.Parse(item.Data), "a chunk");
        if (Must.Exists(chunk, "error"))
        {
            _seen.Error = OpenAiError.Check(chunk);
            return;
        }

        Must.Be(!_usageCame, $"a chunk follows the usage: {Must.Cut(chunk)}");
        Head(chunk);
        var choices = Must.Array(chunk, "choices");
        Usage(chunk, choices.GetArrayLength());
        foreach (var choice in choices.EnumerateArray())
        {
            var index = Must.Count(choice, "index");
            if (!_choices.TryGetValue(index, out var state))
            {
                _seen.Choice((int)index);
                _choices[index] = state = new OpenAiChunkChoice(index == 0 ? _seen : new AnswerBuilder());
            }

            state.Take(choice);
        }
    }

    public AnswerSeen End()
    {
        if (_seen.Error is null)
        {
            Must.Be(_ended, "the stream has no [DONE]");
            Must.Be(_choices.Count > 0, "there are no choices");
            Must.Be(_choices.Keys.Max() == _choices.Count - 1, "a choice is left out");
            Must.Be(_choices.Values.All(choice => choice.IsFinished), "a choice has no finish_reason");
            Must.Be(_usageInEach != true || _usageCame, "usage was promised by its nulls and did not come");
        }

        return _seen.Build();
    }

    private void Head(JsonElement chunk)
    {
        Must.Is(chunk, "object", "chat.completion.chunk");
        var head = (Must.Filled(chunk, "id"), Must.Count(chunk, "created"), Must.Filled(chunk, "model"));
        Must.Be((_head ??= head) == head, $"id, created and model are not those of the first chunk: {Must.Cut(chunk)}");
    }

    /// <summary>Asked for, every chunk has the field, null but in the last, which has no choices; else none has it.</summary>
    private void Usage(JsonElement chunk, int choices)
    {
        var has = chunk.TryGetProperty("usage", out var usage);
        Must.Be((_usageInEach ??= has) == has, $"some chunks have usage and some have not: {Must.Cut(chunk)}");
        if (has && usage.ValueKind != JsonValueKind.Null)
        {
            Must.Be(choices == 0, $"usage comes with a choice: {Must.Cut(chunk)}");
            Must.Be(_choices.Values.All(choice => choice.IsFinished), "usage comes before the end");
            _seen.Usage = OpenAiUsage.OfChat(usage);
            _usageCame = true;
        }
        else
        {
            Must.Be(choices > 0, $"a chunk without choices and usage: {Must.Cut(chunk)}");
        }
    }
}
