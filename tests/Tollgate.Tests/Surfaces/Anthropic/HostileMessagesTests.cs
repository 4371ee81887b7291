using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Surfaces.Anthropic;
using Tollgate.TestSupport;
using Tollgate.Upstreams.Anthropic;
using Tollgate.Upstreams.Cohere;
using Xunit;

namespace Tollgate.Tests.Surfaces.Anthropic;

/// <summary>Requests and answers with bytes changed at random: whatever comes, nothing throws, and what is written is JSON.</summary>
public sealed class HostileMessagesTests
{
    private const string Request =
        """
        {"model":"m","max_tokens":100,"system":[{"type":"text","text":"S","cache_control":{"type":"ephemeral"}}],"thinking":{"type":"enabled","budget_tokens":2048},
         "tools":[{"name":"look","input_schema":{"type":"object","properties":{"a":{"type":"integer","minimum":1}}},"strict":true},{"type":"web_search_20250305","name":"w"}],
         "tool_choice":{"type":"auto"},"stop_sequences":["a"],"output_config":{"effort":"low","format":{"type":"json_schema","schema":{"anyOf":[{"type":"object"}]}}},
         "messages":[{"role":"user","content":[{"type":"text","text":"a\n\u00e9 \ud83d\ude00"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]},
          {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"tlggBA=="},{"type":"tool_use","id":"x:1","name":"look","input":{"a":1}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"x:1","content":[{"type":"text","text":"r"}]},{"type":"document","source":{"type":"text","data":"d"}}]}]}
        """;

    [Fact]
    public void A_changed_request_is_refused_or_written()
    {
        var random = new Random(5);
        var read = 0;
        for (var round = 0; round < 4000; round++)
        {
            var bytes = Change(Encoding.UTF8.GetBytes(Request), random);
            if (!TryParse(bytes, out var document))
            {
                continue;
            }

            read++;
            var (request, notes) = (new ChatRequest(), new TranslationNotes());
            new MessagesSurface().Read(JsonNode.Of(document, bytes), request, notes);
            foreach (var model in (string[])["claude-3-7", "claude-sonnet-4-5", "claude-opus-5"])
            {
                ShouldWriteJson(json => new MessagesUpstream().Write(request, MessagesRig.CallOf(model), notes, json));
            }

            ShouldWriteJson(json => new CohereChatUpstream().Write(request, MessagesRig.CallOf("command-a"), notes, json));
        }

        read.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void A_changed_answer_never_throws()
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not there.");
        var random = new Random(6);
        foreach (var id in (string[])["anthropic-thinking-stream", "anthropic-tools-stream", "anthropic-tools-parallel", "anthropic-websearch", "cohere-stream", "cohere-chat"])
        {
            var recording = Recordings.Get(id);
            var isStream = recording.ResponseBody.AsSpan().StartsWith("event:"u8);
            for (var round = 0; round < 400; round++)
            {
                var bytes = Change(recording.ResponseBody, random);
                var stream = new MessagesStream(MessagesRig.NewContext(new BufferPool().RentSend(1024)));
                var reader = id.StartsWith("cohere", StringComparison.Ordinal)
                    ? new CohereChatUpstream().NewReader(stream, MessagesRig.CallOf("m"))
                    : new MessagesUpstream().NewReader(stream, MessagesRig.CallOf("m"));
                if (!isStream)
                {
                    reader.TryReadWhole(bytes);
                    continue;
                }

                foreach (var line in Encoding.Latin1.GetString(bytes).Split('\n'))
                {
                    if (line.StartsWith("data: ", StringComparison.Ordinal))
                    {
                        reader.ReadFrame(default, Encoding.Latin1.GetBytes(line[6..]));
                    }
                }

                reader.Complete();
            }
        }
    }

    private static void ShouldWriteJson(Action<JsonOut> write)
    {
        var json = new JsonOut();
        json.Begin(new BufferPool().RentSend(1024));
        write(json);
        TryParse(json.Bytes.Memory, out _).ShouldBeTrue();
    }

    private static bool TryParse(ReadOnlyMemory<byte> bytes, out JsonDocument document)
    {
        try
        {
            document = JsonDocument.Parse(bytes);
            return true;
        }
        catch (JsonException)
        {
            document = null!;
            return false;
        }
    }

    /// <summary>A few bytes changed, values swapped for others, or the end cut off.</summary>
    private static byte[] Change(byte[] from, Random random)
    {
        var bytes = from.ToArray();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Length);
            bytes[at] = random.Next(3) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)"{}[]\",:0\\"[random.Next(9)],
                _ => bytes[random.Next(bytes.Length)],
            };
        }

        return random.Next(10) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}
