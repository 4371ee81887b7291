using System.Text;
using Tollgate.Exchange;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>
/// Ids for tool calls that came without one, in the form of OpenAI's own. The format needs ids, so these go back to the provider as they are, unlike
/// <see cref="MadeUpIds"/>. The same answer gives the same ids however it was cut.
/// </summary>
internal static class SeededCallId
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>What tells answers apart.</summary>
    public static ulong SeedOf(ReadOnlySpan<byte> answerId, long created)
    {
        var hash = FnvOffset ^ (ulong)created;
        foreach (var one in answerId)
        {
            hash = (hash ^ one) * FnvPrime;
        }

        return hash * FnvPrime;
    }

    /// <summary>The id of a call of an answer.</summary>
    public static JsonString Of(ulong seed, int choice, int call) =>
        new(Encoding.ASCII.GetBytes($"call_{(seed ^ ((ulong)choice << 32) ^ (ulong)call) * FnvPrime:x16}"));
}
