using System.Diagnostics;
using Tollgate.Admission;
using Tollgate.Faults;
using Tollgate.Forwarding;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Metering.Prices;
using Tollgate.Recording;
using Tollgate.Routing;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>
/// A realtime session under way. Each of its answers is settled as it ends, as if it were a request of its own: a record in the journal before the
/// client has the answer's end, limits and budgets charged at once. The session's own record tells how long it was and has no tokens.
/// </summary>
internal sealed class RealtimeSession(RequestContext request)
{
    private readonly RealtimeTap _tap = new(request.Live is not null);
    private byte[] _model = [];
    private byte[] _transcriber = [];
    private long _beganAt;
    private long _beganUnixMs;
    private long _spokeAt;
    private long _tokens;
    private long _cost;

    /// <summary>What ends it, to be sent to the client behind the bytes that <see cref="Observe"/> let pass; empty while it may go on.</summary>
    public ReadOnlyMemory<byte> Farewell { get; private set; }

    /// <summary>It may not go on.</summary>
    public bool IsOver => !Farewell.IsEmpty;

    /// <summary>Whether a request opens a session whose tokens are counted.</summary>
    public static bool Wants(RequestContext request) =>
        request.Metered && request.Head.UpgradeRequested
        && (request.Live is not null || (RealtimeModel.IsNamed(request) && request.Upstream is Provider { Dialect: Dialect.OpenAi }));

    /// <summary>The session that an answer opens; null where there is nothing to read in it.</summary>
    public static RealtimeSession? For(RequestContext request, UpstreamConnection connection) =>
        Wants(request) && !WebSocketExtensions.AreIn(request.Answer!, connection.In.Unread) ? new RealtimeSession(request) : null;

    /// <summary>Looks at the next bytes from the provider.</summary>
    /// <returns>How many of them the client gets: all, unless the session ends within them.</returns>
    public int Observe(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes;
        while (_tap.TryRead(ref rest, out var news))
        {
            Hear(news);
            if (IsOver)
            {
                return bytes.Length - rest.Length;
            }
        }

        return bytes.Length;
    }

    /// <summary>What was observed may go out when this completes.</summary>
    public LoopTask WhenDurableAsync() => RecordingStage.WhenDurableAsync(request);

    private void Hear(RealtimeNews news)
    {
        switch (news)
        {
            case RealtimeNews.Named:
                HearNames();
                break;
            case RealtimeNews.Began:
                (_beganAt, _beganUnixMs, _spokeAt) = (Stopwatch.GetTimestamp(), request.Services.UnixMilliseconds, 0);
                break;
            case RealtimeNews.Spoke when _spokeAt == 0:
                _spokeAt = Stopwatch.GetTimestamp();
                break;
            case RealtimeNews.Answered:
                Settle(isAnswer: true, Pricing.CostOf);
                (_beganAt, _spokeAt) = (0, 0);
                break;
            case RealtimeNews.Transcribed:
                SettleTranscript();
                break;
        }
    }

    /// <summary>The client named no model: it is the one that the provider says, under the name and price that it has here.</summary>
    private void Name(ReadOnlySpan<byte> model)
    {
        _model = model.ToArray();
        request.Deployment = RealtimeModel.Find(request.Snapshot, request.Upstream, model);
        request.Record.Set(RecordText.ModelAsked, request.Deployment?.ModelUtf8 ?? model);
        request.Record.ModelServed = request.Deployment?.UpstreamModelUtf8;
    }

    private void HearNames()
    {
        if (!request.HasCandidates && !_tap.Model.IsEmpty && !_tap.Model.SequenceEqual(_model))
        {
            Name(_tap.Model);
        }

        if (!_tap.Transcriber.IsEmpty && !_tap.Transcriber.SequenceEqual(_transcriber))
        {
            _transcriber = _tap.Transcriber.ToArray();
        }
    }

    /// <summary>What the client said is written down by a model of its own, where the session has named one: the record tells of that.</summary>
    private void SettleTranscript()
    {
        if (_transcriber.Length == 0)
        {
            Settle(isAnswer: false, CostOfTranscript);
            return;
        }

        var record = request.Record;
        var (deployment, served) = (request.Deployment, record.ModelServed);
        var asked = record.Get(RecordText.ModelAsked).ToArray();
        request.Deployment = RealtimeModel.Find(request.Snapshot, request.Upstream, _transcriber);
        record.Set(RecordText.ModelAsked, request.Deployment?.ModelUtf8 ?? _transcriber);
        record.ModelServed = request.Deployment?.UpstreamModelUtf8;
        Settle(isAnswer: false, CostOfTranscript);
        (request.Deployment, record.ModelServed) = (deployment, served);
        record.Set(RecordText.ModelAsked, asked);
    }

    /// <summary>Where the model is none that is configured, the provider's price for it all the same. Seconds have a price only where each request has one.</summary>
    private Cost CostOfTranscript(RequestContext of)
    {
        var cost = of.Deployment is null && _transcriber.Length > 0 && of.Upstream is Provider { Prices: { } prices }
            ? Pricing.CostOf(of.Record, prices.Find(_transcriber))
            : Pricing.CostOf(of);
        return _tap.IsByTime && cost.NanoUsd == 0 ? new Cost(0, PriceState.Unpriced) : cost;
    }

    private void Settle(bool isAnswer, Func<RequestContext, Cost> price)
    {
        var usage = _tap.Usage;
        if (usage.Source == UsageSource.None)
        {
            return;
        }

        var record = request.Record;
        var (started, status, trace, explain, queued) = (record.StartedUnixMilliseconds, record.Status, record.Trace, record.Explain, record.QueuedMicroseconds);
        Describe(record, isAnswer && _beganAt != 0);
        record.Usage = usage;
        record.Cost = price(request);
        request.IsSettled = true;
        _tokens += usage.Input + usage.Output;
        _cost += record.Cost.NanoUsd;
        var fault = SessionAdmission.Settle(request, _tokens, _cost);
        fault = RecordingStage.CommitPart(request) || fault != FaultCode.None ? fault : FaultCode.GatewayOverloaded;
        (record.StartedUnixMilliseconds, record.Status, record.Trace, record.Explain, record.QueuedMicroseconds) = (started, status, trace, explain, queued);
        (record.Usage, record.Cost, record.TtftMicroseconds) = (default, default, -1);
        if (fault != FaultCode.None)
        {
            record.Fault = fault;
            record.ErrorClass = Fault.Of(fault).Class;
            Farewell = WebSocketClose.Compose(fault == FaultCode.GatewayOverloaded ? WebSocketClose.TryAgainLater : WebSocketClose.Policy, Fault.Of(fault).Name);
        }
    }

    /// <summary>The part's own times; it was asked of the provider that the session was, so nothing is told twice of how that was found.</summary>
    private void Describe(RequestRecord record, bool isTimed)
    {
        var now = Stopwatch.GetTimestamp();
        record.StartedUnixMilliseconds = isTimed ? _beganUnixMs : request.Services.UnixMilliseconds;
        record.Status = 200;
        record.Trace = request.Services.Traces.Within(record.Trace);
        record.Explain = null;
        record.QueuedMicroseconds = record.OverheadMicroseconds = 0;
        record.TotalMicroseconds = record.UpstreamMicroseconds = isTimed ? Microseconds(now) : 0;
        record.TtftMicroseconds = isTimed && _spokeAt != 0 ? Microseconds(_spokeAt) : -1;
    }

    private long Microseconds(long until) => (long)Stopwatch.GetElapsedTime(_beganAt, until).TotalMicroseconds;
}
