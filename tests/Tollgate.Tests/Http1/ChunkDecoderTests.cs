using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Http1;
using Xunit;
using static Tollgate.Tests.Http1.HeadText;

namespace Tollgate.Tests.Http1;

public sealed class ChunkDecoderTests
{
    [Theory]
    [InlineData("0\r\n\r\n", "")]
    [InlineData("3\r\nabc\r\n0\r\n\r\n", "abc")]
    [InlineData("3\r\nabc\r\n00A\r\n0123456789\r\n000\r\n\r\n", "abc0123456789")]
    [InlineData("1;a=b\r\nx\r\n1;a=\"\tb \"\r\ny\r\n0;last\r\n\r\n", "xy")]
    [InlineData("2\r\n\r\n\r\n0\r\n\r\n", "\r\n")]
    [InlineData("1\r\nx\r\n0\r\nX-Sum: 1\r\nEmpty:\r\n\r\n", "x")]
    [InlineData("00000000000000f\r\n0123456789abcde\r\n0\r\n\r\n", "0123456789abcde")]
    public void Payload_is_found_and_the_next_message_left_alone(string body, string payload)
    {
        var (found, consumed, decoder) = Decode(Bytes(body + "GET /"), int.MaxValue);
        decoder.Done.ShouldBeTrue();
        found.ShouldBe(payload);
        consumed.ShouldBe(body.Length);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("g\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("+1\r\nx\r\n")]
    [InlineData("0x1\r\nx\r\n")]
    [InlineData(" 1\r\nx\r\n")]
    [InlineData("1 \r\nx\r\n")]
    [InlineData("1 ;a\r\nx\r\n")]
    [InlineData("1\nx\n")]
    [InlineData("1\rx\r\n")]
    [InlineData("1;a\nx\r\n")]
    [InlineData("1;a\rx\r\n")]
    [InlineData("1;a\0\r\nx\r\n")]
    [InlineData(";a\r\nx\r\n")]
    [InlineData("1\r\nxy\r\n")]
    [InlineData("1\r\nx\n0\r\n\r\n")]
    [InlineData("1\r\nx\r0\r\n\r\n")]
    [InlineData("1\r\nx0\r\n\r\n")]
    [InlineData("0000000000000001\r\nx")]
    [InlineData("FFFFFFFFFFFFFFFF\r\n")]
    [InlineData("0\r\n\n")]
    [InlineData("0\r\n\rx")]
    [InlineData("0\r\n: x\r\n\r\n")]
    [InlineData("0\r\n folded\r\n\r\n")]
    [InlineData("0\r\nA: b\r\n c\r\n\r\n")]
    [InlineData("0\r\nA : b\r\n\r\n")]
    [InlineData("0\r\nA\r\n\r\n")]
    [InlineData("0\r\nA: b\n\r\n")]
    [InlineData("0\r\nA: b\rc\r\n\r\n")]
    [InlineData("0\r\nA: \0\r\n\r\n")]
    public void Framing_with_a_second_reading_is_refused(string body)
    {
        var (_, consumed, decoder) = Decode(Bytes(body), int.MaxValue);
        decoder.Bad.ShouldBeTrue();
        decoder.Done.ShouldBeFalse();
        consumed.ShouldBeLessThan(body.Length);
    }

    [Fact]
    public void Long_extension_is_refused() => Decode(Bytes("1;" + new string('a', 257)), int.MaxValue).Decoder.Bad.ShouldBeTrue();

    [Fact]
    public void Extension_of_256_bytes_is_skipped() =>
        Decode(Bytes("1;" + new string('a', 256) + "\r\nx\r\n0\r\n\r\n"), int.MaxValue).Decoder.Done.ShouldBeTrue();

    [Fact]
    public void Many_small_chunks_cannot_carry_much_more_extension_than_payload() =>
        Decode(Bytes(string.Concat(Enumerable.Repeat("1;" + new string('a', 250) + "\r\nx\r\n", 100))), int.MaxValue).Decoder.Bad.ShouldBeTrue();

    [Fact]
    public void Too_many_trailers_are_refused()
    {
        Decode(Bytes("0\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", 64)) + "\r\n"), int.MaxValue).Decoder.Done.ShouldBeTrue();
        Decode(Bytes("0\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", 65)) + "\r\n"), int.MaxValue).Decoder.Bad.ShouldBeTrue();
    }

    [Fact]
    public void Too_long_trailers_are_refused() =>
        Decode(Bytes("0\r\nA: " + new string('b', 9000) + "\r\n\r\n"), int.MaxValue).Decoder.Bad.ShouldBeTrue();

    [Fact]
    public void Largest_size_fits()
    {
        var decoder = default(ChunkDecoder);
        decoder.Take("fffffffffffffff\r\nabc"u8, out var start, out var length).ShouldBe(20);
        (start, length).ShouldBe((17, 3));
        decoder.Remaining.ShouldBe(0x0FFF_FFFF_FFFF_FFFC);
    }

    [Fact]
    public void Any_split_gives_the_same_payload()
    {
        var bodies =
            from chunks in Gen.ListOf(Gen.Choose(1, 40))
            from trailer in Gen.Elements("", "X-A: b\r\n")
            from extension in Gen.Elements("", ";a=b")
            from sizes in Gen.NonEmptyListOf(Gen.Choose(1, 30))
            select (Chunks: chunks, Trailer: trailer, Extension: extension, Sizes: sizes);
        Prop.ForAll(bodies.ToArbitrary(), sample =>
        {
            var payload = new string('p', sample.Chunks.Sum());
            var body = string.Concat(sample.Chunks.Select(n => $"{n:x}{sample.Extension}\r\n{new string('p', n)}\r\n")) + "0\r\n" + sample.Trailer + "\r\n";
            var bytes = Bytes(body);
            var decoder = default(ChunkDecoder);
            var found = string.Empty;
            var at = 0;
            for (var turn = 0; at < bytes.Length; turn++)
            {
                var size = Math.Min(sample.Sizes[turn % sample.Sizes.Count], bytes.Length - at);
                at += Feed(ref decoder, bytes.AsSpan(at, size), ref found);
            }

            decoder.Done.ShouldBeTrue();
            found.ShouldBe(payload);
            at.ShouldBe(bytes.Length);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Chunks_as_the_writer_frames_them_decode_to_their_payload() => Prop.ForAll(
        Gen.ListOf(Gen.Choose(1, 3000)).ToArbitrary(),
        sizes =>
        {
            var buffer = new byte[sizes.Sum() + (sizes.Count * 32) + 16];
            var written = 0;
            foreach (var size in sizes)
            {
                HttpWriter.TryWriteChunkHead(size, buffer, ref written).ShouldBeTrue();
                HttpWriter.TryWrite(new byte[size], buffer, ref written).ShouldBeTrue();
                HttpWriter.TryWrite("\r\n"u8, buffer, ref written).ShouldBeTrue();
            }

            HttpWriter.TryWrite(HttpWriter.LastChunk, buffer, ref written).ShouldBeTrue();
            var (found, consumed, decoder) = Decode(buffer[..written], int.MaxValue);
            decoder.Done.ShouldBeTrue();
            consumed.ShouldBe(written);
            found.Length.ShouldBe(sizes.Sum());
        }).QuickCheckThrowOnFailure();

    private static (string Payload, int Consumed, ChunkDecoder Decoder) Decode(byte[] bytes, int piece)
    {
        var decoder = default(ChunkDecoder);
        var found = string.Empty;
        var at = 0;
        while (at < bytes.Length && !decoder.Done && !decoder.Bad)
        {
            at += Feed(ref decoder, bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)), ref found);
        }

        return (found, at, decoder);
    }

    private static int Feed(ref ChunkDecoder decoder, ReadOnlySpan<byte> piece, ref string found)
    {
        var at = 0;
        while (at < piece.Length && !decoder.Done && !decoder.Bad)
        {
            var consumed = decoder.Take(piece[at..], out var start, out var length);
            found += Text(piece.Slice(at + start, length));
            at += consumed;
        }

        return at;
    }
}
