using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Json;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>
/// A conversation in the order that this format demands: instructions apart, sides in turns, the user first, results of tools before all else in their
/// turn, nothing empty. What the format has no words for is reported and left out here, so that whoever writes it need not ask.
/// </summary>
internal sealed class Conversation(TranslationNotes notes)
{
    private bool _keepsSearches;

    /// <summary>Instructions.</summary>
    public List<TextPart> System { get; } = [];

    /// <summary>The messages.</summary>
    public List<MessageGroup> Messages { get; } = [];

    /// <summary>Tools were called somewhere in it.</summary>
    public bool HasCalls { get; private set; }

    /// <summary>The last turn of the model's called tools without signed thoughts.</summary>
    public bool LacksThoughts => Messages.FindLast(group => group.IsAssistant) is { LacksThoughts: true };

    public void Read(ChatRequest request)
    {
        _keepsSearches = request.Tools.Exists(tool => tool.Search is not null);
        foreach (var turn in request.Turns)
        {
            if (turn.Role == Role.System && Messages.Count == 0)
            {
                ReadInstructions(turn);
            }
            else
            {
                ReadTurn(turn);
            }
        }

        if (Messages.Count == 0 && System.Count > 0)
        {
            // Somebody has to speak first: instructions alone are taken for what the user says.
            GroupOf(isAssistant: false).Parts.AddRange(System);
            System.Clear();
        }
        else if (Messages is [{ IsAssistant: true }, ..])
        {
            var opening = new MessageGroup(isAssistant: false);
            opening.Parts.Add(new TextPart(JsonString.Of("…"u8)));
            Messages.Insert(0, opening);
        }

        TrimPrefill();
    }

    private void ReadInstructions(Turn turn)
    {
        for (var i = 0; i < turn.Parts.Count; i++)
        {
            if (turn.Parts[i] is TextPart text)
            {
                if (!PartTexts.IsBlank(text.Text))
                {
                    System.Add(text);
                }
            }
            else
            {
                notes.Lose($"{turn.Path}.content[{i}]", Loss.Content, "instructions are text in this provider's format");
            }
        }
    }

    private void ReadTurn(Turn turn)
    {
        var isAssistant = turn.Role == Role.Assistant;
        for (var i = 0; i < turn.Parts.Count; i++)
        {
            if (Fit(turn.Parts[i], isAssistant, turn.Path, i) is not { } part)
            {
                continue;
            }

            var group = GroupOf(isAssistant);
            (part is ToolResultPart ? group.Results : group.Parts).Add(part);
            HasCalls |= part is ToolCallPart;
        }
    }

    private MessageGroup GroupOf(bool isAssistant)
    {
        if (Messages.Count == 0 || Messages[^1].IsAssistant != isAssistant)
        {
            Messages.Add(new MessageGroup(isAssistant));
        }

        return Messages[^1];
    }

    /// <summary>The part as this format can say it; null where it cannot, or where nothing is in it.</summary>
    private Part? Fit(Part part, bool isAssistant, string path, int index)
    {
        switch (part)
        {
            case TextPart text:
                return PartTexts.IsBlank(text.Text) ? null : part;
            case RefusalPart refusal:
                return PartTexts.IsBlank(refusal.Text) ? null : new TextPart(refusal.Text);
            case ReasoningPart { State.Origin: StateOrigin.Anthropic or StateOrigin.AnthropicRedacted }:
                return isAssistant ? part : null;
            case ReasoningPart { State: { Origin: StateOrigin.AnthropicSearch } search }:
                return isAssistant && _keepsSearches && HasBlocks(search) ? part : null; // without the tool they would be refused
            case ReasoningPart:
                return null; // nobody signed it for this provider
            case MediaPart media:
                var why = isAssistant ? "the model's own turns are text in this provider's format" : MessageMedia.WhyNot(media);
                if (why is not null)
                {
                    notes.Lose($"{path}.content[{index}]", Loss.Content, why);
                    return null;
                }

                return part;
            case ToolResultPart result:
                return isAssistant ? null : FitResult(result, path, index);
            default:
                return isAssistant ? part : null;
        }
    }

    /// <summary>Whether there is anything in what may come out of an envelope that a client forged.</summary>
    private static bool HasBlocks(OpaqueState search) => search.Data.Decode().Span is [(byte)'[', (byte)'{', ..] blocks && JsonScan.IsValue(blocks);

    private ToolResultPart FitResult(ToolResultPart result, string path, int index)
    {
        if (result.Json.Length > 0)
        {
            return result with { Content = [new TextPart(JsonString.Of(result.Json.Span))] };
        }

        var content = new List<Part>(result.Content.Count);
        for (var i = 0; i < result.Content.Count; i++)
        {
            if (Fit(result.Content[i], isAssistant: false, $"{path}.content[{index}]", i) is { } fit)
            {
                content.Add(fit);
            }
        }

        return result with { Content = content };
    }

    /// <summary>A beginning that the model shall go on from must not end in white space.</summary>
    private void TrimPrefill()
    {
        if (Messages is not [.., { IsAssistant: true, Parts: [.., TextPart last] } group])
        {
            return;
        }

        var text = last.Text;
        while (true)
        {
            var span = text.Span;
            var spaces = span is [.., (byte)' '] ? 1 : span is [.., (byte)'\\', (byte)'n' or (byte)'r' or (byte)'t'] && !IsEscaped(span[..^2]) ? 2 : 0;
            if (spaces == 0)
            {
                break;
            }

            text = new JsonString(text.Escaped[..^spaces]);
        }

        group.Parts[^1] = last with { Text = text };
    }

    /// <summary>Ends in a backslash that escapes what follows.</summary>
    private static bool IsEscaped(ReadOnlySpan<byte> text) => (text.Length - 1 - text.LastIndexOfAnyExcept((byte)'\\')) % 2 == 1;
}
