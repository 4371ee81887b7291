using System.Text;
using Tollgate.Forwarding;
using Tollgate.Loops;

namespace Tollgate.Upstreams.Vertex;

/// <summary>
/// The access token of one account: got when it is first needed, renewed in the background five minutes before it ends, used until it ends
/// where that fails. One sign-in at a time; after a failed one there is none for a while. Safe from any thread.
/// </summary>
/// <param name="signIn">Gets a token. Never throws over what the other side says.</param>
/// <param name="time">The clock.</param>
internal sealed class GoogleAccess(Func<CancellationToken, Task<AccessToken>> signIn, TimeProvider time) : RequestCredential
{
    /// <summary>As Google's own libraries do: no request is sent with a token that may end before it arrives.</summary>
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(5);

    /// <summary>After a failure, so that a wrong key does not ask at every request.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>One who signs in and hangs is given up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private Held? _held;
    private Task<bool>? _running;
    private long _failedAt;
    private bool _hasFailed;

    /// <summary>Why the last sign-in failed, without secrets; null while all is well.</summary>
    public string? Problem { get; private set; }

    /// <inheritdoc/>
    public override bool IsReady
    {
        get
        {
            if (Volatile.Read(ref _held) is not { } held)
            {
                return false;
            }

            var left = Left(held);
            if (left <= held.RenewAt)
            {
                _ = PrepareAsync(); // in the background: the one at hand still serves
            }

            return left > TimeSpan.Zero;
        }
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Secret => Volatile.Read(ref _held)?.Token ?? default;

    /// <inheritdoc/>
    public override Task<bool> PrepareAsync()
    {
        lock (_gate)
        {
            if (_running is { IsCompleted: false } running)
            {
                return running;
            }

            if (_held is { } held && Left(held) > held.RenewAt)
            {
                return Task.FromResult(true);
            }

            if (_hasFailed && time.GetElapsedTime(_failedAt) < Pause)
            {
                return Task.FromResult(_held is { } last && Left(last) > TimeSpan.Zero);
            }

            return _running = Task.Run(SignInAsync);
        }
    }

    /// <inheritdoc/>
    public override void Write(SendBuffer bytes, in SignedRequest request)
    {
        if (Volatile.Read(ref _held) is { } held)
        {
            bytes.Write(held.Line);
        }
    }

    private TimeSpan Left(Held held) => held.Lifetime - time.GetElapsedTime(held.Since);

    private async Task<bool> SignInAsync()
    {
        var began = time.GetTimestamp();
        using var patience = new CancellationTokenSource(Patience, time);
        AccessToken token;
        try
        {
            token = await signIn(patience.Token);
        }
        catch (OperationCanceledException)
        {
            token = new AccessToken(null, TimeSpan.Zero, "the sign-in took too long");
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // A background loop's edge: whoever waits must hear that there is no token.
            token = new AccessToken(null, TimeSpan.Zero, "the sign-in broke: " + fault.GetType().Name);
        }

        lock (_gate)
        {
            Problem = token.Text is null ? token.Problem ?? "the sign-in failed" : null;
            _hasFailed = Problem is not null;
            _failedAt = began;
            if (token.Text is { } text)
            {
                Volatile.Write(ref _held, new Held(Encoding.ASCII.GetBytes($"authorization: Bearer {text}\r\n"), began, token.Lifetime));
            }

            return _held is { } held && Left(held) > TimeSpan.Zero;
        }
    }

    private sealed record Held(byte[] Line, long Since, TimeSpan Lifetime)
    {
        public ReadOnlyMemory<byte> Token { get; } = Line.AsMemory()["authorization: Bearer ".Length..^"\r\n".Length];

        /// <summary>With so much left it is renewed: a token that lives shorter than usual would else be renewed at each request.</summary>
        public TimeSpan RenewAt { get; } = RenewBefore < Lifetime / 2 ? RenewBefore : Lifetime / 2;
    }
}
