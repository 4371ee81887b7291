using System.Text;
using Shouldly;
using Tollgate.Surfaces;
using Xunit;

namespace Tollgate.Tests.Surfaces;

public sealed class MultipartModelScanTests
{
    private const string Type = "multipart/form-data; boundary=\"--x y'z\"";

    private static readonly string Form = string.Join(
        "\r\n",
        "----x y'z",
        "Content-Disposition: form-data; name=\"file\"; filename=\"a; name=\\\"model\\\".wav\"",
        "Content-Type: audio/wav",
        "",
        "RIFF\r\n----x y'\r\r\n\r\n--\0é",
        "----x y'z \t",
        "content-disposition : form-data; name=stream",
        "",
        "true",
        "----x y'z",
        "Content-Disposition: form-data; name=\"model\"",
        "",
        "whisper-1",
        "----x y'z--",
        "");

    [Fact] // found by the fuzzer
    public void A_model_name_that_is_too_long_ends_the_reading_however_it_arrives()
    {
        var form = System.Text.Encoding.ASCII.GetBytes(
            "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n" + new string('m', 2000) + "\r\n--b--\r\n");
        var scan = new MultipartModelScan();
        scan.TryReset("multipart/form-data; boundary=b"u8).ShouldBeTrue();
        scan.Feed(form);
        scan.State.ShouldBe(MultipartState.TooLarge);
        scan.HasModel.ShouldBeFalse();
    }

    [Fact]
    public void The_model_is_found_behind_the_file_however_the_form_is_cut()
    {
        var bytes = Encoding.UTF8.GetBytes(Form);
        var scan = new MultipartModelScan();
        for (var first = 0; first <= bytes.Length; first++)
        {
            scan.TryReset(Encoding.UTF8.GetBytes(Type)).ShouldBeTrue();
            scan.Feed(bytes.AsSpan(0, first));
            scan.Feed(bytes.AsSpan(first));
            ShouldBeWhole(scan, bytes);
        }

        scan.TryReset(Encoding.UTF8.GetBytes(Type)).ShouldBeTrue();
        foreach (var b in bytes)
        {
            scan.Feed([b]);
        }

        ShouldBeWhole(scan, bytes);
    }

    [Theory]
    [InlineData("multipart/form-data", false)]
    [InlineData("multipart/form-data; boundary=", false)]
    [InlineData("multipart/form-data; boundary=\"\"", false)]
    [InlineData("multipart/form-data; boundary=a; boundary=b", false)]
    [InlineData("multipart/form-data; boundary=\"a", false)]
    [InlineData("multipart/form-data; boundary=\"a \"", false)]
    [InlineData("multipart/form-data; boundary=a\u00e9", false)]
    [InlineData("multipart/form-data; boundary=a@b", false)]
    [InlineData("multipart/mixed; boundary=a", false)]
    [InlineData("application/json", false)]
    [InlineData("Multipart/Form-Data ; charset=utf-8; Boundary=a", true)]
    [InlineData("multipart/form-data; boundary=1234567890123456789012345678901234567890123456789012345678901234567890", true)]
    [InlineData("multipart/form-data; boundary=12345678901234567890123456789012345678901234567890123456789012345678901", false)]
    public void A_boundary_is_legal_and_at_most_70_bytes_long(string contentType, bool accepted) =>
        new MultipartModelScan().TryReset(Encoding.UTF8.GetBytes(contentType)).ShouldBe(accepted);

    [Theory]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\na\r\n--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nb\r\n--b--", MultipartState.Duplicate)]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"mo\\del\"\r\n\r\na\r\n--b--", MultipartState.Malformed)]
    [InlineData("--b\r\nContent-Disposition: form-data; name*=utf-8''model\r\n\r\na\r\n--b--", MultipartState.Malformed)]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"x\"; name=\"model\"\r\n\r\na\r\n--b--", MultipartState.Malformed)]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"x\"\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\na\r\n--b--", MultipartState.Malformed)]
    [InlineData("--b\r\n folded: x\r\n\r\na\r\n--b--", MultipartState.Malformed)]
    [InlineData("--b\nContent-Disposition: form-data; name=\"model\"\r\n\r\na\r\n--b--", MultipartState.Malformed)]
    [InlineData("--bc\r\n\r\n", MultipartState.Malformed)]
    [InlineData("--b--", MultipartState.Complete)]
    [InlineData("preamble\r\n--b\r\nX: y\r\n\r\n\r\n--b--epilogue", MultipartState.Complete)]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\na", MultipartState.Reading)]
    internal void A_form_that_could_be_read_in_two_ways_is_refused(string form, MultipartState state)
    {
        var scan = new MultipartModelScan();
        scan.TryReset("multipart/form-data; boundary=b"u8).ShouldBeTrue();

        scan.Feed(Encoding.UTF8.GetBytes(form));

        scan.State.ShouldBe(state);
    }

    [Fact]
    public void Endless_heads_and_values_are_refused()
    {
        var scan = new MultipartModelScan();
        string[] forms =
        [
            "--b\r\nX: " + new string('x', 5000),
            "--b\r\n" + string.Concat(Enumerable.Repeat("X: y\r\n", 40)),
            "--b\r\nContent-Disposition: form-data; name=model\r\n\r\n" + new string('x', 2000),
        ];
        foreach (var form in forms)
        {
            scan.TryReset("multipart/form-data; boundary=b"u8).ShouldBeTrue();
            scan.Feed(Encoding.UTF8.GetBytes(form));
            scan.State.ShouldBe(MultipartState.TooLarge);
        }
    }

    [Fact]
    public void A_model_may_hold_what_looks_like_a_boundary()
    {
        var scan = new MultipartModelScan();
        scan.TryReset("multipart/form-data; boundary=-----"u8).ShouldBeTrue();

        scan.Feed("-------\r\nContent-Disposition: form-data; name=model\r\n\r\n\r\n----\r\r\n---\n\r\n-------"u8);

        Encoding.UTF8.GetString(scan.Model).ShouldBe("\r\n----\r\r\n---\n");
    }

    private static void ShouldBeWhole(MultipartModelScan scan, byte[] form)
    {
        scan.State.ShouldBe(MultipartState.Complete);
        scan.HasModel.ShouldBeTrue();
        scan.Stream.ShouldBeTrue();
        Encoding.UTF8.GetString(scan.Model).ShouldBe("whisper-1");
        Encoding.UTF8.GetString(form.AsSpan((int)scan.ModelStart, scan.ModelLength)).ShouldBe("whisper-1");
    }
}
