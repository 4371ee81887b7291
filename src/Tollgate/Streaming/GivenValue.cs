namespace Tollgate.Streaming;

/// <summary>Tells values that say something from those that stand there for form's sake.</summary>
internal static class GivenValue
{
    /// <summary>null, false, or an empty text, list or object.</summary>
    public static bool IsNothing(ReadOnlySpan<byte> json) => json switch
    {
        [(byte)'n', ..] or [(byte)'f', ..] => true,
        [(byte)'"', (byte)'"'] => true,
        [(byte)'[', .. var inside, (byte)']'] => inside.Trim(" \t\r\n"u8).IsEmpty,
        [(byte)'{', .. var inside, (byte)'}'] => inside.Trim(" \t\r\n"u8).IsEmpty,
        _ => false,
    };
}
