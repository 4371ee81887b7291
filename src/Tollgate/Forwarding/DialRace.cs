using System.Net;
using Tollgate.Loops;

namespace Tollgate.Forwarding;

/// <summary>Happy eyeballs (RFC 8305): the next address is tried when the one before fails or takes 250 ms; the first to connect wins.</summary>
internal sealed class DialRace(EventLoop loop, IPEndPoint[] addresses, long timeoutMs, ConnectNotes? notes = null)
{
    /// <summary>RFC 8305 5: the recommended connection attempt delay.</summary>
    private const long StaggerMs = 250;

    private readonly LoopSignal _changed = new();
    private Transport? _winner;
    private int _pending;

    public async LoopTask<Transport?> RunAsync()
    {
        var timer = new StaggerTimer(_changed);
        for (var next = 0; _winner is null && (next < addresses.Length || _pending > 0);)
        {
            if (next < addresses.Length)
            {
                _pending++;
                TryAsync(addresses[next++]).Forget();
                if (_winner is not null)
                {
                    break;
                }

                if (_pending == 0)
                {
                    continue;
                }

                if (next < addresses.Length)
                {
                    loop.SetTimer(timer, StaggerMs);
                }
            }

            await _changed.WaitAsync();
        }

        loop.Timers.Remove(timer);
        return _winner;
    }

    private async LoopTask TryAsync(IPEndPoint address)
    {
        var transport = await loop.ConnectAsync(address, timeoutMs, notes);
        _pending--;
        if (transport is not null)
        {
            if (_winner is null)
            {
                _winner = transport;
            }
            else
            {
                transport.Close();
            }
        }

        _changed.Set();
    }

    private sealed class StaggerTimer(LoopSignal changed) : LoopTimer
    {
        internal override void OnDue() => changed.Set();
    }
}
