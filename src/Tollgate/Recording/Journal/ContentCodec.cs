using System.Buffers;
using System.Text;

namespace Tollgate.Recording.Journal;

/// <summary>Captured content as a frame, and back.</summary>
internal static class ContentCodec
{
    /// <summary>Composes a whole frame.</summary>
    public static byte[] Write(CapturedContent content)
    {
        var bytes = new ArrayBufferWriter<byte>(JournalFormat.FrameHead + content.Request.Length + content.Response.Length + 256);
        bytes.GetSpan(JournalFormat.FrameHead)[..JournalFormat.FrameHead].Clear();
        bytes.Advance(JournalFormat.FrameHead);
        bytes.Write([(byte)FrameKind.Content, JournalFormat.Version, (byte)(content.Truncated ? 1 : 0)]);
        bytes.Write(content.Id.ToArray());
        Text(bytes, content.Request);
        Text(bytes, content.Response);
        Number(bytes, content.Chunks.Count);
        foreach (var chunk in content.Chunks)
        {
            Text(bytes, chunk);
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads the content of a frame, kind and version left out.</summary>
    public static CapturedContent Read(ReadOnlySpan<byte> content)
    {
        var from = new FrameReader(content);
        var truncated = from.Byte() != 0;
        var id = from.Bytes(RecordId.Bytes);
        var request = from.Text();
        var response = from.Text();
        var count = from.Number();
        var chunks = new List<string>();
        for (var i = 0L; i < count && i < content.Length; i++)
        {
            chunks.Add(from.Text());
        }

        return new CapturedContent(id.Length == RecordId.Bytes ? RecordId.Read(id) : default, request, response, chunks, truncated);
    }

    private static void Text(ArrayBufferWriter<byte> to, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Number(to, length);
        to.Advance(Encoding.UTF8.GetBytes(text, to.GetSpan(length)));
    }

    private static void Number(ArrayBufferWriter<byte> to, long value)
    {
        var frame = new FrameWriter(to.GetSpan(10));
        frame.Number(value);
        to.Advance(frame.Length);
    }
}
