using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Json;
using Tollgate.Surfaces;
using Tollgate.Tests.Json;
using Xunit;

namespace Tollgate.Tests.Surfaces;

public sealed class VersionSpliceTests
{
    private const string Ours = "vertex-1";
    private static readonly BodyVersion Version = new(Ours);

    [Theory]
    [InlineData("""{"model":"m","max_tokens":1}""", """{"anthropic_version":"vertex-1","max_tokens":1}""")]
    [InlineData("""{ "model" : "m" , "max_tokens":1}""", """{ "anthropic_version":"vertex-1" , "max_tokens":1}""")]
    [InlineData("""{  "model"  :  "m"  ,  "max_tokens":1}""", """{  "anthropic_version":"vertex-1"  ,  "max_tokens":1}""")]
    [InlineData("""{"max_tokens":1,"model":"m"}""", """{"max_tokens":1,"anthropic_version":"vertex-1"}""")]
    [InlineData("""{"model":"m"}""", """{"anthropic_version":"vertex-1"}""")]
    [InlineData("""{"\u006d\u006fdel":"a\"b,c:d"}""", """{"anthropic_version":"vertex-1"}""")]
    [InlineData("{\n\t\"a\": {\"model\": 1},\r\n\t\"model\": \"m\"\n}", "{\n\t\"a\": {\"model\": 1},\r\n\t\"anthropic_version\":\"vertex-1\"\n}")]
    public void The_version_stands_where_the_model_stood(string body, string expected) => Splice(body).ShouldBe(expected);

    [Theory]
    [InlineData("""{"anthropic_version":"2023-06-01","model":"m"}""", """{"anthropic_version":"vertex-1"}""")]
    [InlineData("""{"anthropic_version":"2023-06-01" , "model":"m" }""", """{"anthropic_version":"vertex-1"  }""")]
    [InlineData("""{"model":"m","anthropic_version":"bedrock-2023-05-31"}""", """{"anthropic_version":"vertex-1"}""")]
    [InlineData("""{ "model" : "m" , "anthropic_version" : null }""", """{  "anthropic_version" : "vertex-1" }""")]
    [InlineData("""{"anthropic\u005fversion":{"a":[1]},"x":1,"model":"m","y":2}""", """{"anthropic\u005fversion":"vertex-1","x":1,"y":2}""")]
    [InlineData("""{"anthropic_version":"vertex-1","model":"m","y":2}""", """{"anthropic_version":"vertex-1","y":2}""")]
    public void A_version_of_the_clients_own_gives_way_and_stands_there_once(string body, string expected) => Splice(body).ShouldBe(expected);

    [Theory]
    [InlineData("""{"max_tokens":1}""", """{"anthropic_version":"vertex-1","max_tokens":1}""")]
    [InlineData("{ }", """{"anthropic_version":"vertex-1" }""")]
    [InlineData("""{"anthropic_version":1}""", """{"anthropic_version":"vertex-1"}""")]
    public void A_body_without_a_model_gets_the_version_all_the_same(string body, string expected) => Splice(body).ShouldBe(expected);

    [Theory]
    [InlineData("""{"model":"m","a":1}""", """{"anthropic_version":"vertex-1","model":"up","a":1}""")]
    [InlineData("""{"a":1,"anthropic_version":"x","model":"m"}""", """{"a":1,"anthropic_version":"vertex-1","model":"up"}""")]
    [InlineData("""{"model":"up","anthropic_version":"vertex-1"}""", """{"model":"up","anthropic_version":"vertex-1"}""")]
    public void Where_the_body_names_the_model_it_is_renamed_and_the_version_added(string body, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var fields = Scan(bytes);

        Write(bytes, VersionSplice.PlanBeside(bytes, in fields, Version, "\"up\""u8.ToArray())).ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{"model":"m","anthropic_version":"a","anthropic_version":"b"}""")]
    [InlineData("""{"model":"m","anthropic_version":"a","anthropic\u005fversion":null}""")]
    [InlineData("""{"model":"m","\u006dodel":"n"}""")]
    public void A_member_given_twice_is_refused_before_it_could_stay_behind(string body)
    {
        RequestScan.TryScan(Encoding.UTF8.GetBytes(body), EndpointShape.AnthropicMessages, out _, out var error).ShouldBeFalse();
        error.Kind.ShouldBe(ScanErrorKind.DuplicateField);
    }

    [Fact]
    public void Whatever_else_the_body_holds_stays_byte_for_byte() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll<int>(seed =>
        {
            var samples = new JsonSamples(seed);
            List<(string Key, string Json)> others = [.. Enumerable.Range(0, samples.Next(4)).Select(i => ($"k{i}", samples.Value(0)))];
            List<(string Key, string Json)> members = [.. others, ("model", samples.Next(2) == 0 ? "\"claude\"" : "\"cl\\u0061\\\"ude\"")];
            if (samples.Next(2) == 0)
            {
                members.Add(("anthropic_version", samples.Value(0)));
            }

            var body = samples.Object(members);
            var spliced = Splice(body);
            var parsed = JsonNode.Parse(spliced)!.AsObject(); // which refuses what stands there twice
            var expected = JsonNode.Parse(body)!.AsObject();
            expected.Remove("model");
            expected["anthropic_version"] = Ours;
            return (parsed.Count == others.Count + 1
                    && JsonNode.DeepEquals(expected, parsed)
                    && others.TrueForAll(member => spliced.Contains(member.Json, StringComparison.Ordinal)))
                .Label(body + "\n" + spliced);
        }));

    private static string Splice(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var fields = Scan(bytes);
        return Write(bytes, VersionSplice.Plan(bytes, in fields, Version));
    }

    private static string Write(byte[] body, SpliceEdits edits)
    {
        var spliced = new byte[edits.SplicedLength(body.Length)];
        edits.Write(body, spliced);
        return Encoding.UTF8.GetString(spliced);
    }

    private static RequestFields Scan(byte[] body)
    {
        RequestScan.TryScan(body, EndpointShape.AnthropicMessages, needsModel: false, out var fields, out var error).ShouldBeTrue(error.Kind.ToString());
        return fields;
    }
}
