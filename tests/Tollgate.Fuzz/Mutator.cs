using System.Text;

namespace Tollgate.Fuzz;

/// <summary>Makes new inputs from old ones: a few edits each, from single bits to pieces of another input.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<string> words)
{
    private const int MaxBytes = 4096;

    private static readonly byte[] Odd = [0, 1, 9, 10, 13, 32, 34, 35, 37, 44, 46, 47, 48, 58, 59, 92, 95, 127, 128, 255];

    private readonly Random _random = new(seed);
    private readonly byte[][] _words = [.. words.Select(Encoding.Latin1.GetBytes)];

    public byte[] Next(List<byte[]> corpus)
    {
        var bytes = new List<byte>(corpus[_random.Next(corpus.Count)]);
        for (var edits = _random.Next(1, 6); edits > 0; edits--) { Edit(bytes, corpus); }
        if (bytes.Count > MaxBytes) { bytes.RemoveRange(MaxBytes, bytes.Count - MaxBytes); }
        return [.. bytes];
    }

    private void Edit(List<byte> bytes, List<byte[]> corpus)
    {
        var at = _random.Next(bytes.Count + 1);
        var rest = bytes.Count - at;
        switch (_random.Next(8))
        {
            case 0 when rest > 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when rest > 0:
                bytes[at] = Odd[_random.Next(Odd.Length)];
                break;
            case 2:
                bytes.Insert(at, Odd[_random.Next(Odd.Length)]);
                break;
            case 3:
                bytes.RemoveRange(at, Math.Min(rest, _random.Next(1, 8)));
                break;
            case 4:
                bytes.InsertRange(at, _words[_random.Next(_words.Length)]);
                break;
            case 5:
                bytes.InsertRange(_random.Next(bytes.Count + 1), bytes.GetRange(at, Math.Min(rest, _random.Next(1, 64))));
                break;
            case 6:
                var other = corpus[_random.Next(corpus.Count)];
                var from = _random.Next(other.Length + 1);
                bytes.RemoveRange(at, rest);
                bytes.AddRange(other[from..]);
                break;
            case 7 when _random.Next(20) == 0:
                bytes.InsertRange(at, Enumerable.Repeat(Odd[_random.Next(Odd.Length)], _random.Next(1, 600)));
                break;
        }
    }
}
