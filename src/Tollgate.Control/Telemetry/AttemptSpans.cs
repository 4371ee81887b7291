using System.Globalization;
using Tollgate.Attempts;
using Tollgate.Balancing;
using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Tollgate.Routing.Explain;

namespace Tollgate.Control.Telemetry;

/// <summary>Spans of the attempts of a request that took more than one: who was asked, why, for how long, and with what outcome.</summary>
internal static class AttemptSpans
{
    private const int Client = 3;
    private const int Attributes = 9;

    /// <summary>Writes none where there was one attempt: it is the call span.</summary>
    public static void Write(ProtoWriter proto, RequestEntry entry)
    {
        if (entry.Attempts < 2 || ExplainCodec.Read(entry) is not { Attempts.Count: > 1 } explanation)
        {
            return;
        }

        var parent = SpanEncoder.Context(entry).ClientSpanId;
        var start = SpanEncoder.Start(entry);
        for (var i = 0; i < explanation.Attempts.Count; i++)
        {
            var attempt = explanation.Attempts[i];
            var candidate = attempt.Candidate < explanation.Candidates.Count ? explanation.Candidates[attempt.Candidate] : null;
            var span = proto.Begin(2);
            SpanEncoder.WriteIds(proto, entry, IdOf(parent, i), parent);
            proto.Text(5, string.Create(CultureInfo.InvariantCulture, $"attempt {i + 1} {candidate?.Provider}").TrimEnd());
            SpanEncoder.WriteTimes(proto, Client, start + ((ulong)attempt.StartUs * 1000), start + ((ulong)Math.Max(attempt.StartUs, attempt.EndUs) * 1000));
            proto.Attribute(Attributes, "tollgate.provider", candidate?.Provider ?? "");
            proto.Attribute(Attributes, "gen_ai.request.model", candidate is { Model.Length: > 0 } ? candidate.Model : entry.Model);
            proto.Attribute(Attributes, "tollgate.attempt.cause", ExplainNames.Of(attempt.Cause));
            if (attempt.Status != 0)
            {
                proto.Attribute(Attributes, "http.response.status_code", attempt.Status);
            }

            var error = attempt.Outcome != AttemptOutcome.Answered ? ExplainNames.Of(attempt.Outcome)
                : attempt.Status >= 400 ? attempt.Status.ToString(CultureInfo.InvariantCulture)
                : "";
            proto.Attribute(Attributes, "error.type", error);
            SpanEncoder.WriteStatus(proto, error.Length > 0);
            proto.End(span);
        }
    }

    /// <summary>The same each time that the record is exported, and another than the two others of the request.</summary>
    private static ulong IdOf(ulong parent, int attempt)
    {
        var id = StickyHash.Mix(parent + (ulong)attempt + 1);
        return id == 0 ? 1 : id;
    }
}
