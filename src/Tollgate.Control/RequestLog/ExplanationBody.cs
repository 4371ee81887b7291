using Tollgate.Recording;
using Tollgate.Routing.Explain;

namespace Tollgate.Control.RequestLog;

/// <summary>How a recorded request found its target.</summary>
internal sealed record ExplanationBody
{
    /// <summary>How its route picks, as the settings call it.</summary>
    public required string Strategy { get; init; }

    /// <summary>What stickiness did: <c>none</c>, <c>hit</c>, <c>miss</c>, <c>owner</c>.</summary>
    public required string Sticky { get; init; }

    /// <summary>The experiment that it took part in.</summary>
    public string? Experiment { get; init; }

    /// <summary>The experiment's arm.</summary>
    public string? Arm { get; init; }

    /// <summary>The candidates of its route, in their order.</summary>
    public required IReadOnlyList<CandidateBody> Candidates { get; init; }

    /// <summary>Further candidates, for which the record had no room.</summary>
    public int? Omitted { get; init; }

    public required IReadOnlyList<AttemptBody> Attempts { get; init; }

    /// <summary>True where the last attempt went on with a stream that had broken off; absent otherwise.</summary>
    public bool? Continued { get; init; }

    /// <summary>Null where nothing was recorded.</summary>
    public static ExplanationBody? Of(RequestEntry entry)
    {
        if (ExplainCodec.Read(entry) is not { } read)
        {
            return null;
        }

        return new ExplanationBody
        {
            Strategy = ExplainNames.Of(read.Strategy),
            Sticky = ExplainNames.Of(read.Sticky),
            Experiment = read.Experiment.Length == 0 ? null : read.Experiment,
            Arm = read.Arm.Length == 0 ? null : read.Arm,
            Candidates = [.. read.Candidates.Select(each => CandidateBody.Of(each, entry.Model))],
            Omitted = read.Omitted == 0 ? null : read.Omitted,
            Attempts = [.. read.Attempts.Select(each => AttemptBody.Of(each, read, entry.Model))],
            Continued = read.IsContinued ? true : null,
        };
    }
}
