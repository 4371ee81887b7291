using Tollgate.Balancing;

namespace Tollgate.Control.Experiments;

/// <summary>Results of one arm since the process began.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Requests">Requests.</param>
/// <param name="Errors">Of these: 429, 5xx, or broken off.</param>
/// <param name="InputTokens">Tokens of prompts.</param>
/// <param name="OutputTokens">Tokens of answers.</param>
/// <param name="CostNanousd">Cost in billionths of a US dollar.</param>
/// <param name="MeanFirstTokenMs">Mean time to a stream's first token; null where none was timed.</param>
/// <param name="MeanMs">Mean time from the request to the answer's end; null without requests.</param>
internal sealed record ArmBody(
    string Name, long Requests, long Errors, long InputTokens, long OutputTokens, long CostNanousd, double? MeanFirstTokenMs, double? MeanMs)
{
    public static ArmBody Of(ArmResults arm) => new(
        arm.Arm, arm.Requests, arm.Errors, arm.InputTokens, arm.OutputTokens, arm.CostNanoUsd,
        Mean(arm.FirstTokenMicroseconds, arm.FirstTokens), Mean(arm.TotalMicroseconds, arm.Requests));

    private static double? Mean(long microseconds, long count) => count == 0 ? null : Math.Round(microseconds / 1000.0 / count, 3);
}
