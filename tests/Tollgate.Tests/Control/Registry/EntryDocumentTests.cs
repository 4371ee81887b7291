using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Tollgate.Control.Registry;
using Xunit;

namespace Tollgate.Tests.Control.Registry;

public sealed class EntryDocumentTests
{
    [Theory]
    [InlineData("""{"a":"s","b":1}""", """{"b":1}""", "a")]
    [InlineData("""{"headers":{"x":"s","y":"t"},"b":1}""", """{"headers":{"y":"t"},"b":1}""", "headers.x")]
    [InlineData("""{"headers":{"x.y.z":"s"}}""", """{"headers":{}}""", "headers.x.y.z")]
    [InlineData("""{"a":{"b":{"c":"s"},"d":1}}""", """{"a":{"b":{},"d":1}}""", "a.b.c")]
    [InlineData("""{"list":[{"c":"s"}],"d":1}""", """{"d":1}""", "list[0].c")]
    public void A_secret_setting_is_taken_out_and_put_back(string given, string shown, string path)
    {
        var settings = JsonNode.Parse(given)!.AsObject();
        var secrets = EntryDocument.TakeSecrets(settings, [path]);
        settings.ToJsonString().ShouldBe(shown);
        JsonNode.DeepEquals(EntryDocument.Join(settings, secrets), JsonNode.Parse(given)).ShouldBeTrue();
        EntryDocument.Masked(settings, secrets).ToJsonString().ShouldNotContain("\"s\"");
    }

    [Theory]
    [InlineData("""{"object":"list","data":[{"id":"a"},{"id":"b"},{"id":"a"}]}""", "a,b")]
    [InlineData("""{"models":[{"name":"models/gemini-2.5-pro"},{"name":"models/x"}]}""", "gemini-2.5-pro,x")]
    [InlineData("""{"models":[{"name":"llama3:8b","model":"llama3:8b"}]}""", "llama3:8b")]
    [InlineData("""[{"id":"meta-llama/Llama-3"}]""", "meta-llama/Llama-3")]
    [InlineData("""{"data":[{"id":"ok"},{"id":"a*"},{"id":"a\nb"},{"id":7},{},null]}""", "ok")]
    [InlineData("""{"data":[]}""", "")]
    [InlineData("""{"error":"x"}""", null)]
    [InlineData("<html>", null)]
    [InlineData("""{"data":[{"id":"\ud800"}]}""", null)]
    public void A_list_of_models_is_read_in_every_dialect_and_only_usable_names_are_kept(string json, string? names) =>
        (ModelListText.Read(Encoding.UTF8.GetBytes(json)) is { } read ? string.Join(',', read) : null).ShouldBe(names);
}
