using System.Text;
using Tollgate.Routing;

namespace Tollgate.Metering.Prices;

/// <summary>
/// Prices of a provider that takes any model name: looked up at a name's first use and kept, at most <see cref="Slots"/> of them. Any thread
/// may ask; asking again allocates nothing and waits for nobody. When its places are taken a new name takes one over.
/// </summary>
internal sealed class PassThroughPrices(PriceTable table, Provider provider)
{
    /// <summary>Names kept at most: several times as many models as a provider has.</summary>
    private const int Slots = 1024;

    /// <summary>Places that a name may be in.</summary>
    private const int Probes = 4;

    private Known?[]? _known;

    /// <summary>Made when the first name is asked for: most providers never see one that their models do not have.</summary>
    private Known?[] Names => Volatile.Read(ref _known) ?? Interlocked.CompareExchange(ref _known, new Known?[Slots], null) ?? _known;

    /// <summary>The prices of a model by the name that goes to the provider.</summary>
    public PriceSchedule Find(ReadOnlySpan<byte> model)
    {
        var hash = Hash(model);
        var names = Names;
        for (var i = 0; i < Probes; i++)
        {
            if (Volatile.Read(ref names[(hash + (uint)i) % Slots]) is { } known && model.SequenceEqual(known.Model)) { return known.Prices; }
        }

        return Add(names, model, hash);
    }

    /// <summary>Clients choose these names, so where they lie must not be theirs to choose: the hash is seeded per process.</summary>
    private static uint Hash(ReadOnlySpan<byte> model)
    {
        var hash = default(HashCode);
        hash.AddBytes(model);
        return (uint)hash.ToHashCode();
    }

    private PriceSchedule Add(Known?[] names, ReadOnlySpan<byte> model, uint hash)
    {
        var prices = table.Resolve(provider, Encoding.UTF8.GetString(model));
        var at = hash % Slots;
        for (var i = 0; i < Probes; i++)
        {
            var free = (hash + (uint)i) % Slots;
            if (Volatile.Read(ref names[free]) is null)
            {
                at = free;
                break;
            }
        }

        Volatile.Write(ref names[at], new Known(model.ToArray(), prices));
        return prices;
    }

    private sealed record Known(byte[] Model, PriceSchedule Prices);
}
