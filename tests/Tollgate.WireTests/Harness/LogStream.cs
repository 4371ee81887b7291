using System.Text;

namespace Tollgate.WireTests.Harness;

/// <summary>Bytes of UTF-8 into a text writer. Its one writer is the gateway's log thread.</summary>
internal sealed class LogStream(TextWriter log) : Stream
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var text = new char[Encoding.UTF8.GetMaxCharCount(buffer.Length)];
        log.Write(text.AsSpan(0, _decoder.GetChars(buffer, text, flush: false)));
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
