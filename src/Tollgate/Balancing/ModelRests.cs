using System.Collections.Concurrent;

namespace Tollgate.Balancing;

/// <summary>
/// Rests of a target that serves any model of a pattern, by model: a provider's limits are the model's, and another model may be welcome.
/// Bounded; where there is no place the rests of several models are one.
/// </summary>
internal sealed class ModelRests
{
    /// <summary>Models of one target whose rests are kept apart.</summary>
    public const int Most = 256;

    private readonly ConcurrentDictionary<ulong, Rest> _rests = new();
    private readonly Rest _others = new();
    private int _count;

    /// <summary>The hash by which a model's rests are found; never 0.</summary>
    public static ulong KeyOf(ReadOnlySpan<byte> model)
    {
        var hash = 14695981039346656037UL; // FNV-1a
        foreach (var part in model)
        {
            hash = (hash ^ part) * 1099511628211UL;
        }

        return hash == 0 ? 1 : hash;
    }

    /// <summary>The model's rest; null where it never had one.</summary>
    public Rest? Find(ulong model) =>
        Volatile.Read(ref _count) == 0 ? null : _rests.TryGetValue(model, out var rest) ? rest : Volatile.Read(ref _count) >= Most ? _others : null;

    /// <summary>The model's rest, to begin one.</summary>
    public Rest GetOrAdd(ulong model, long nowMs)
    {
        if (_rests.TryGetValue(model, out var rest))
        {
            return rest;
        }

        if (_rests.Count >= Most)
        {
            foreach (var (key, other) in _rests)
            {
                if (other.LeftMs(nowMs) == 0)
                {
                    _rests.TryRemove(key, out _);
                }
            }
        }

        rest = _rests.Count >= Most ? _others : _rests.GetOrAdd(model, static _ => new Rest());
        Volatile.Write(ref _count, _rests.Count);
        return rest;
    }

    /// <summary>The longest that is left of any.</summary>
    public long LeftMs(long nowMs)
    {
        var left = _others.LeftMs(nowMs);
        foreach (var (_, rest) in _rests)
        {
            left = Math.Max(left, rest.LeftMs(nowMs));
        }

        return left;
    }
}
