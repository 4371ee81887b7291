namespace Tollgate.Upstreams.OpenAi;

/// <summary>Ids of nine letters and digits, for Mistral. Others are hashed, so that a call and its result get the same one in every turn.</summary>
internal static class ShortToolId
{
    public const int Length = 9;

    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>The short form of an id.</summary>
    public static void Write(ReadOnlySpan<byte> id, Span<byte> into)
    {
        if (IsShort(id))
        {
            id.CopyTo(into);
            return;
        }

        var hash = FnvOffset;
        foreach (var one in id)
        {
            hash = (hash ^ one) * FnvPrime;
        }

        var letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8;
        for (var i = 0; i < Length; i++)
        {
            into[i] = letters[(int)(hash % (ulong)letters.Length)];
            hash /= (ulong)letters.Length;
        }
    }

    private static bool IsShort(ReadOnlySpan<byte> id)
    {
        foreach (var one in id)
        {
            if (!char.IsAsciiLetterOrDigit((char)one))
            {
                return false;
            }
        }

        return id.Length == Length;
    }
}
