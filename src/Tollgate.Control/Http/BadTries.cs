using System.Net;
using System.Net.Sockets;

namespace Tollgate.Control.Http;

/// <summary>
/// Wrong keys per address within the last minute. Bounded: when it is full, the address that has been quiet longest is forgotten.
/// IPv6 counts by /64, which is what one subscriber has.
/// </summary>
internal sealed class BadTries(TimeProvider time)
{
    /// <summary>Tries in a minute before an address is refused unread.</summary>
    public const int Limit = 20;

    /// <summary>Addresses remembered at most.</summary>
    public const int MaxAddresses = 4096;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (long Since, int Count)> _tries = [];
    private long _total;

    /// <summary>All bad tries so far.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Seconds until this address is heard again; 0 for at once.</summary>
    public int SecondsToWait(IPAddress address)
    {
        lock (_gate)
        {
            if (!_tries.TryGetValue(Subscriber(address), out var entry) || entry.Count < Limit)
            {
                return 0;
            }

            var left = Window - time.GetElapsedTime(entry.Since);
            return left > TimeSpan.Zero ? (int)Math.Ceiling(left.TotalSeconds) : 0;
        }
    }

    /// <summary>Counts one, and says how many it makes within the minute.</summary>
    public int Add(IPAddress address)
    {
        address = Subscriber(address);
        Interlocked.Increment(ref _total);
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_tries.TryGetValue(address, out var entry) && time.GetElapsedTime(entry.Since, now) < Window)
            {
                _tries[address] = (entry.Since, entry.Count + 1);
                return entry.Count + 1;
            }

            if (_tries.Count >= MaxAddresses && !_tries.ContainsKey(address))
            {
                _tries.Remove(_tries.MinBy(each => each.Value.Since).Key);
            }

            _tries[address] = (now, 1);
            return 1;
        }
    }

    private static IPAddress Subscriber(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
