using System.Diagnostics;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Attempts;

/// <summary>One copied request: sent when the timer is due, its answer read to the end and thrown away. Holds nothing of the client's request.</summary>
internal sealed class ShadowExchange : LoopTimer
{
    /// <summary>What is longer is left unread; the connection is closed then.</summary>
    private const long MaxAnswerBytes = 16 * 1024 * 1024;

    private readonly LoopServices _services;
    private readonly ShadowRule _rule;
    private readonly SendBuffer _bytes;
    private readonly long _reserved;
    private readonly ShadowAnswer _answer;
    private readonly HttpVerb _verb;
    private readonly bool _stream;
    private readonly long _startedUnixMs;
    private readonly long _startedMs;

    /// <summary>A copy that is ready to go.</summary>
    /// <param name="request">Whose copy it is; not kept.</param>
    /// <param name="rule">Where it goes; a place of its results is taken.</param>
    /// <param name="bytes">Head and body; returned here.</param>
    /// <param name="reserved">Bytes reserved in the shadows' memory; released here.</param>
    /// <param name="answer">Reads what comes; released here.</param>
    public ShadowExchange(RequestContext request, ShadowRule rule, SendBuffer bytes, long reserved, ShadowAnswer answer)
    {
        _services = request.Services;
        _rule = rule;
        _bytes = bytes;
        _reserved = reserved;
        _answer = answer;
        _verb = request.Verb;
        _stream = request.Stream;
        _startedUnixMs = request.Record.StartedUnixMilliseconds;
        _startedMs = request.Services.Loop.NowMs;
    }

    internal override void OnDue() => RunAsync().Forget();

    private async LoopTask RunAsync()
    {
        var isAnswered = false;
        try
        {
            isAnswered = await ExchangeAsync();
        }
        finally
        {
            _bytes.Return();
            _services.Shared.ShadowMemory.Release(_reserved);
            _rule.Results.Leave();
            var usage = _answer.Usage;
            _rule.Results.Add(isAnswered, usage, _rule.Target.Price?.At(_startedUnixMs)?.CostOf(in usage) ?? 0);
            _answer.Release();
        }
    }

    private async LoopTask<bool> ExchangeAsync()
    {
        var upstream = _rule.Target.Provider;
        var connection = await _services.PoolOf(upstream).RentAsync(upstream, fresh: false);
        if (connection is null)
        {
            return false;
        }

        var head = _services.RentAnswer();
        var isWhole = false;
        try
        {
            Arm(connection, _stream ? upstream.Deadlines.FirstByteStream : upstream.Deadlines.FirstByte);
            if (!await connection.Transport.SendAsync(_bytes.Memory) || await connection.ReadHeadAsync(head, _services.Limits) != HeadOutcome.Ok)
            {
                return false;
            }

            isWhole = await ReadAsync(connection, head);
            return isWhole && head.Status is >= 200 and < 300 && _answer.Finish();
        }
        finally
        {
            var reusable = isWhole && head.KeepAlive && head.FramingFor(_verb) != BodyFraming.UntilClose;
            _services.Return(head);
            if (reusable)
            {
                connection.Return();
            }
            else
            {
                connection.Close();
            }
        }
    }

    private async LoopTask<bool> ReadAsync(UpstreamConnection connection, ResponseHead head)
    {
        var reader = new PayloadReader();
        _answer.Begin(head.ValueOf(KnownField.ContentType).Of(connection.In.Unread));
        var framing = head.FramingFor(_verb);
        connection.In.Consume(head.Length);
        reader.Begin(connection.In, framing, head.ContentLength);
        while (reader.Total < MaxAnswerBytes)
        {
            Arm(connection, _rule.Target.Provider.Deadlines.Idle);
            if (!await reader.ReadAsync())
            {
                return reader.AtEnd && !reader.Broke;
            }

            _answer.Observe(reader.Payload, Stopwatch.GetTimestamp());
            reader.Advance();
        }

        return false;
    }

    private void Arm(UpstreamConnection connection, int limitMs)
    {
        var left = _startedMs + _rule.Target.Provider.Deadlines.Total - _services.Loop.NowMs;
        connection.Transport.SetDeadline(Math.Max(1, Math.Min(limitMs, left)));
    }
}
