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

public sealed class RequestSpliceTests
{
    private static readonly byte[] NewModel = "\"vendor/name-2\""u8.ToArray();

    [Theory]
    [InlineData("{\"model\":\"m\",\"stream\":true}", "{\"stream_options\":{\"include_usage\":true},\"model\":\"vendor/name-2\",\"stream\":true}")]
    [InlineData("{ \"stream\":true}", "{\"stream_options\":{\"include_usage\":true}, \"stream\":true}")]
    [InlineData("{\"stream\":true,\"stream_options\":{}}", "{\"stream\":true,\"stream_options\":{\"include_usage\":true}}")]
    [InlineData("{\"stream\":true,\"stream_options\":{ \"a\":1}}", "{\"stream\":true,\"stream_options\":{\"include_usage\":true, \"a\":1}}")]
    [InlineData("{\"stream\":true,\"stream_options\":{\"include_usage\" : false}}", "{\"stream\":true,\"stream_options\":{\"include_usage\" : true}}")]
    [InlineData("{\"stream\":true,\"stream_options\":{\"include_usage\":null}}", "{\"stream\":true,\"stream_options\":{\"include_usage\":true}}")]
    [InlineData("{\"stream\":true,\"stream_options\":null}", "{\"stream\":true,\"stream_options\":{\"include_usage\":true}}")]
    [InlineData("{\"stream\":true,\"stream_options\":{\"include_usage\":true}}", "{\"stream\":true,\"stream_options\":{\"include_usage\":true}}")]
    [InlineData("{\"model\":\"m\"}", "{\"model\":\"vendor/name-2\"}")]
    [InlineData("{ }", "{ }")]
    public void Usage_is_asked_for_where_the_client_did_not(string body, string expected) => Splice(body, NewModel, true).ShouldBe(expected);

    [Fact]
    public void A_model_that_is_right_already_is_not_touched()
    {
        var edits = Plan("{\"model\":\"vendor/name-2\"}", NewModel, false);

        edits.Count.ShouldBe(0);
    }

    [Fact]
    public void Without_a_wish_the_body_stays_as_it_is()
    {
        const string Body = "{\"model\":\"m\",\"stream\":true}";

        Splice(Body, null, false).ShouldBe(Body);
    }

    [Fact]
    public void A_splice_changes_the_named_fields_and_no_other_byte() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll<int>(seed =>
        {
            var body = RandomBody(new JsonSamples(seed));
            var bytes = Encoding.UTF8.GetBytes(body);
            Scan(bytes, out var fields);
            var spliced = Splice(body, NewModel, true);

            var expected = JsonNode.Parse(body)!.AsObject();
            if (expected.ContainsKey("model"))
            {
                expected["model"] = "vendor/name-2";
            }

            if (fields.Stream)
            {
                expected["stream_options"] ??= new JsonObject();
                expected["stream_options"]!["include_usage"] = true;
            }

            var same = JsonNode.DeepEquals(expected, JsonNode.Parse(spliced));
            return (same && KeepsOtherBytes(bytes, Plan(body, NewModel, true), Encoding.UTF8.GetBytes(spliced))).Label(body + "\n" + spliced);
        }));

    private static bool KeepsOtherBytes(byte[] body, SpliceEdits edits, byte[] spliced)
    {
        // Undo the edits from the first to the last; the original must come back.
        var bytes = spliced.ToList();
        for (var i = 0; i < edits.Count; i++)
        {
            var edit = edits[i];
            bytes.RemoveRange(edit.Start, edit.Replacement.Length);
            bytes.InsertRange(edit.Start, body[edit.Start..edit.End]);
        }

        return bytes.SequenceEqual(body);
    }

    private static string RandomBody(JsonSamples samples)
    {
        List<(string, string)> members = [("other", samples.Value(0)), ("日本", samples.Value(0))];
        if (samples.Next(4) > 0)
        {
            members.Add(("model", samples.Next(2) == 0 ? "\"gpt-4o\"" : "\"g\\u0070t\""));
        }

        if (samples.Next(4) > 0)
        {
            members.Add(("stream", "true"));
        }

        string[] options = ["null", "{}", "{ }", "{\"include_usage\":false}", "{\"a\":[{}],\"include_usage\":null}", "{\"include_usage\":true}", "{\"b\":1}"];
        if (samples.Next(4) > 0)
        {
            members.Add(("stream_options", options[samples.Next(options.Length)]));
        }

        return samples.Object(members);
    }

    private static string Splice(string body, byte[]? model, bool wantUsage)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var edits = Plan(body, model, wantUsage);
        var spliced = new byte[edits.SplicedLength(bytes.Length)];
        edits.Write(bytes, spliced);
        return Encoding.UTF8.GetString(spliced);
    }

    private static SpliceEdits Plan(string body, byte[]? model, bool wantUsage)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        Scan(bytes, out var fields);
        return RequestSplice.Plan(bytes, in fields, model, wantUsage);
    }

    private static void Scan(byte[] body, out RequestFields fields)
    {
        // Chat reads the stream options; the messages that it requires are beside the point here.
        RequestScan.TryScan(body, EndpointShape.ChatCompletions, out fields, out var error);
        error.Kind.ShouldBeOneOf(ScanErrorKind.None, ScanErrorKind.Required);
    }
}
