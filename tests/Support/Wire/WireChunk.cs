using System.Globalization;
using System.Text;

namespace Tollgate.TestSupport;

/// <summary>One chunk of chunked framing.</summary>
public static class WireChunk
{
    public static byte[] Bytes(ReadOnlySpan<byte> payload) =>
        [.. Encoding.ASCII.GetBytes(payload.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. payload, .. "\r\n"u8];
}
