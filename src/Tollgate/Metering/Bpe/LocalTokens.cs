using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Recording;

namespace Tollgate.Metering.Bpe;

/// <summary>Counts a request's tokens by the vocabulary of its model, where the configuration gives it one; else all of it does nothing.</summary>
internal static class LocalTokens
{
    /// <summary>Text that is counted in one turn of a loop at most: a millisecond's work for prose, six for what is made to be slow.</summary>
    public const int LoopBytes = 32 * 1024;

    /// <summary>Text that is counted off the loops at most: a tenth of a second's work for prose, and as many tokens as models can read. What is more is estimated.</summary>
    public const int PoolBytes = 4 * 1024 * 1024;

    /// <summary>Text of a stream that is counted at most; it comes in small pieces, each a little work.</summary>
    public const int StreamBytes = 1024 * 1024;

    /// <summary>The vocabulary of the model that answers, by the provider's name for it or else by the client's; null where none is given.</summary>
    public static BpeVocabulary? VocabularyOf(RequestContext request)
    {
        var table = request.Snapshot.Tokenizers;
        if (table.IsEmpty || !request.Metered)
        {
            return null;
        }

        // A count that nobody is asked for has no target: the first that the model would have says which model it is.
        var asked = request.Record.Get(RecordText.ModelAsked);
        var target = request.Deployment ?? (request.Snapshot.Resolve(asked) is { Candidates: [var first, ..] } ? first : null);
        return (target?.UpstreamModelUtf8 is { } name ? table.Find(name) : null) ?? table.Find(asked);
    }

    /// <summary>An answer begins: its text is counted as it passes.</summary>
    public static void BeginAnswer(RequestContext request)
    {
        EndAnswer(request);
        if (VocabularyOf(request) is { } vocabulary)
        {
            request.Tap.Counter = request.Services.Counters.Rent(vocabulary);
        }
    }

    /// <summary>It is over, and what was counted is in the record.</summary>
    public static void EndAnswer(RequestContext request)
    {
        if (request.Tap.Counter is { } counter)
        {
            request.Tap.Counter = null;
            request.Services.Counters.Return(counter);
        }
    }

    /// <summary>The prompt is too long to be counted in a turn of the loop, and has a vocabulary to be counted by.</summary>
    public static bool HasLongPrompt(RequestContext request) =>
        request.Head is not null && request.BodyRead != 0 && request.Body.Length > LoopBytes && !request.Prompt.IsCounted && VocabularyOf(request) is not null;

    /// <summary>Counts a long prompt elsewhere, where nobody has reported its tokens and nobody will send it again. Of short ones, nothing is done yet.</summary>
    public static LoopTask CountLongPromptAsync(RequestContext request) =>
        !request.Tap.HasUsage && request is { Upload: null, Continuation: not { MayGoOn: true } } && HasLongPrompt(request) ? CountElsewhereAsync(request) : default;

    /// <summary>The tokens of a prompt, on any thread; by shape where there is no vocabulary.</summary>
    public static long Count(ReadOnlySpan<byte> body, BpeVocabulary? vocabulary)
    {
        if (vocabulary is null)
        {
            return PromptEstimator.Count(body);
        }

        var counter = new BpeCounter();
        counter.Begin(vocabulary);
        return PromptEstimator.Count(body, counter, PoolBytes);
    }

    /// <summary>The tokens of the prompt at hand, beyond a turn's work put right by what was counted; -1 where the model has no vocabulary.</summary>
    public static long CountPrompt(RequestContext request)
    {
        if (VocabularyOf(request) is not { } vocabulary)
        {
            return -1;
        }

        var counter = request.Services.Counters.Rent(vocabulary);
        var tokens = PromptEstimator.Count(request.Body.Bytes, counter, LoopBytes);
        request.Services.Counters.Return(counter);
        return tokens;
    }

    private static async LoopTask CountElsewhereAsync(RequestContext request)
    {
        var (body, vocabulary) = (request.Body.Memory, VocabularyOf(request));
        var tokens = await request.Services.Loop.Await(Task.Run(() => Count(body.Span, vocabulary)));
        request.Prompt.Take(tokens);
    }
}
