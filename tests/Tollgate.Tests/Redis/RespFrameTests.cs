using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Redis;
using Xunit;

namespace Tollgate.Tests.Redis;

public sealed class RespFrameTests
{
    [Theory]
    [InlineData("+OK\r\n")]
    [InlineData("-ERR no\r\n")]
    [InlineData(":0\r\n")]
    [InlineData(":-9223372036854775808\r\n")]
    [InlineData("$-1\r\n")]
    [InlineData("$0\r\n\r\n")]
    [InlineData("$5\r\na\r\nbc\r\n")]
    [InlineData("*-1\r\n")]
    [InlineData("*0\r\n")]
    [InlineData("*3\r\n:1\r\n$1\r\na\r\n*1\r\n_\r\n")]
    [InlineData("%1\r\n+a\r\n#t\r\n")]
    [InlineData("~2\r\n,1.5\r\n(12345678901234567890\r\n")]
    [InlineData("=7\r\ntxt:abc\r\n")]
    [InlineData("!5\r\nERR x\r\n")]
    [InlineData(">2\r\n+a\r\n:1\r\n")]
    public void A_reply_is_complete_at_its_last_byte_and_not_before(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text + "+next\r\n");
        for (var length = 0; length < text.Length; length++)
        {
            RespFrame.Measure(bytes.AsSpan(0, length), out _, out _).ShouldBe(RespStatus.Partial, $"after {length} bytes");
        }

        RespFrame.Measure(bytes, out var measured, out var isPush).ShouldBe(RespStatus.Complete);
        measured.ShouldBe(text.Length);
        isPush.ShouldBe(text[0] == '>');
    }

    [Theory]
    [InlineData("x\r\n")]
    [InlineData("\r\n")]
    [InlineData("+a\nb\r\n")]
    [InlineData("+a\rb\r\n")]
    [InlineData(":\r\n")]
    [InlineData(":+1\r\n")]
    [InlineData(":01\r\n")]
    [InlineData(":-0\r\n")]
    [InlineData(": 1\r\n")]
    [InlineData(":9223372036854775808\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("!-1\r\n")]
    [InlineData("$1\r\nab\r\n")]
    [InlineData("$2\r\nab\n\n")]
    [InlineData("$?\r\n")]
    [InlineData("$65537\r\n")]
    [InlineData("*-2\r\n")]
    [InlineData("*8193\r\n")]
    [InlineData("*1\r\n>1\r\n:1\r\n")]
    [InlineData("#x\r\n")]
    [InlineData("_x\r\n")]
    [InlineData("|1\r\n+a\r\n+b\r\n+c\r\n")]
    [InlineData("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n")]
    public void What_the_protocol_does_not_allow_is_refused(string text) =>
        RespFrame.Measure(Encoding.Latin1.GetBytes(text), out _, out _).ShouldBe(RespStatus.Bad);

    [Fact]
    public void A_line_or_a_reply_without_an_end_is_refused_at_the_bound()
    {
        RespFrame.Measure(Encoding.Latin1.GetBytes("+" + new string('a', RespFrame.MaxLine)), out _, out _).ShouldBe(RespStatus.Partial);
        RespFrame.Measure(Encoding.Latin1.GetBytes("+" + new string('a', RespFrame.MaxLine + 1)), out _, out _).ShouldBe(RespStatus.Bad);
        var bulk = "$65536\r\n" + new string('a', RespFrame.MaxBulk) + "\r\n";
        RespFrame.Measure(Encoding.Latin1.GetBytes("*9\r\n" + string.Concat(Enumerable.Repeat(bulk, 4))), out _, out _).ShouldBe(RespStatus.Bad);
    }

    [Fact]
    public void The_reader_gives_the_values_one_after_another()
    {
        var reader = new RespReader(Encoding.Latin1.GetBytes("*6\r\n:42\r\n$3\r\nabc\r\n_\r\n#t\r\n*1\r\n-NO way\r\n=5\r\ntxt:x\r\n"));
        reader.Next().ShouldBe(RespKind.Array);
        reader.Integer.ShouldBe(6);
        reader.TryInteger(out var number).ShouldBeTrue();
        number.ShouldBe(42);
        reader.Next().ShouldBe(RespKind.Bytes);
        Encoding.Latin1.GetString(reader.Bytes).ShouldBe("abc");
        reader.Next().ShouldBe(RespKind.Null);
        reader.TryInteger(out var truth).ShouldBeTrue();
        truth.ShouldBe(1);
        reader.Next().ShouldBe(RespKind.Array);
        reader.Next().ShouldBe(RespKind.Error);
        Encoding.Latin1.GetString(reader.Bytes).ShouldBe("NO way");
        reader.Next().ShouldBe(RespKind.Bytes);
        Encoding.Latin1.GetString(reader.Bytes).ShouldBe("x");
        reader.Next().ShouldBe(RespKind.End);
    }

    [Fact]
    public void What_was_written_is_found_again_wherever_the_stream_is_cut()
    {
        var replies = Gen.Sized(Reply).Resize(24).ArrayOf(5);
        Prop.ForAll(replies.ToArbitrary(), texts =>
        {
            var stream = Encoding.Latin1.GetBytes(string.Concat(texts));
            var at = 0;
            foreach (var text in texts)
            {
                RespFrame.Measure(stream.AsSpan(at), out var length, out _).ShouldBe(RespStatus.Complete);
                length.ShouldBe(text.Length);
                var reader = new RespReader(stream.AsSpan(at, length));
                while (reader.Next() != RespKind.End)
                {
                }

                at += length;
            }
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("NOSCRIPT No matching script. Please use EVAL.", "NOSCRIPT")]
    [InlineData("READONLY You can't write against a read only replica. script: 5f, on @user_script:3.", "READONLY")]
    [InlineData("ERR READONLY You can't write", "READONLY")]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'.", "OOM")]
    [InlineData("SECRET what it says", "ERR")]
    [InlineData("", "ERR")]
    public void Of_an_error_only_its_known_code_is_kept(string text, string code) =>
        RedisErrors.CodeOf(Encoding.Latin1.GetBytes(text)).ShouldBe(code);

    private static Gen<string> Reply(int size)
    {
        var texts = Gen.Elements("", "a", "\r\n", "+OK\r\n", ":1", "ÿ");
        var leaf = Gen.OneOf(
            Gen.Elements("+OK\r\n", "-ERR x\r\n", "$-1\r\n", "*-1\r\n", "*0\r\n", "_\r\n", "#f\r\n"),
            Gen.Choose(int.MinValue, int.MaxValue).Select(n => $":{n}\r\n"),
            texts.Select(t => $"${t.Length}\r\n{t}\r\n"));
        return size < 4 ? leaf : Gen.OneOf(leaf, Reply(size / 4).ArrayOf(3).Select(items => "*3\r\n" + string.Concat(items)));
    }
}
