using System.Diagnostics;

namespace Tollgate.Loops;

/// <summary>What a loop counts about itself. Written by its thread only; read by any (each value is whole, the set is not a snapshot).</summary>
internal sealed class LoopCounters
{
    /// <summary>Upper bounds of <see cref="TurnBuckets"/>, in microseconds; the last bucket has none.</summary>
    public static readonly long[] TurnBoundsMicroseconds = [10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000];

    private static readonly long[] BoundTicks = Array.ConvertAll(TurnBoundsMicroseconds, us => us * Stopwatch.Frequency / 1_000_000);

    public readonly long[] TurnBuckets = new long[TurnBoundsMicroseconds.Length + 1];

    /// <summary>Time in turns, in <see cref="Stopwatch"/> ticks.</summary>
    public long TurnTicks;

    public long Turns;
    public long Accepted;
    public long AcceptErrors;

    /// <summary>Attempts to connect that failed, by <see cref="Shortage"/>.</summary>
    public readonly long[] Shortages = new long[4];

    /// <summary>Open sockets, listeners left out.</summary>
    public int Sockets;

    /// <summary>Exceptions that reached the loop itself. Each is a bug above it.</summary>
    public long Faults;

    internal void Turn(long ticks)
    {
        Turns++;
        TurnTicks += ticks;
        var bucket = 0;
        while (bucket < BoundTicks.Length && ticks > BoundTicks[bucket])
        {
            bucket++;
        }

        TurnBuckets[bucket]++;
    }
}
