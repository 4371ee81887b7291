using System.Text;

namespace Tollgate.Keys;

/// <summary>Which models a caller may use: exact names, and names with a <c>*</c> at the end. Case counts.</summary>
internal sealed class ModelPolicy
{
    private readonly byte[][] _exact;
    private readonly byte[][] _prefixes;

    /// <summary>Compiles patterns. No pattern at all allows nothing.</summary>
    /// <exception cref="ArgumentException">A pattern is empty, or has a <c>*</c> before its end.</exception>
    public ModelPolicy(IEnumerable<string> patterns)
    {
        var exact = new List<byte[]>();
        var prefixes = new List<byte[]>();
        foreach (var pattern in patterns)
        {
            if (!IsValidPattern(pattern))
            {
                throw new ArgumentException("A model pattern has '*' only as its last character, and is not empty.", nameof(patterns));
            }

            var list = pattern[^1] is '*' ? prefixes : exact;
            list.Add(Encoding.UTF8.GetBytes(pattern.TrimEnd('*')));
        }

        exact.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
        _exact = [.. exact];
        _prefixes = [.. prefixes];
        AllowsAll = Array.Exists(_prefixes, prefix => prefix.Length == 0);
    }

    /// <summary>Every model.</summary>
    public static ModelPolicy All { get; } = new(["*"]);

    /// <summary>No name can be refused, so none needs to be looked at.</summary>
    public bool AllowsAll { get; }

    /// <summary>Whether a pattern may stand in an allow-list.</summary>
    public static bool IsValidPattern(string pattern) => pattern.Length > 0 && pattern.IndexOf('*', StringComparison.Ordinal) is var star && (star < 0 || star == pattern.Length - 1);

    /// <summary>Whether the caller may use this model.</summary>
    public bool Allows(ReadOnlySpan<byte> model)
    {
        if (AllowsAll)
        {
            return true;
        }

        foreach (var prefix in _prefixes)
        {
            if (model.StartsWith(prefix))
            {
                return true;
            }
        }

        return Find(model);
    }

    private bool Find(ReadOnlySpan<byte> model)
    {
        var (low, high) = (0, _exact.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            switch (model.SequenceCompareTo(_exact[middle]))
            {
                case 0:
                    return true;
                case < 0:
                    high = middle - 1;
                    break;
                default:
                    low = middle + 1;
                    break;
            }
        }

        return false;
    }
}
