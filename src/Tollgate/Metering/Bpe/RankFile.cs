using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Tollgate.Metering.Bpe;

/// <summary>
/// Reads a rank file of tiktoken's format: a line for each token, its bytes in base64, a space, its rank; ranks rise from line to line. Reads
/// strictly: a file that is cut short or of another kind would count wrong for ever.
/// </summary>
internal static class RankFile
{
    /// <summary>Largest file, in bytes: ten times <c>o200k_base</c>'s.</summary>
    public const int MaxFileBytes = 64 << 20;

    /// <summary>Most tokens: four times those of the largest vocabulary in use.</summary>
    public const int MaxTokens = 1_000_000;

    /// <summary>Longest token, in bytes; the longest in use has 128.</summary>
    public const int MaxTokenBytes = 1024;

    /// <summary>Reads it.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="rules">How the encoding cuts text.</param>
    /// <param name="problem">What is wrong with it, and in which line.</param>
    /// <returns>Null where it can not be used.</returns>
    public static BpeVocabulary? Read(ReadOnlySpan<byte> file, SplitRules rules, out string problem)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Max(1, Math.Min(file.Length, MaxFileBytes)));
        var ends = new List<int>();
        var lastRank = -1L;
        problem = file.Length > MaxFileBytes ? string.Create(CultureInfo.InvariantCulture, $"is larger than {MaxFileBytes} bytes") : string.Empty;
        for (var line = 1; problem.Length == 0 && !file.IsEmpty; line++)
        {
            var end = file.IndexOf((byte)'\n');
            var text = (end < 0 ? file : file[..end]).TrimEnd((byte)'\r');
            file = end < 0 ? default : file[(end + 1)..];
            if (Wrong(text, bytes, ends, ref lastRank) is { } wrong)
            {
                problem = string.Create(CultureInfo.InvariantCulture, $"line {line} {wrong}");
            }
        }

        return problem.Length > 0 ? null : Made(bytes.WrittenSpan.ToArray(), [.. ends], rules, out problem);
    }

    /// <summary>A vocabulary of tokens in the order of their ranks; null, and why, where they are not fit for one.</summary>
    public static BpeVocabulary? Made(byte[] bytes, int[] ends, SplitRules rules, out string problem)
    {
        var vocabulary = new BpeVocabulary(bytes, ends, rules);
        problem = vocabulary.Repeated >= 0 ? string.Create(CultureInfo.InvariantCulture, $"has the token in line {vocabulary.Repeated + 1} twice")
            : !vocabulary.IsComplete ? "is no whole list: not every single byte is a token"
            : string.Empty;
        return problem.Length > 0 ? null : vocabulary;
    }

    private static string? Wrong(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> bytes, List<int> ends, ref long lastRank)
    {
        var space = line.IndexOf((byte)' ');
        if (space <= 0)
        {
            return "is not a token in base64, a space and a rank";
        }

        if (ends.Count == MaxTokens)
        {
            return string.Create(CultureInfo.InvariantCulture, $"is one more than the {MaxTokens} tokens that are read");
        }

        var token = line[..space];
        if (token.Length > Base64.GetMaxEncodedToUtf8Length(MaxTokenBytes))
        {
            return string.Create(CultureInfo.InvariantCulture, $"has a token of more than {MaxTokenBytes} bytes");
        }

        var into = bytes.GetSpan(MaxTokenBytes + sizeof(int));
        if (token.ContainsAny((byte)'\t', (byte)'\r') || Base64.DecodeFromUtf8(token, into, out _, out var length) != OperationStatus.Done || length == 0)
        {
            return "has a token that is not base64";
        }

        var digits = line[(space + 1)..];
        if (!Utf8Parser.TryParse(digits, out uint rank, out var read) || read != digits.Length || rank <= lastRank || rank >= int.MaxValue)
        {
            return "has a rank that is not above the one before it";
        }

        lastRank = rank;
        bytes.Advance(length);
        ends.Add(bytes.WrittenCount);
        return null;
    }
}
