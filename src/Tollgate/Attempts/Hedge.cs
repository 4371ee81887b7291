using System.Diagnostics;
using Tollgate.Admission;
using Tollgate.Balancing;
using Tollgate.Forwarding;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Routing.Explain;

namespace Tollgate.Attempts;

/// <summary>
/// Waits for an answer, and when none begins in time asks a second target beside the first. The first good answer is taken; the other
/// attempt's connection is ended, never used again. What it cost at its provider nobody tells us.
/// </summary>
internal sealed class Hedge : Abortable
{
    private readonly RequestContext _request;
    private readonly LoopSignal _changed = new();
    private readonly HedgeArm _first;
    private HedgeArm? _second;
    private Rental? _rental;

    public Hedge(RequestContext request, int index)
    {
        _request = request;
        _first = new HedgeArm
        {
            Index = index, Pass = request.Pass, Number = request.TraceNumber, Connection = request.Connection, Answer = request.Answer, Sent = request.Sent,
        };
    }

    /// <summary>Whether this request, which has just been sent, may be sent to a second target.</summary>
    public static bool MayBegin(RequestContext request) =>
        request.Route is { Attempts: { HedgeAfterMs: > 0 } plan } && request.Record.Attempts < plan.Max && request.Upload is null
        && !request.Committed && request.Body.IsComplete && request.Translation is null or { Body.Count: <= RequestComposer.TogetherBytes }
         && request.Edits.SplicedLength(request.Body.Length) <= RequestComposer.TogetherBytes;

    /// <summary>The head of the answer that was taken; connection, answer and candidate of the request are those of its attempt then.</summary>
    public async LoopTask<HeadOutcome> ReadHeadAsync(int afterMs)
    {
        var loop = _request.Services.Loop;
        _request.Client.Transport.AbortOnHangUp(this);
        ReadAsync(_first).Forget();
        if (!_first.IsDone)
        {
            var timer = new DelayTimer(_changed);
            loop.SetTimer(timer, afterMs);
            await _changed.WaitAsync();
            loop.Timers.Remove(timer);
        }

        if (!_first.IsDone)
        {
            await BeginAsync();
        }

        while (!IsDecided)
        {
            await _changed.WaitAsync();
        }

        var winner = Winner();
        Take(winner);
        _request.Client.Transport.AbortOnHangUp(winner.Connection!.Transport);
        return winner.Outcome;
    }

    /// <inheritdoc/>
    public override void Abort(AbortReason reason)
    {
        _first.Connection!.Transport.Abort(reason);
        _second?.Connection?.Transport.Abort(reason);
        _rental?.Abort(reason);
    }

    private bool IsDecided => _first.IsGood || _second is { IsGood: true } || (_first.IsDone && (_second is null or { IsDone: true } || IsCut));

    /// <summary>The process stops and has ended the request's own connection: nobody waits for the other.</summary>
    private bool IsCut => _first.Connection!.Transport.Aborted == AbortReason.Shutdown;

    private HedgeArm Winner() => !_first.IsGood && _second is { IsGood: true } second ? second : _first;

    private async LoopTask BeginAsync()
    {
        var services = _request.Services;
        if (_request.Client.Transport.IsHungUp || !services.Shared.Retries.TryTake(services.Loop.NowMs))
        {
            return;
        }

        var index = await Candidates.NextAsync(_request);
        var pass = _request.Pass;
        _request.Pass = _first.Pass;
        if (index >= 0 && (_first.IsDone || _request.Client.Transport.IsHungUp || _request.Candidates[index].Provider.Credential is { IsReady: false }))
        {
            _request.Candidates[index].State.Health.Breaker.Released(pass); // too late, or for nobody: a store was asked in between. Nor is there time to sign in
            ProviderLimits.GiveBack(_request, _request.Candidates[index]);
            index = -1;
        }

        if (index < 0)
        {
            services.Shared.Retries.GiveBack(services.Loop.NowMs);
            return;
        }

        _request.Record.Attempts++;
        services.Shared.Hedges.Began();
        _second = new HedgeArm { Index = index, Pass = pass, Number = _request.Trace?.AttemptBegan(index, AttemptCause.Hedge, 0, (byte)(pass & 1)) ?? 0 };
        AskAsync(_second).Forget();
    }

    private async LoopTask AskAsync(HedgeArm arm)
    {
        var services = _request.Services;
        var provider = _request.Candidates[arm.Index].Provider;
        var pool = services.PoolOf(provider);
        if (pool.TryRent() is not { } connection)
        {
            _rental = new Rental(pool, provider);
            if (await _rental.WaitAsync(Math.Max(1, Deadline.LeftMs(_request))) is not { } opened)
            {
                arm.IsDone = true;
                _changed.Set();
                return;
            }

            connection = opened;
        }

        if (arm.IsLost)
        {
            connection.Return();
            return;
        }

        arm.Connection = connection;
        arm.Answer = services.RentAnswer();
        var left = Math.Max(1, Deadline.LeftMs(_request));
        arm.WasCutShort = left < provider.Deadlines.FirstByteStream;
        connection.Transport.SetDeadline(Math.Min(left, provider.Deadlines.FirstByteStream));

        // The request is this candidate's for as long as it takes to write it down, which does not wait.
        AttemptStage.Bind(_request, arm.Index);
        if (AttemptStage.IsUnsayable(_request) || _request.Translation is { Body.Count: > RequestComposer.TogetherBytes })
        {
            AttemptStage.Bind(_request, _first.Index);
            arm.IsDone = true; // nothing was sent; a longer body would have to lie still while it is
            _changed.Set();
            return;
        }

        var sending = RequestComposer.SendAsync(_request, connection);
        AttemptStage.Bind(_request, _first.Index);
        await sending;
        arm.Sent = Stopwatch.GetTimestamp();
        await ReadAsync(arm);
    }

    private async LoopTask ReadAsync(HedgeArm arm)
    {
        var services = _request.Services;
        arm.Outcome = await arm.Connection!.ReadHeadAsync(arm.Answer!, services.Limits);
        arm.IsDone = true;
        if (arm.IsLost)
        {
            arm.Connection.Close();
            services.Return(arm.Answer!);
            return;
        }

        _changed.Set();
    }

    /// <summary>Makes the request the winner's, and ends the loser.</summary>
    private void Take(HedgeArm winner)
    {
        var loser = ReferenceEquals(winner, _first) ? _second : _first;
        _request.TraceNumber = winner.Number;
        if (loser is null)
        {
            return;
        }

        Drop(loser);
        if (ReferenceEquals(loser, _first))
        {
            AttemptStage.Bind(_request, winner.Index);
            _request.Connection = winner.Connection;
            _request.Answer = winner.Answer;
            _request.Pass = winner.Pass;
            _request.Sent = winner.Sent;
            _request.Services.Shared.Hedges.Won();
        }
    }

    /// <summary>Tells of the attempt that was not taken as of any other: it may have failed by itself, before or after the one that was.</summary>
    private void Report(HedgeArm loser)
    {
        var candidate = _request.Candidates[loser.Index];
        if (!loser.IsDone || loser.IsGood)
        {
            _request.Trace?.AttemptEnded(loser.Number, AttemptOutcome.Overtaken, 0, 0);
            candidate.State.Health.Breaker.Released(loser.Pass);
            ProviderLimits.Leave(_request, candidate);
            return;
        }

        var outcome = loser.Connection is not { } connection ? AttemptStage.Classify(_request, _rental!.End)
            : loser.Outcome == HeadOutcome.Ok ? AttemptOutcome.Answered
            : AttemptStage.Classify(_request, connection, loser.Outcome);
        var (mine, answer, pass, wasCutShort) = (_request.Connection, _request.Answer, _request.Pass, _request.WasCutShort);
        AttemptStage.Bind(_request, loser.Index);
        (_request.Connection, _request.Answer, _request.Pass) = (loser.Connection, loser.Answer, loser.Pass);
        _request.WasCutShort = ReferenceEquals(loser, _first) ? wasCutShort : loser.WasCutShort;
        _request.Trace?.AttemptEnded(loser.Number, outcome, loser.Answer?.Status ?? 0, 0);
        _request.Trace?.AttemptDropped(loser.Number);
        TargetFigures.Tell(_request, outcome);
        TargetReport.Attempted(_request, outcome);
        ProviderLimits.GiveBack(_request, candidate);
        (_request.Connection, _request.Answer, _request.Pass, _request.WasCutShort) = (mine, answer, pass, wasCutShort);
        AttemptStage.Bind(_request, _first.Index);
    }

    private void Drop(HedgeArm loser)
    {
        var services = _request.Services;
        loser.IsLost = true;
        Report(loser);
        if (loser.IsDone)
        {
            loser.Connection?.Close();
            if (loser.Answer is { } answer)
            {
                services.Return(answer);
            }
        }
        else if (loser.Connection is { } connection)
        {
            connection.Transport.Abort(AbortReason.Cancelled); // who reads from it closes it, at the end of the turn
        }
        else
        {
            _rental?.Abort(AbortReason.Cancelled);
        }
    }

    private sealed class DelayTimer(LoopSignal changed) : LoopTimer
    {
        internal override void OnDue() => changed.Set();
    }
}
