using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Routing;
using Tollgate.Streaming;
using Tollgate.Surfaces.Anthropic;
using Tollgate.Surfaces.Gemini;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Upstreams.Anthropic;
using Tollgate.Upstreams.Gemini;
using Xunit;

namespace Tollgate.Tests.Exchange;

/// <summary>A request of nothing but small parts takes far more memory than its text: what is reserved for reading it covers that.</summary>
public sealed class ReadingMemoryTests
{
    private const int Parts = 20_000;

    public static TheoryData<string, string, string, string> Requests => new()
    {
        { nameof(ChatCompletionsSurface), "{\"model\":\"m\",\"messages\":[", """{"role":"user","content":""}""", "]}" },
        { nameof(ChatCompletionsSurface), "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[", """{"type":"text","text":""}""", "]}]}" },
        { nameof(ChatCompletionsSurface), "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tools\":[", """{"type":"function","function":{"name":"f"}}""", "]}" },
        { nameof(ResponsesSurface), "{\"model\":\"m\",\"input\":[", """{"role":"user","content":""}""", "]}" },
        { nameof(ResponsesSurface), "{\"model\":\"m\",\"input\":[", """{"type":"function_call","call_id":"c","name":"f","arguments":""}""", "]}" },
        { nameof(MessagesSurface), "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[", """{"role":"user","content":""}""", "]}" },
        { nameof(MessagesSurface), "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":[", """{"type":"text","text":""}""", "]}]}" },
        { nameof(GenerateContentSurface), "{\"contents\":[", """{"role":"user","parts":[{"text":""}]}""", "]}" },
        { nameof(GenerateContentSurface), "{\"contents\":[{\"role\":\"user\",\"parts\":[", """{"text":""}""", "]}]}" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void What_reading_takes_is_reserved(string surface, string head, string part, string tail)
    {
        var body = Encoding.UTF8.GetBytes(head + string.Join(',', Enumerable.Repeat(part, Parts)) + tail);
        Take(surface, body); // arrays of the shared pool are made once

        var taken = Take(surface, body);

        taken.ShouldBeLessThan(ReadingMemory.Of(body), $"{(taken - (2 * body.Length)) / Parts} B for each");
    }

    [Fact]
    public void A_body_of_one_block_is_free() => ReadingMemory.Of(new byte[BufferPool.BlockSize]).ShouldBe(0);

    private static long Take(string surface, byte[] body)
    {
        ChatSurface from = surface switch
        {
            nameof(ResponsesSurface) => new ResponsesSurface(),
            nameof(MessagesSurface) => new MessagesSurface(),
            nameof(GenerateContentSurface) => new GenerateContentSurface(),
            _ => new ChatCompletionsSurface(),
        };
        ChatUpstream to = from is MessagesSurface ? new GenerateContentUpstream() : new MessagesUpstream();
        var call = new UpstreamCall { Preset = ProviderPresets.Find("anthropic")!, Model = "m" };
        var json = new JsonOut();
        json.Begin(new SendBuffer(new BufferPool()));
        var request = new ChatRequest();
        var notes = new TranslationNotes();
        var before = GC.GetAllocatedBytesForCurrentThread();
        using (var document = JsonDocument.Parse(body))
        {
            from.Read(JsonNode.Of(document, body), request, notes);
            to.Write(request, call, notes, json);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
