using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Upstreams.Demo;
using Xunit;

namespace Tollgate.Tests.Upstreams;

public sealed class DemoPartsTests
{
    [Theory]
    [InlineData("/v1/chat/completions", "Chat", "", "")]
    [InlineData("/openai/deployments/gpt/chat/completions", "Chat", "", "")]
    [InlineData("/chat/completions", "Chat", "", "")]
    [InlineData("/v1/completions", "Completions", "", "")]
    [InlineData("/v1/files/file-1/content", "Files", "file-1", "content")]
    [InlineData("/v1/models", "Models", "", "")]
    [InlineData("/v1/models/org/name", "Models", "org", "name")]
    [InlineData("/v1beta/models/gemini-x:streamGenerateContent", "GenerateStream", "gemini-x", "streamGenerateContent")]
    [InlineData("/v1/threads/thread_1/messages", "Unknown", "", "")]
    [InlineData("/v1/audio/translations", "Transcriptions", "", "")]
    [InlineData("/", "Unknown", "", "")]
    [InlineData("*", "Unknown", "", "")]
    public void A_path_is_read_from_its_end(string path, string endpoint, string id, string action)
    {
        var target = DemoTarget.Of(Encoding.ASCII.GetBytes(path));

        target.Endpoint.ToString().ShouldBe(endpoint);
        (target.Id ?? string.Empty).ShouldBe(id);
        (target.Action ?? string.Empty).ShouldBe(action);
    }

    [Fact]
    public void An_answer_has_the_tokens_that_it_says_and_its_pieces_make_it_up()
    {
        Prop.ForAll<string?, PositiveInt>((said, wanted) =>
        {
            var tokens = wanted.Get % 300;
            var text = DemoText.Compose(DemoWords.Gist(said ?? string.Empty), tokens + 1, limit: null);
            var pieces = new List<string>();
            var at = 0;
            while (text.Next(ref at, out var piece))
            {
                pieces.Add(piece.ToString());
            }

            return string.Concat(pieces) == text.Text && pieces.Count == text.Tokens && text.Tokens == tokens + 1 && !text.IsCut;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_form_gives_its_parts_quoted_or_not()
    {
        var form = new DemoForm(
            "--b\r\nContent-Disposition: form-data; name=purpose\r\n\r\nbatch\r\n--b\r\nContent-Disposition: form-data; filename=\"a; b.txt\"; name=\"file\"\r\n\r\n\r\n--x\r\n\r\n--b--\r\n"u8);

        form.Text("purpose"u8).ShouldBe("batch");
        form.Text("nothing"u8).ShouldBeNull();
        form.TryFind("file"u8, out var head, out var value).ShouldBeTrue();
        Encoding.ASCII.GetString(DemoForm.Parameter(head, "filename="u8)).ShouldBe("a; b.txt");
        Encoding.ASCII.GetString(value).ShouldBe("\r\n--x\r\n");
    }

    [Fact]
    public void A_form_of_any_bytes_is_searched_without_harm()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            byte[] body = [.. "--b\r\n"u8, .. bytes, .. "\r\n--b"u8];
            return new DemoForm(body).Text("file"u8) is null;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_store_keeps_the_newest_files()
    {
        var store = new DemoStore();
        for (var i = 0; i < DemoStore.MaxFiles + 3; i++)
        {
            store.Add(new DemoFile("file-" + i, "x", "user_data", 0, []));
        }

        store.List().Length.ShouldBe(DemoStore.MaxFiles);
        store.Find("file-2").ShouldBeNull();
        store.Remove("file-3").ShouldBeTrue();
        store.Remove("file-3").ShouldBeFalse();
    }

    [Theory]
    [InlineData("429", true)]
    [InlineData("599", true)]
    [InlineData("200", false)]
    [InlineData("hang", true)]
    [InlineData("Hang", false)]
    [InlineData("", false)]
    public void A_fault_is_read_from_its_name(string name, bool known)
    {
        DemoFault.TryParse(name, out _).ShouldBe(known);
    }
}
