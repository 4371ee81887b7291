using Tollgate.Listening;
using Tollgate.Recording;

namespace Tollgate.Metering.Bpe;

/// <summary>Counts a request's tokens by the vocabulary of its model, where the configuration gives it one; else all of it does nothing.</summary>
internal static class LocalTokens
{
    /// <summary>Text of a body that is counted on a loop at most: two to three milliseconds' work. The rest is estimated.</summary>
    public const int LoopBytes = 64 * 1024;

    /// <summary>Text that is counted off the loops at most: a quarter of a second's work, and as many tokens as models can read.</summary>
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

    /// <summary>The tokens of the prompt at hand; -1 where the model has no vocabulary.</summary>
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
}
