using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Admission;

/// <summary>
/// What a rule and a subject are known by over snapshots and replicas: 128 bits of a SHA-256. Neither limit nor burst is part of it, so that
/// an edit of these keeps what was used.
/// </summary>
internal static class LimitKey
{
    /// <summary>What a rule is recognised by: its own name, or all that makes it another rule.</summary>
    public static string Of(LimitRule rule) => string.Create(
        CultureInfo.InvariantCulture,
        $"{rule.Name}\n{rule.Scope}\n{rule.Match}\n{rule.Metric}\n{rule.WindowUs}\n{rule.Algorithm}");

    /// <summary>The key of one subject's cell.</summary>
    public static UInt128 Of(string rule, ReadOnlySpan<byte> subject)
    {
        var text = new byte[Encoding.UTF8.GetMaxByteCount(rule.Length) + 1 + subject.Length];
        var length = Encoding.UTF8.GetBytes(rule, text);
        text[length++] = 0;
        subject.CopyTo(text.AsSpan(length));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text.AsSpan(0, length + subject.Length), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
