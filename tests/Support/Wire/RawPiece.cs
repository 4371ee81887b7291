using System.Text;

namespace Tollgate.TestSupport;

/// <summary>One chunk (chunked framing) or one read (other framings) of a body, and when it was complete, counted from the connection's start.</summary>
public sealed record RawPiece(byte[] Bytes, TimeSpan At)
{
    public string Text => Encoding.UTF8.GetString(Bytes);
}
