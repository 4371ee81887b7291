using System.Text;
using BenchmarkDotNet.Attributes;
using Tollgate.Metering;
using Tollgate.Streaming;
using Tollgate.Surfaces;
using Tollgate.Surfaces.Anthropic;
using Tollgate.Surfaces.Gemini;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Upstreams.Anthropic;
using Tollgate.Upstreams.Gemini;
using Tollgate.Upstreams.OpenAi;

namespace Tollgate.Benchmarks.Exchange;

/// <summary>One event with a piece of text: what it costs to relay it as it is, and to carry it over into another vendor's format.</summary>
[MemoryDiagnoser]
public class TranslationBenchmarks
{
    private static readonly byte[] Chat = Event(
        """{"id":"chatcmpl-AbCdEfGhIjKlMnOpQrStUvWx","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"delta":{"role":"assistant","content":"A"},"logprobs":null,"finish_reason":null}],"usage":null}""");

    private static readonly byte[] ChatDelta = Event(
        """{"id":"chatcmpl-AbCdEfGhIjKlMnOpQrStUvWx","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"delta":{"content":" mountain"},"logprobs":null,"finish_reason":null}],"usage":null}""");

    private static readonly byte[] Messages = Event(
        """
        {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"usage":{"input_tokens":9,"output_tokens":1}}}

        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}
        """);

    private static readonly byte[] MessagesDelta = Event(
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" mountain"}}""");

    private static readonly byte[] Generate = Event(
        """{"candidates":[{"content":{"parts":[{"text":"A"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":1,"totalTokenCount":10},"modelVersion":"gemini-2.5-flash","responseId":"r"}""");

    private static readonly byte[] GenerateDelta = Event(
        """{"candidates":[{"content":{"parts":[{"text":" mountain"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"totalTokenCount":11},"modelVersion":"gemini-2.5-flash","responseId":"r"}""");

    private readonly StreamTap _chatTap = new(Dialect.OpenAi);
    private readonly StreamTap _messagesTap = new(Dialect.Anthropic);
    private readonly StreamTap _generateTap = new(Dialect.Gemini);
    private SseScanner _scanner;
    private BenchedTranslation _chatToMessages = null!;
    private BenchedTranslation _chatToGenerate = null!;
    private BenchedTranslation _chatToResponses = null!;
    private BenchedTranslation _messagesToChat = null!;
    private BenchedTranslation _messagesToGenerate = null!;
    private BenchedTranslation _generateToChat = null!;
    private BenchedTranslation _generateToMessages = null!;

    [GlobalSetup]
    public void Setup()
    {
        var chat = new ChatCompletionsSurface();
        var messages = new MessagesSurface();
        var generate = new GenerateContentSurface();
        _chatToMessages = new BenchedTranslation(new ChatCompletionsUpstream(), messages, Chat);
        _chatToGenerate = new BenchedTranslation(new ChatCompletionsUpstream(), generate, Chat);
        _chatToResponses = new BenchedTranslation(new ChatCompletionsUpstream(), new ResponsesSurface(), Chat);
        _messagesToChat = new BenchedTranslation(new MessagesUpstream(), chat, Messages);
        _messagesToGenerate = new BenchedTranslation(new MessagesUpstream(), generate, Messages);
        _generateToChat = new BenchedTranslation(new GenerateContentUpstream(), chat, Generate);
        _generateToMessages = new BenchedTranslation(new GenerateContentUpstream(), messages, Generate);
    }

    [Benchmark(Baseline = true)]
    public long RelayChat() => Relay(_chatTap, ChatDelta);

    [Benchmark]
    public long RelayMessages() => Relay(_messagesTap, MessagesDelta);

    [Benchmark]
    public long RelayGenerate() => Relay(_generateTap, GenerateDelta);

    [Benchmark]
    public int ChatToMessages() => _chatToMessages.Run(ChatDelta);

    [Benchmark]
    public int ChatToGenerate() => _chatToGenerate.Run(ChatDelta);

    [Benchmark]
    public int ChatToResponses() => _chatToResponses.Run(ChatDelta);

    [Benchmark]
    public int MessagesToChat() => _messagesToChat.Run(MessagesDelta);

    [Benchmark]
    public int MessagesToGenerate() => _messagesToGenerate.Run(MessagesDelta);

    [Benchmark]
    public int GenerateToChat() => _generateToChat.Run(GenerateDelta);

    [Benchmark]
    public int GenerateToMessages() => _generateToMessages.Run(GenerateDelta);

    private long Relay(StreamTap tap, byte[] item)
    {
        _scanner.Feed(item);
        tap.Observe(item, 1);
        return tap.Text.Bytes;
    }

    private static byte[] Event(string data) => Encoding.UTF8.GetBytes($"data: {data.ReplaceLineEndings("\n")}\n\n");
}
