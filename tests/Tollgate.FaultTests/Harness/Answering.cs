using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;

namespace Tollgate.FaultTests.Harness;

/// <summary>Upstreams that several tests use.</summary>
internal static class Answering
{
    /// <summary>A chat completion for every request.</summary>
    public static ScriptedUpstream Always() => ScriptedUpstream.Start(s => s.Json(Chat.Answer));

    /// <summary>Streams that say one event, wait for the signal, and finish; other requests are answered at once.</summary>
    public static ScriptedUpstream StreamsUntil(Task signal) =>
        ByKind(() => new UpstreamScript().Event(Chat.Delta("first")).WaitFor(signal).Event(Chat.Delta("last")).Done(), () => new UpstreamScript().Json(Chat.Answer));

    /// <summary>One script for requests of a stream, another for the rest.</summary>
    public static ScriptedUpstream ByKind(Func<UpstreamScript> stream, Func<UpstreamScript> other) =>
        Deciding(request => request.BodyText.Contains("\"stream\":true", StringComparison.Ordinal) ? stream() : other());

    /// <summary>The whole request decides.</summary>
    public static ScriptedUpstream Deciding(Func<ReceivedRequest, UpstreamScript> choose) => ScriptedUpstream.Start(s => s.Decide(choose));
}
