using Tollgate.Forwarding;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>Path and query as signature version 4 wants them: the path encoded once more than it is sent, the query's parts in order.</summary>
internal static class CanonicalTarget
{
    private static ReadOnlySpan<byte> Hex => "0123456789ABCDEF"u8;

    /// <summary>Writes the path. What is <c>%3A</c> on the wire is <c>%253A</c> here.</summary>
    public static void WritePath(ref SpanWriter writer, ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
        {
            writer.Write((byte)'/');
        }

        foreach (var one in path)
        {
            if (one == (byte)'/' || UpstreamPath.IsUnreserved(one))
            {
                writer.Write(one);
            }
            else
            {
                writer.Write((byte)'%');
                writer.Write(Hex[one >> 4]);
                writer.Write(Hex[one & 15]);
            }
        }
    }

    /// <summary>Writes the query's parts, which are sent encoded, in the order of their bytes. Calls of the path have few of them, or none.</summary>
    public static void WriteQuery(ref SpanWriter writer, ReadOnlySpan<byte> query)
    {
        if (query.IsEmpty)
        {
            return;
        }

        var parts = new List<byte[]>();
        foreach (var range in query.Split((byte)'&'))
        {
            if (query[range] is { IsEmpty: false } part)
            {
                parts.Add(part.ToArray());
            }
        }

        parts.Sort(static (a, b) => Compare(a, b));
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
            {
                writer.Write((byte)'&');
            }

            writer.Write(parts[i]);
            if (Array.IndexOf(parts[i], (byte)'=') < 0)
            {
                writer.Write((byte)'=');
            }
        }
    }

    /// <summary>By name, and by value where names are equal; the sign between them counts for neither.</summary>
    private static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var byName = NameOf(a).SequenceCompareTo(NameOf(b));
        return byName != 0 ? byName : a.SequenceCompareTo(b);
    }

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> part) => part.IndexOf((byte)'=') is var at and >= 0 ? part[..at] : part;
}
