using System.Buffers;

namespace Tollgate.Metering.Bpe;

/// <summary>
/// Counts the tokens of one piece: of all neighbours that make a token together, those of the lowest rank are joined, the leftmost first, until no
/// neighbours make one. Short pieces look through all their neighbours each time; long ones keep them in a heap, so that n bytes take n log n steps.
/// </summary>
internal static class BpeMerge
{
    /// <summary>Up to here looking through is faster than a heap.</summary>
    private const int ShortBytes = 48;

    /// <summary>The tokens of a piece.</summary>
    /// <param name="vocabulary">The encoding.</param>
    /// <param name="piece">Not empty.</param>
    /// <param name="lookups">Grows by the look-ups that it took.</param>
    public static int Count(BpeVocabulary vocabulary, ReadOnlySpan<byte> piece, ref long lookups)
    {
        lookups++;
        if (vocabulary.RankOf(piece) != BpeVocabulary.None)
        {
            return 1;
        }

        return piece.Length <= ShortBytes ? CountShort(vocabulary, piece, ref lookups) : CountLong(vocabulary, piece, ref lookups);
    }

    private static int CountShort(BpeVocabulary vocabulary, ReadOnlySpan<byte> piece, ref long lookups)
    {
        Span<int> starts = stackalloc int[ShortBytes + 1];
        Span<int> ranks = stackalloc int[ShortBytes + 1]; // of a part and the one behind it
        var parts = piece.Length;
        for (var i = 0; i <= parts; i++)
        {
            starts[i] = i;
            ranks[i] = i < parts - 1 ? vocabulary.RankOf(piece.Slice(i, 2)) : BpeVocabulary.None;
        }

        lookups += parts;
        while (true)
        {
            var (best, rank) = (0, BpeVocabulary.None);
            for (var i = 0; i < parts - 1; i++)
            {
                if (ranks[i] < rank)
                {
                    (best, rank) = (i, ranks[i]);
                }
            }

            if (rank == BpeVocabulary.None)
            {
                return parts;
            }

            starts[(best + 2)..(parts + 1)].CopyTo(starts[(best + 1)..]);
            ranks[(best + 2)..(parts + 1)].CopyTo(ranks[(best + 1)..]);
            parts--;
            ranks[best] = best + 1 < parts ? vocabulary.RankOf(piece[starts[best]..starts[best + 2]]) : BpeVocabulary.None;
            if (best > 0)
            {
                ranks[best - 1] = vocabulary.RankOf(piece[starts[best - 1]..starts[best + 1]]);
            }

            lookups += 2;
        }
    }

    private static int CountLong(BpeVocabulary vocabulary, ReadOnlySpan<byte> piece, ref long lookups)
    {
        var n = piece.Length;
        var links = ArrayPool<int>.Shared.Rent(3 * (n + 1));
        var entries = ArrayPool<ulong>.Shared.Rent(3 * n);
        try
        {
            var next = links.AsSpan(0, n + 1);
            var previous = links.AsSpan(n + 1, n + 1);
            var ranks = links.AsSpan(2 * (n + 1), n + 1);
            var heap = new RankHeap(entries);
            for (var i = 0; i <= n; i++)
            {
                (next[i], previous[i], ranks[i]) = (i + 1, i - 1, BpeVocabulary.None);
                if (i < n - 1)
                {
                    ranks[i] = vocabulary.RankOf(piece.Slice(i, 2));
                    heap.Add(ranks[i], i);
                }
            }

            lookups += n;
            var parts = n;
            while (heap.TryTake(out var rank, out var left))
            {
                if (ranks[left] != rank)
                {
                    continue; // it was joined with something else meanwhile
                }

                var right = next[left];
                var behind = next[right];
                next[left] = behind;
                previous[behind] = left;
                ranks[right] = BpeVocabulary.None;
                parts--;
                ranks[left] = behind < n ? vocabulary.RankOf(piece[left..next[behind]]) : BpeVocabulary.None;
                heap.Add(ranks[left], left);
                if (previous[left] is >= 0 and var before)
                {
                    ranks[before] = vocabulary.RankOf(piece[before..behind]);
                    heap.Add(ranks[before], before);
                }

                lookups += 2;
            }

            return parts;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(links);
            ArrayPool<ulong>.Shared.Return(entries, clearArray: false);
        }
    }
}
