using System.Buffers.Binary;
using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.Upstreams.Bedrock;
using Xunit;

namespace Tollgate.Tests.Upstreams.Bedrock;

public sealed class AwsEventFrameTests
{
    [Fact]
    public void The_check_sum_is_that_of_zip()
    {
        Crc32.Of("123456789"u8).ShouldBe(0xCBF43926u); // the check value of CRC-32/ISO-HDLC
        Crc32.Of(default).ShouldBe(0u);
    }

    [Theory]
    [InlineData("bedrock-converse-stream-1", 5)]
    [InlineData("bedrock-converse-stream-2", 6)]
    [InlineData("bedrock-stream-exception", 3)]
    public void Frames_are_the_same_however_the_stream_is_cut(string id, int count)
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        var stream = Recordings.Get(id).ResponseBody;
        var whole = Feed(stream, [stream.Length]);
        whole.Count.ShouldBe(count);
        for (var at = 1; at < stream.Length; at++)
        {
            Feed(stream, [at, stream.Length - at]).ShouldBe(whole);
        }

        Feed(stream, [.. Enumerable.Repeat(1, stream.Length)]).ShouldBe(whole);
    }

    [Fact]
    public void A_frame_with_a_wrong_check_sum_is_broken()
    {
        var frame = Frame(":event-type", "a", "{}");
        for (var at = 0; at < frame.Length; at++)
        {
            var changed = (byte[])frame.Clone();
            changed[at] ^= 1;
            var scanner = default(AwsFrameScanner);
            var end = scanner.Feed(changed);
            var reader = new AwsFrameReader(changed.AsMemory(0, end));
            var read = reader.TryRead(out _);

            (scanner.IsBroken || reader.IsBroken || (end == 0 && !read)).ShouldBeTrue($"bit 0 of byte {at}");
        }
    }

    [Fact]
    public void A_frame_longer_than_accepted_is_broken_at_its_beginning()
    {
        var prelude = new byte[AwsFrameScanner.PreludeBytes];
        BinaryPrimitives.WriteUInt32BigEndian(prelude, AwsFrameScanner.MaxFrameBytes + 1);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(8), Crc32.Of(prelude.AsSpan(0, 8)));
        var scanner = default(AwsFrameScanner);
        scanner.Feed(prelude).ShouldBe(0);
        scanner.IsBroken.ShouldBeTrue();
    }

    [Fact]
    public void Exceptions_and_errors_are_told_apart_from_events()
    {
        foreach (var (header, isFailure) in ((string, bool)[])[(":event-type", false), (":exception-type", true), (":error-code", true)])
        {
            var reader = new AwsFrameReader(Frame(header, "name", "{\"message\":\"x\"}"));
            reader.TryRead(out var frame).ShouldBeTrue();
            (Encoding.UTF8.GetString(frame.Name), frame.IsFailure, Encoding.UTF8.GetString(frame.Payload.Span)).ShouldBe(("name", isFailure, "{\"message\":\"x\"}"));
        }
    }

    internal static byte[] Frame(string header, string value, string payload)
    {
        var headers = (byte[])[
            5, .. "other"u8, 4, 0, 0, 0, 1, (byte)header.Length, .. Encoding.ASCII.GetBytes(header), 7, 0, (byte)value.Length, .. Encoding.ASCII.GetBytes(value), 4, .. "flag"u8, 0];
        var body = Encoding.UTF8.GetBytes(payload);
        var frame = new byte[12 + headers.Length + body.Length + 4];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)frame.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc32.Of(frame.AsSpan(0, 8)));
        headers.CopyTo(frame, 12);
        body.CopyTo(frame, 12 + headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Crc32.Of(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    /// <summary>As a relay does: bytes of a frame that is not complete are kept.</summary>
    private static List<string> Feed(byte[] stream, IEnumerable<int> lengths)
    {
        var frames = new List<string>();
        var scanner = default(AwsFrameScanner);
        var held = new MemoryStream();
        var at = 0;
        foreach (var length in lengths)
        {
            var end = scanner.Feed(stream.AsSpan(at, length));
            held.Write(stream, at, end);
            if (end > 0)
            {
                var reader = new AwsFrameReader(held.ToArray());
                while (reader.TryRead(out var frame))
                {
                    frames.Add($"{Encoding.UTF8.GetString(frame.Name)} {frame.IsFailure} {Encoding.UTF8.GetString(frame.Payload.Span)}");
                }

                reader.IsBroken.ShouldBeFalse();
                held.SetLength(0);
            }

            held.Write(stream, at + end, length - end);
            at += length;
        }

        scanner.IsBroken.ShouldBeFalse();
        held.Length.ShouldBe(0);
        return frames;
    }
}
