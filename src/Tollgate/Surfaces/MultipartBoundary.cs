using System.Buffers;

namespace Tollgate.Surfaces;

/// <summary>Reads the boundary of a <c>multipart/form-data</c> content type.</summary>
internal static class MultipartBoundary
{
    /// <summary>RFC 2046 5.1.1. A longer one is how a parser is made to spin (CVE-2024-8984).</summary>
    public const int MaxBytes = 70;

    private static readonly SearchValues<byte> Legal =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'()+_,-./:=? "u8);

    /// <summary>Whether the content type is <c>multipart/form-data</c>, with a boundary or without.</summary>
    public static bool IsFormData(ReadOnlySpan<byte> contentType)
    {
        var end = contentType.IndexOf((byte)';');
        var type = (end < 0 ? contentType : contentType[..end]).Trim(" \t"u8);
        return System.Text.Ascii.EqualsIgnoreCase(type, "multipart/form-data"u8);
    }

    /// <summary>The boundary; false where there is none, two, or one that the standard does not allow.</summary>
    public static bool TryRead(ReadOnlySpan<byte> contentType, out ReadOnlySpan<byte> boundary)
    {
        boundary = default;
        if (!IsFormData(contentType))
        {
            return false;
        }

        var parameters = new HeaderParameters(contentType);
        while (parameters.TryRead(out var name, out var value))
        {
            if (!System.Text.Ascii.EqualsIgnoreCase(name, "boundary"u8))
            {
                continue;
            }

            if (!boundary.IsEmpty || value.IsEmpty)
            {
                return false;
            }

            boundary = value;
        }

        return !parameters.IsBroken
            && boundary.Length is > 0 and <= MaxBytes
            && boundary[^1] != (byte)' '
            && boundary.IndexOfAnyExcept(Legal) < 0;
    }
}
