using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Exchange.Forms;
using Tollgate.Surfaces;
using Xunit;

namespace Tollgate.Tests.Surfaces;

public sealed class MultipartFormTests
{
    private const string Type = "multipart/form-data; boundary=\"b b\"";

    [Fact]
    public void Fields_and_files_are_told_apart_from_their_heads()
    {
        var form = Read(
            "preamble\r\n--b b \r\nContent-Disposition: form-data; name=\"file\"; filename=\"a;b.wav\"\r\nCONTENT-TYPE : audio/wav ; q=1\r\n\r\n\r\n--b\r\n\r\n"
            + "--b b\r\ncontent-disposition: form-data; name=empty\r\n\r\n\r\n--b b\r\ncontent-disposition: form-data; name=model\r\n\r\nm\r\n--b b--\r\nepilogue").ShouldNotBeNull();

        form.Parts.Count.ShouldBe(3);
        var file = form.Find("file"u8);
        Text(file.FileName).ShouldBe("a;b.wav");
        Text(file.MediaType).ShouldBe("audio/wav");
        Text(file.Content).ShouldBe("\r\n--b\r\n");
        form.Text("empty"u8).ShouldBe(string.Empty);
        form.Text("model"u8).ShouldBe("m");
        form.Text("none"u8).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("no form")]
    [InlineData("--b b")]
    [InlineData("--b b\r\n")]
    [InlineData("--b b\r\n\r\nno head\r\n--b b--")]
    [InlineData("--b b\r\ncontent-disposition: form-data; name=a\r\n\r\nnot closed")]
    [InlineData("--b bx\r\ncontent-disposition: form-data; name=a\r\n\r\nv\r\n--b b--")]
    [InlineData("--b b\r\ncontent-disposition: form-data; filename=a\r\n\r\nv\r\n--b b--")]
    [InlineData("--b b\r\ncontent-disposition: form-data; name=\"a\r\n\r\nv\r\n--b b--")]
    [InlineData("--b b\r\ncontent-disposition: form-data; name=a\r\n\r\n--b b--")]
    [InlineData("--b b\r\ncontent-disposition: form-data; name=a\r\nno colon\r\n\r\nv\r\n--b b--")]
    public void What_is_no_form_is_none(string body) => Read(body).ShouldBeNull();

    [Fact]
    public void Another_type_is_no_form() => MultipartForm.Read("--b--"u8.ToArray(), "application/json"u8).ShouldBeNull();

    [Fact]
    public void More_parts_than_any_client_sends_are_refused()
    {
        var part = "--b b\r\ncontent-disposition: form-data; name=a\r\n\r\nv\r\n";
        Read(string.Concat(Enumerable.Repeat(part, 64)) + "--b b--").ShouldNotBeNull();
        Read(string.Concat(Enumerable.Repeat(part, 65)) + "--b b--").ShouldBeNull();
    }

    [Fact]
    public void What_was_put_in_comes_out() => Prop.ForAll<NonNull<byte[]>[]>(values =>
    {
        var body = new List<byte>();
        var taken = values.Take(40).Select(value => value.Get.Where(b => b != '-').ToArray()).ToArray();
        for (var i = 0; i < taken.Length; i++)
        {
            body.AddRange(Encoding.ASCII.GetBytes($"--b b\r\ncontent-disposition: form-data; name=\"f{i}\"\r\n\r\n"));
            body.AddRange(taken[i]);
            body.AddRange("\r\n"u8);
        }

        body.AddRange("--b b--"u8);
        var form = MultipartForm.Read(body.ToArray(), Encoding.ASCII.GetBytes(Type)).ShouldNotBeNull();
        form.Parts.Select(part => part.Content.ToArray()).ShouldBe(taken);
    }).QuickCheckThrowOnFailure();

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.ASCII.GetString(bytes.Span);

    private static FormParts? Read(string body) => MultipartForm.Read(Encoding.ASCII.GetBytes(body), Encoding.ASCII.GetBytes(Type));
}
