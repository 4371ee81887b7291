namespace Tollgate.Exchange.Chat;

/// <summary>Tells a whole answer piece by piece, for clients that asked for a stream of a provider that gave none.</summary>
internal static class AnswerReplay
{
    public static void Tell(ChatAnswer answer, AnswerSink sink)
    {
        sink.Begin(answer.Start);
        for (var choice = 0; choice < answer.Choices.Count; choice++)
        {
            Tell(answer.Choices[choice], choice, sink);
        }

        if (answer.Usage is { } usage)
        {
            sink.Usage(usage);
        }

        if (answer.Failure is { } failure)
        {
            sink.Fail(failure);
        }
        else
        {
            sink.End();
        }
    }

    private static void Tell(ChatChoice choice, int index, AnswerSink sink)
    {
        var calls = 0;
        foreach (var part in choice.Parts)
        {
            switch (part)
            {
                case TextPart text:
                    sink.Text(index, text.Text);
                    foreach (var citation in text.Citations)
                    {
                        sink.Cite(index, citation);
                    }

                    break;
                case RefusalPart refusal:
                    sink.Refusal(index, refusal.Text);
                    break;
                case ReasoningPart reasoning:
                    if (!reasoning.Text.IsEmpty)
                    {
                        sink.Reasoning(index, reasoning.Text, reasoning.IsSummary);
                    }

                    if (reasoning.State is { } state)
                    {
                        sink.State(index, state);
                    }

                    break;
                case ToolCallPart call:
                    sink.ToolCall(index, calls, call.Id, call.Name);
                    if (!call.Arguments.IsEmpty)
                    {
                        sink.ToolArguments(index, calls, JsonString.Of(call.Arguments.Span));
                    }

                    calls++;
                    break;
                case SearchPart search:
                    sink.Search(index, search);
                    break;
                case MediaPart media:
                    sink.Media(index, media);
                    break;
            }
        }

        foreach (var logprobs in choice.Logprobs)
        {
            sink.Logprobs(index, logprobs);
        }

        sink.Finish(index, choice.Finish, choice.StopSequence);
    }
}
