using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Faults;
using Tollgate.Loops;
using Tollgate.Streaming.Live;
using Xunit;

namespace Tollgate.Tests.Streaming.Live;

/// <summary>The message that opens a Live session, as a client's frames carry it.</summary>
public sealed class FirstMessageTests
{
    private const string Setup = """{"setup":{"model":"models/m"}}""";

    private static readonly byte[] Ping = Frame(0x89, "hey");

    [Fact]
    public void It_is_found_wherever_reads_cut_it_and_however_it_is_fragmented()
    {
        byte[] sent = [.. Ping, .. Frame(0x01, Setup[..7]), .. Ping, .. Frame(0x00, ""), .. Frame(0x80, Setup[7..]), .. Frame(0x81, "next")];
        var end = sent.Length - Frame(0x81, "next").Length;
        for (var size = 1; size <= sent.Length; size++)
        {
            var message = new FirstMessage(1_000);
            for (var have = size; !message.IsWhole; have += size)
            {
                message.Look(sent.AsSpan(0, Math.Min(have, sent.Length))).ShouldBe(FaultCode.None);
            }

            message.Length.ShouldBe(end);
            Text(message, sent).ShouldBe(Setup);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(200)]
    [InlineData(70_000)]
    public void Another_text_takes_its_place_behind_the_pings(int length)
    {
        byte[] sent = [.. Frame(0x02, Setup[..7]), .. Ping, .. Frame(0x80, Setup[7..])];
        var message = new FirstMessage(1_000);
        message.Look(sent).ShouldBe(FaultCode.None);
        var other = new BufferPool().RentSend(64);
        message.WriteOther(sent, Encoding.ASCII.GetBytes(new string('x', length)), other);

        other.Span.StartsWith(Ping).ShouldBeTrue();
        var again = new FirstMessage(100_000);
        again.Look(other.Span).ShouldBe(FaultCode.None);
        again.Length.ShouldBe(other.Count);
        (other.Span[Ping.Length] & 0x0F).ShouldBe(2);
        Text(again, other.Span.ToArray()).ShouldBe(new string('x', length));
        other.Return();
    }

    [Theory]
    [InlineData(0x80, true, "MalformedRequest")] // goes on with nothing
    [InlineData(0xC1, true, "MalformedRequest")] // compressed
    [InlineData(0x83, true, "MalformedRequest")] // an opcode that nobody knows
    [InlineData(0x09, true, "MalformedRequest")] // a control frame in parts
    [InlineData(0x81, false, "MalformedRequest")] // no mask, which clients never leave out
    [InlineData(0x88, true, "ClientCancel")]
    public void What_is_no_message_of_a_client_is_told(int first, bool isMasked, string expected)
    {
        var frame = Frame((byte)first, "abc");
        frame[1] &= (byte)(isMasked ? 0xFF : 0x7F);
        new FirstMessage(1_000).Look(frame).ToString().ShouldBe(expected);
    }

    [Fact]
    public void One_that_is_too_long_is_refused_by_its_header()
    {
        new FirstMessage(1_000).Look([0x81, 0xFF, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4]).ShouldNotBe(FaultCode.None);
        new FirstMessage(1_000).Look([0x81, 0xFE, 0x04, 0x00, 1, 2, 3, 4]).ShouldBe(FaultCode.BodyTooLarge);
        new FirstMessage(1_000).Look([.. Enumerable.Repeat(Ping, 200).SelectMany(bytes => bytes)]).ShouldBe(FaultCode.BodyTooLarge);
        new FirstMessage(1_000).Look([0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4]).ShouldNotBe(FaultCode.None);
    }

    [Fact]
    public void Any_bytes_are_looked_at_without_a_fault() => Prop.ForAll<byte[]>(bytes =>
    {
        var whole = new FirstMessage(64);
        var said = whole.Look(bytes);
        var pieces = new FirstMessage(64);
        var other = FaultCode.None;
        for (var have = 0; have <= bytes.Length && other == FaultCode.None; have++)
        {
            other = pieces.Look(bytes.AsSpan(0, have));
        }

        (other, pieces.IsWhole, pieces.Length).ShouldBe((said, whole.IsWhole, whole.Length));
    }).QuickCheckThrowOnFailure();

    private static string Text(FirstMessage message, byte[] sent)
    {
        var text = new BufferPool().RentSend(64);
        message.WriteText(sent, text);
        var said = Encoding.ASCII.GetString(text.Span);
        text.Return();
        return said;
    }

    private static byte[] Frame(byte first, string text)
    {
        byte[] mask = [0x37, 0xFA, 0x21, 0x3D];
        var payload = Encoding.ASCII.GetBytes(text);
        var masked = payload.Select((value, i) => (byte)(value ^ mask[i % 4]));
        var head = payload.Length < 126 ? [first, (byte)(0x80 | payload.Length)] : new byte[] { first, 0xFE, 0, 0 };
        if (head.Length > 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)payload.Length);
        }

        return [.. head, .. mask, .. masked];
    }
}
